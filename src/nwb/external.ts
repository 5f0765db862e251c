/**
 * External links: a file that holds only a name for what another file holds.
 *
 * @module
 */
import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import type { File } from "h5wasm/esm";
import { NwbError } from "../errors.ts";
import { localBytes } from "./byte_source.ts";
import {
  checkHdf5,
  externalLinkAt,
  type ExternalName,
  hdf5,
  linksAmong,
  openForReading,
  paths,
  reading,
} from "./hdf5.ts";
import { objectId } from "./index.ts";

/** One external link. */
export interface ExternalLink {
  /** Where the link is, for example `/acquisition/e-series`. */
  readonly at: string;
  /** Absolute path of the file that it leads to; it may be missing. */
  readonly file: string;
  /** The object's path in that file. */
  readonly object: string;
}

/**
 * Lists the external links of a file.
 *
 * @param path The file's path.
 * @returns The links, by their paths; links inside linked files are not followed.
 * @throws {NwbError} The file is missing, unreadable or no HDF5 file.
 *
 * @example
 * ```ts no-assert
 * import { externalLinks } from "./external.ts";
 *
 * const path = Deno.env.get("EXAMPLE_NWB");
 * if (path) console.log(await externalLinks(path));
 * ```
 */
export async function externalLinks(path: string): Promise<ExternalLink[]> {
  return await withFile(path, (file) =>
    paths(file).slice(1).flatMap((at) => {
      // Asking for nothing else takes half as long.
      const link = externalLinkAt(file, at);
      return link === null ? [] : [externalLink(path, at, link)];
    }));
}

/**
 * Tells whether a file is a copy that only links to its original: it has external links, all to one other file, and
 * everything else in it is there, too, at the same path and with the same `object_id`.
 *
 * @param path The file's path.
 * @returns `false` for a file with data of its own, and for one without links.
 * @throws {NwbError} The file or its original is missing or damaged.
 */
export async function isOnlyLinks(path: string): Promise<boolean> {
  const copy = await withFile(path, (file) => inventory(path, file));
  const [original, ...others] = new Set(copy.links.map(({ file }) => file));
  if (original === undefined || others.length > 0) return false;
  const { objects } = await withOriginal(path, original);
  return [...copy.objects].every(([at, id]) => {
    // A copy is a file of its own, and describes the format as its writer's version does.
    if (at === "/" || at.startsWith("/specifications")) return true;
    return objects.has(at) && objects.get(at) === id;
  });
}

/**
 * Where an external link of a file leads to: looked for beside the file, then, where the file's name is a symbolic
 * link, beside the real one, as HDF5 does.
 */
export function linkedPath(path: string, file: string): string {
  if (isAbsolute(file)) return file;
  const beside = resolve(dirname(path), file);
  if (existsSync(beside) || !existsSync(path)) return beside;
  const real = resolve(dirname(realpathSync(path)), file);
  return existsSync(real) ? real : beside;
}

/** What is in a file: its external links, and the path of everything else with its `object_id`. */
interface Inventory {
  readonly links: readonly ExternalLink[];
  readonly objects: ReadonlyMap<string, string | null>;
}

function inventory(path: string, file: File): Inventory {
  const all = paths(file);
  const links = linksAmong(file, all);
  const objects = new Map<string, string | null>();
  for (const at of all) {
    const link = links.get(at);
    if (link?.kind === "external") continue;
    objects.set(at, link === undefined ? objectId(file, at) : null);
  }
  const external = [...links].flatMap(([at, link]) =>
    link.kind === "external" ? [externalLink(path, at, link)] : []
  );
  return { links: external, objects };
}

function externalLink(
  path: string,
  at: string,
  { file, object }: ExternalName,
): ExternalLink {
  return { at, file: linkedPath(path, file), object };
}

async function withOriginal(
  path: string,
  original: string,
): Promise<Inventory> {
  try {
    return await withFile(original, (file) => inventory(original, file));
  } catch (error) {
    if (!(error instanceof NwbError)) throw error;
    throw new NwbError(
      `Cannot follow the links of ${path}: ${error.message}`,
      original,
      { cause: error },
    );
  }
}

async function withFile<T>(
  path: string,
  work: (file: File) => T,
): Promise<T> {
  await checkHdf5(path);
  await hdf5();
  const open = openForReading(path, () => localBytes(path));
  try {
    return reading(path, "the links", () => work(open.file));
  } finally {
    open.close();
  }
}
