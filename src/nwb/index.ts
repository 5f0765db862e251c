/**
 * Which object of a file has which `object_id`.
 *
 * @module
 */
import type { File } from "h5wasm/esm";
import { attributeNames, linksAmong } from "./hdf5.ts";
import { textAttribute } from "./values.ts";

/** Gives the objects of the file that the external link `at` names, each as `object_id` and path in that file. */
export type LinkedObjects = (
  at: string,
  file: string,
) => readonly (readonly [string, string])[];

/** What a file has itself. */
export interface FileIndex {
  /** `object_id` → path. */
  readonly objects: ReadonlyMap<string, string>;
  /** Its external links: where they are, and the files and objects that they name. */
  readonly links: readonly {
    readonly at: string;
    readonly file: string;
    readonly object: string;
  }[];
}

/** Lists the objects and the external links of an open file. */
export function indexObjects(file: File): FileIndex {
  const objects = new Map<string, string>();
  const paths = objectPaths(file);
  const found = linksAmong(file, paths);
  for (const path of paths) {
    if (!found.has(path)) note(objects, objectId(file, path), path);
  }
  const links = [...found].flatMap(([at, link]) =>
    link.kind === "external"
      ? [{ at, file: link.file, object: link.object }]
      : []
  );
  return { objects, links };
}

/**
 * Adds the objects that the external links lead to, under the paths that they have here.
 *
 * @returns `object_id` → path.
 */
export function withLinked(
  { objects, links }: FileIndex,
  linked: LinkedObjects,
): ReadonlyMap<string, string> {
  if (links.length === 0) return objects;
  const found = new Map(objects);
  for (const { at, file, object } of links) {
    for (const [id, there] of linked(at, file)) {
      const below = there === object ? "" : within(there, object);
      if (below !== null) note(found, id, at + below);
    }
  }
  return found;
}

/**
 * The objects of a file by each path that leads to them inside it, its own links included: seen from another file, an
 * object may be reached by such a link alone.
 */
export function namedObjects(file: File): [string, string][] {
  const found: [string, string][] = [];
  const paths = objectPaths(file);
  const links = linksAmong(file, paths);
  for (const path of paths) {
    const link = links.get(path);
    if (link?.kind === "external") continue;
    if (link !== undefined && file.get(path) === null) continue;
    const id = objectId(file, path);
    if (id !== null) found.push([id, path]);
  }
  return found;
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

/** Absolute paths of everything in a file, links included but not followed. */
export function paths(file: File): string[] {
  return ["/", ...file.paths().map((name) => `/${name}`)];
}

function note(
  found: Map<string, string>,
  id: string | null,
  path: string,
): void {
  if (id !== null && !found.has(id)) found.set(id, path);
}

/** The rest of a path below `folder`, with its `/`; `null` where it is elsewhere. */
function within(path: string, folder: string): string | null {
  const prefix = folder.replace(/\/$/, "") + "/";
  return path.startsWith(prefix) ? path.slice(prefix.length - 1) : null;
}
