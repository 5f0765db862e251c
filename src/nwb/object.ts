/**
 * One object of an NWB file, as plain data.
 *
 * @module
 */
import { Dataset, type File, Group } from "h5wasm/esm";
import { attributeNames } from "./hdf5/hdf5.ts";
import { readAttribute } from "./hdf5/values.ts";

/** One object of an NWB file. See {@linkcode NwbFile.get}. */
export interface NwbObject {
  /** The last part of its path. */
  readonly name: string;
  /** Where it is, for example `/units`. */
  readonly path: string;
  /** For example `Units` or `SpatialSeries`; `null` where the object has no type of its own. */
  readonly neurodata_type: string | null;
  /** Its identifier, `null` where it has none. */
  readonly object_id: string | null;
  /** All its attributes; references as the paths that they point to. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Names of what is in it; empty for a dataset. */
  readonly children: readonly string[];
}

/** Describes the object at an absolute path, `null` where there is none. */
export function objectAt(file: File, path: string): NwbObject | null {
  const entity = file.get(path);
  if (!(entity instanceof Group || entity instanceof Dataset)) return null;
  const attributes: Record<string, unknown> = {};
  for (const name of attributeNames(file, path)) {
    attributes[name] = readAttribute(file, path, name);
  }
  return {
    name: path.slice(path.lastIndexOf("/") + 1),
    path,
    neurodata_type: text(attributes.neurodata_type),
    object_id: text(attributes.object_id),
    attributes,
    children: entity instanceof Group ? entity.keys() : [],
  };
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** Whether a text is an `object_id`, and no path. */
export function isObjectId(at: string): boolean {
  return UUID.test(at);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether an object is a DynamicTable. */
export function isTable(object: NwbObject): boolean {
  return "colnames" in object.attributes;
}

/** Whether an object is a TimeSeries, of whichever kind. */
export function isSeries({ children }: NwbObject): boolean {
  return children.includes("data") &&
    (children.includes("timestamps") || children.includes("starting_time"));
}
