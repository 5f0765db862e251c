/**
 * Files of a DataJoint store: what the database knows of them, and how they get into their folder.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { ExportError } from "../errors.ts";

/** What the database knows of a file. */
export interface StoredFile {
  /** Path in its store. */
  readonly path: string;
  readonly size: number;
  /** MD5 of its contents. */
  readonly contents: Uint8Array;
}

/** The row of a `~external_…` table for a file. */
export function externalRow(
  { path, size, contents }: StoredFile,
): Record<string, string | number | null | Uint8Array> {
  return {
    hash: hashOfPath(path),
    size,
    attachment_name: null,
    filepath: path,
    contents_hash: contents,
  };
}

/** The key of a file in its store: the MD5 of its path there. */
export function hashOfPath(path: string): Uint8Array {
  return md5(new TextEncoder().encode(path));
}

/** Describes a file's bytes. */
export function storedFile(path: string, bytes: Uint8Array): StoredFile {
  return { path, size: bytes.length, contents: md5(bytes) };
}

/** Reads a file, `null` where there is none. */
export async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Whether two files have the same contents. */
export function isSame(a: StoredFile, b: StoredFile): boolean {
  return a.size === b.size &&
    a.contents.every((byte, index) => byte === b.contents[index]);
}

/**
 * Puts a file in its place: whole or not at all, and never over another one.
 *
 * @throws {ExportError} A file of that name has come up meanwhile.
 */
export async function placeFile(
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const folder = dirname(path);
  await Deno.mkdir(folder, { recursive: true });
  await removeLeftovers(folder, basename(path));
  const draft = await Deno.makeTempFile({
    dir: folder,
    prefix: draftPrefix(basename(path)),
    suffix: DRAFT,
  });
  try {
    await Deno.writeFile(draft, bytes);
    await Deno.chmod(draft, 0o644);
    await publish(draft, path);
  } finally {
    await Deno.remove(draft).catch(() => {});
  }
}

const DRAFT = ".part";

function draftPrefix(name: string): string {
  return `.${name}.`;
}

/** A link fails where the name is taken, which a rename does not. */
async function publish(draft: string, path: string): Promise<void> {
  try {
    await Deno.link(draft, path);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new ExportError(
        `Cannot write ${path}: found a file there that was not there before; try again`,
        { cause: error },
      );
    }
    // Some file systems have no links.
    await Deno.rename(draft, path);
  }
}

/** Drafts of a run that was killed. */
async function removeLeftovers(folder: string, name: string): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    const isDraft = entry.name.startsWith(draftPrefix(name)) &&
      entry.name.endsWith(DRAFT);
    if (isDraft) await Deno.remove(join(folder, entry.name)).catch(() => {});
  }
}

function md5(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("md5").update(bytes).digest());
}
