/**
 * Are the slice's files there, whole and unaltered?
 *
 * @module
 */
import type { Closure } from "../../closure/closure.ts";
import type { Session } from "../../connection/session.ts";
import { NwbError, SpyglassError } from "../../errors.ts";
import { externalLinks, isOnlyLinks } from "../../nwb/external.ts";
import { fileHash } from "../../external/layout.ts";
import type { DifferenceKind, Differences } from "./difference.ts";
import { type StoredFile, storedFiles } from "../slice/files.ts";
import type { Progress } from "../progress.ts";

/** Files that were looked at. */
export interface CheckedFiles {
  readonly files: number;
  readonly bytes: number;
  /** Paths of those of which something was found. */
  readonly told: ReadonlySet<string>;
}

/**
 * Looks at every file that rows of the slice name, and at what those link to: it must be there, readable, and as long
 * as its row says; up to 100 MB its MD5 is compared, too, where the row has one.
 *
 * @param session Where the slice's rows are.
 * @param stores Store → folder.
 */
export async function checkFiles(
  session: Session,
  closure: Closure,
  stores: Readonly<Record<string, string>>,
  differences: Differences,
  progress: Progress,
): Promise<CheckedFiles> {
  const sizes = new Map<string, number>();
  const told = new Set<string>();
  for (const slice of closure.tables.values()) {
    const table = slice.table.fullName;
    const report = reporter(table, differences);
    for (const stored of await storedOrNone(session, slice, stores, report)) {
      progress.at(`Checking files: ${stored.path}`);
      await checkStored(stored, sizes, (kind, expected, found, message) => {
        told.add(stored.path);
        report(kind, expected, found, message);
      });
    }
  }
  const bytes = sizes.values().reduce((sum, size) => sum + size, 0);
  return { files: sizes.size, bytes, told };
}

/** Larger files are compared by their length only. */
const LARGEST_HASHED = 100_000_000;

type Report = (
  kind: DifferenceKind,
  expected: string,
  found: string,
  message: string,
) => void;

function reporter(table: string, differences: Differences): Report {
  return (kind, expected, found, message) =>
    differences.add({
      table,
      kind,
      expected,
      found,
      message: `${table}: ${message}`,
    });
}

async function storedOrNone(
  session: Session,
  slice: Parameters<typeof storedFiles>[1],
  stores: Readonly<Record<string, string>>,
  report: Report,
): Promise<StoredFile[]> {
  try {
    return await storedFiles(session, slice, stores);
  } catch (error) {
    if (!(error instanceof SpyglassError)) throw error;
    const found = error.message;
    report("missing file", `${slice.count} files`, found, found);
    return [];
  }
}

async function checkStored(
  stored: StoredFile,
  sizes: Map<string, number>,
  report: Report,
): Promise<void> {
  const { path } = stored;
  const size = await sizeOf(path, path, report);
  if (size === null) return;
  if (stored.size !== null && size !== stored.size) {
    return report(
      "altered file",
      `${path} (${stored.size} bytes)`,
      `${size} bytes`,
      `the file ${path} has ${size} bytes, its row says ${stored.size}`,
    );
  }
  if (stored.md5 !== null && size <= LARGEST_HASHED) {
    const md5 = await fileHash(path, stored.md5Prefix);
    if (md5 !== stored.md5) {
      return report(
        "altered file",
        `${path} (MD5 ${stored.md5})`,
        `MD5 ${md5}`,
        `the file ${path} has the MD5 ${md5}, its row says ${stored.md5}`,
      );
    }
  }
  await checkLinks(path, size, sizes, report);
}

/** A copy that only links to its original stands for that: it is the original which is shared. */
async function checkLinks(
  path: string,
  size: number,
  sizes: Map<string, number>,
  report: Report,
): Promise<void> {
  if (!/\.(nwb|h5|hdf5)$/i.test(path)) {
    sizes.set(path, size);
    return;
  }
  try {
    const links = await externalLinks(path);
    let isWhole = true;
    for (const original of new Set(links.map(({ file }) => file))) {
      const linked = await sizeOf(original, path, report);
      if (linked === null) isWhole = false;
      else sizes.set(original, linked);
    }
    if (isWhole && await isOnlyLinks(path)) return;
    sizes.set(path, size);
  } catch (error) {
    if (!(error instanceof NwbError)) throw error;
    const wanted = `${path} (a file that can be read)`;
    report("altered file", wanted, error.message, error.message);
  }
}

/** The file's length; `null`, and a difference, where it cannot be read. */
async function sizeOf(
  path: string,
  namedBy: string,
  report: Report,
): Promise<number | null> {
  try {
    const { size, isFile } = await Deno.stat(path);
    // Opening a pipe would wait for somebody who writes into it.
    if (!isFile) throw new Deno.errors.IsADirectory("it is no file");
    using _ = await Deno.open(path);
    return size;
  } catch (error) {
    const found = error instanceof Deno.errors.NotFound
      ? "no such file"
      : (error as Error).message;
    const link = path === namedBy ? "" : `, to which ${namedBy} links`;
    report(
      "missing file",
      path,
      found,
      `the file ${path}${link} cannot be read: ${found}`,
    );
    return null;
  }
}
