/**
 * The paths of the objects that references point to. The library finds one by reading the header of every object until
 * it comes to it: where NWB says what is referred to, that is looked at first, and what was found is remembered.
 *
 * @module
 */
import { type File, Module } from "h5wasm/esm";
import type { ResolveReference } from "./decode_hdf5.ts";

/** The attribute that holds a reference. */
export interface Referrer {
  /** Path of the attribute's object. */
  readonly path: string;
  readonly name: string;
}

/** What resolves the references of an open file. */
export function resolver(file: File, referrer?: Referrer): ResolveReference {
  const known = KNOWN.get(file) ?? new Map<string, string | null>();
  KNOWN.set(file, known);
  return (bytes) => {
    if (bytes.every((byte) => byte === 0)) return null;
    const key = bytes.toHex();
    let path = known.get(key);
    if (path === undefined) {
      path = likely(referrer).find((one) => referenceTo(file, one) === key) ??
        searched(file, bytes);
      known.set(key, path);
    }
    return path;
  };
}

const KNOWN = new WeakMap<File, Map<string, string | null>>();

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
