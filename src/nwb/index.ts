/**
 * Which object of a file has which `object_id`.
 *
 * @module
 */
import type { File } from "h5wasm/esm";
import { attributeNames, type Link, linksAmong, paths } from "./hdf5/hdf5.ts";
import { textAttribute } from "./hdf5/values.ts";

/** An external link: where it is, and the file and the object that it names. */
export interface LinkOut {
  readonly at: string;
  readonly file: string;
  readonly object: string;
}

/** What a file has itself. */
export interface FileIndex {
  /** `object_id` → path. */
  readonly objects: ReadonlyMap<string, string>;
  readonly links: readonly LinkOut[];
}

/** What a file has itself, as it is seen from another file. */
export interface NamedIndex {
  /** Each `object_id` with each path that leads to it. */
  readonly named: readonly (readonly [string, string])[];
  readonly links: readonly LinkOut[];
}

/** Lists the objects and the external links of an open file. */
export function indexObjects(file: File): FileIndex {
  const objects = new Map<string, string>();
  const paths = objectPaths(file);
  const found = linksAmong(file, paths);
  for (const path of paths) {
    if (!found.has(path)) note(objects, objectId(file, path), path);
  }
  return { objects, links: linksOut(found) };
}

/**
 * The objects of a file by each path that leads to them inside it, its own links included: seen from another file, an
 * object may be reached by such a link alone.
 */
export function indexNames(file: File): NamedIndex {
  const named: [string, string][] = [];
  const paths = objectPaths(file);
  const links = linksAmong(file, paths);
  for (const path of paths) {
    const link = links.get(path);
    if (link?.kind === "external") continue;
    if (link !== undefined && file.get(path) === null) continue;
    const id = objectId(file, path);
    if (id !== null) named.push([id, path]);
  }
  return { named, links: linksOut(links) };
}

function linksOut(links: ReadonlyMap<string, Link>): LinkOut[] {
  return [...links].flatMap(([at, link]) =>
    link.kind === "external"
      ? [{ at, file: link.file, object: link.object }]
      : []
  );
}

/** The cached schema describes the format: nothing in it is an object of the file, and there is much of it. */
function objectPaths(file: File): string[] {
  return paths(file).filter((path) => !path.startsWith("/specifications"));
}

/** The `object_id` of the object at a path, `null` where it has none. */
export function objectId(file: File, path: string): string | null {
  if (!attributeNames(file, path).includes("object_id")) return null;
  return textAttribute(file, path, "object_id");
}

/** The first path that an object was found by is its path. */
export function note(
  found: Map<string, string>,
  id: string | null,
  path: string,
): void {
  if (id !== null && !found.has(id)) found.set(id, path);
}
