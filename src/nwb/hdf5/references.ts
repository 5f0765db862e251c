/**
 * The paths of the objects that references point to. The library finds one by reading the header of every object until
 * it comes to it: where NWB says what is referred to, that is looked at first, what was found is remembered, and where
 * much is referred to, all objects are asked for theirs once.
 *
 * @module
 */
import { type File, Module } from "h5wasm/esm";
import type { ResolveReference } from "./decode_hdf5.ts";
import { linksAmong, paths } from "./hdf5.ts";

/** The attribute that holds a reference. */
export interface Referrer {
  /** Path of the attribute's object. */
  readonly path: string;
  readonly name: string;
}

/** What resolves the references of an open file. */
export function resolver(file: File, referrer?: Referrer): ResolveReference {
  const seen = KNOWN.get(file) ?? { known: new Map(), searches: 0 };
  KNOWN.set(file, seen);
  const { known } = seen;
  return (bytes) => {
    if (bytes.every((byte) => byte === 0)) return null;
    const key = bytes.toHex();
    let path = known.get(key);
    if (path === undefined) {
      path = likely(referrer).find((one) => referenceTo(file, one) === key) ??
        searched(file, bytes);
      known.set(key, path);
      if (++seen.searches === MOST_SEARCHES) noteAll(file, known);
    }
    return path;
  };
}

interface Seen {
  readonly known: Map<string, string | null>;
  searches: number;
}

const KNOWN = new WeakMap<File, Seen>();
/** So many cost as much as asking all objects of a file. */
const MOST_SEARCHES = 32;

/** What names another object by a link is left out: the reference would be the other one's. */
function noteAll(file: File, known: Map<string, string | null>): void {
  const all = paths(file);
  const links = linksAmong(file, all);
  for (const path of all) {
    const key = links.has(path) ? null : referenceTo(file, path);
    if (key !== null && !known.has(key)) known.set(key, path);
  }
}

/** Where the schema has such attributes point to. */
function likely(referrer: Referrer | undefined): string[] {
  switch (referrer?.name) {
    case ".specloc":
      return ["/specifications"];
    case "target":
      return [referrer.path.replace(/_index$/, "")];
    case "elements":
      return [`${referrer.path}_elements`];
    case "table":
      return ["/general/extracellular_ephys/electrodes", "/units"];
    default:
      return [];
  }
}

function referenceTo(file: File, path: string): string | null {
  try {
    const bytes = Module.create_object_reference(file.file_id, path);
    // An array, whatever its type says.
    return Uint8Array.from(bytes).toHex();
  } catch {
    return null;
  }
}

function searched(file: File, bytes: Uint8Array): string | null {
  return Module.get_referenced_name(file.file_id, bytes.slice(), true) || null;
}
