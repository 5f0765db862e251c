/**
 * Which object of a file has which `object_id`.
 *
 * @module
 */
import { Dataset, type File, Group } from "h5wasm";
import { attributeNames, linkAt } from "./hdf5.ts";

/** Gives the objects of the file that the external link `at` names: `object_id` → path in that file. */
export type LinkedObjects = (
  at: string,
  file: string,
) => ReadonlyMap<string, string>;

/**
 * Lists the objects of an open file, and those that its external links lead to under the paths that they have here.
 *
 * @returns `object_id` → path.
 */
export function indexObjects(
  file: File,
  linked: LinkedObjects,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of paths(file)) {
    const link = path === "/" ? null : linkAt(file, path);
    if (link === null) note(found, objectId(file, path), path);
    if (link?.kind !== "external") continue;
    for (const [id, there] of linked(path, link.file)) {
      const below = there === link.object ? "" : within(there, link.object);
      if (below !== null) note(found, id, path + below);
    }
  }
  return found;
}

/** The `object_id` of the object at a path, `null` where it has none. */
export function objectId(file: File, path: string): string | null {
  if (!attributeNames(file, path).includes("object_id")) return null;
  const entity = file.get(path);
  if (!(entity instanceof Group || entity instanceof Dataset)) return null;
  const id = entity.get_attribute("object_id", true);
  return typeof id === "string" ? id : null;
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
