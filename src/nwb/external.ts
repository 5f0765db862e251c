/**
 * External links: a file that holds only a name for what another file holds.
 *
 * @module
 */
import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import type { File } from "h5wasm/esm";
import { NwbError } from "../errors.ts";
import { inBlocks, localBytes } from "./remote/byte_source.ts";
import {
  checkHdf5,
  externalLinkAt,
  type ExternalName,
  hdf5,
  linkAt,
  openForReading,
  type OpenHdf5,
  paths,
  reading,
  softLinkAt,
} from "./hdf5/hdf5.ts";
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
  return await withFile(path, (file) => linksAmongEnds(path, file));
}

/** The external links of a file, and whether it has anything else. */
export interface LinkedContents {
  readonly links: readonly ExternalLink[];
  /** See {@linkcode isOnlyLinks}; the original is opened when this is asked for. */
  isOnlyLinks(): Promise<boolean>;
}

/**
 * Lists the external links of a file; where they all lead to one other file, notes meanwhile what else is in it.
 *
 * @param path The file's path.
 * @throws {NwbError} The file is missing, unreadable or no HDF5 file.
 */
export async function linkedContents(path: string): Promise<LinkedContents> {
  const [links, objects] = await withFile(path, (file) => {
    const all = paths(file);
    const links = linksAmongEnds(path, file, all);
    const isToOne = new Set(links.map(({ file }) => file)).size === 1;
    return [links, isToOne ? ownObjects(file, all, links) : null] as const;
  });
  return {
    links,
    isOnlyLinks: async () =>
      objects !== null && await allThere(path, objects, links[0]!.file),
  };
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
  return await (await linkedContents(path)).isOnlyLinks();
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

/** What leads to other paths is a group: links are among the others. Asking for nothing else takes half as long. */
function linksAmongEnds(
  path: string,
  file: File,
  all = paths(file),
): ExternalLink[] {
  return ends(all).flatMap((at) => {
    const link = externalLinkAt(file, at);
    return link === null ? [] : [externalLink(path, at, link)];
  });
}

/** The paths that no other one goes on from, but for the root. */
function ends(all: readonly string[]): string[] {
  const folders = new Set(all.map((at) => at.slice(0, at.lastIndexOf("/"))));
  return all.filter((at) => at !== "/" && !folders.has(at));
}

/** Path → `object_id` of all that a copy must have in common with its original. */
function ownObjects(
  file: File,
  all: readonly string[],
  links: readonly ExternalLink[],
): Map<string, string | null> {
  const external = new Set(links.map(({ at }) => at));
  const mayLink = new Set(ends(all));
  const ids = new Map<string, string | null>();
  for (const at of all) {
    if (!isOfCopy(at) || external.has(at)) continue;
    const isSoft = mayLink.has(at) && softLinkAt(file, at) !== null;
    ids.set(at, isSoft ? null : objectId(file, at));
  }
  return ids;
}

/** A copy is a file of its own, and describes the format as its writer's version does. */
function isOfCopy(at: string): boolean {
  return at !== "/" && !at.startsWith("/specifications");
}

/** Whether an original has the same objects at the same paths, itself. */
async function allThere(
  path: string,
  objects: ReadonlyMap<string, string | null>,
  original: string,
): Promise<boolean> {
  return await withOriginal(path, original, (file) => {
    const all = paths(file);
    const there = new Set(all);
    for (const at of objects.keys()) if (!there.has(at)) return false;
    const mayLink = new Set(ends(all));
    for (const [at, id] of objects) {
      const link = mayLink.has(at) ? linkAt(file, at) : null;
      if (link?.kind === "external") return false;
      if (id !== (link === null ? objectId(file, at) : null)) return false;
    }
    return true;
  });
}

function externalLink(
  path: string,
  at: string,
  { file, object }: ExternalName,
): ExternalLink {
  return { at, file: linkedPath(path, file), object };
}

async function withOriginal<T>(
  path: string,
  original: string,
  work: (file: File) => T,
): Promise<T> {
  try {
    return await withFile(original, work);
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
  await hdf5();
  const open = await opened(path);
  try {
    return reading(path, "the links", () => work(open.file));
  } finally {
    open.close();
  }
}

/** What is no HDF5 file is looked at once more, to say so. */
async function opened(path: string): Promise<OpenHdf5> {
  try {
    return openForReading(path, () => inBlocks(localBytes(path)));
  } catch (error) {
    await checkHdf5(path);
    throw error;
  }
}
