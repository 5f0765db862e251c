/**
 * What is in an NWB file, for people.
 *
 * @module
 */
import type { ContentsView } from "../present/contents_view.ts";
import type { NwbFile } from "./file.ts";

/** Lists the objects that have a type, but for the columns of tables, by path. */
export function fileView(nwb: NwbFile): ContentsView {
  const entries = [...nwb.objects().values()].sort()
    .map((path) => nwb.get(path))
    .filter(({ neurodata_type }) => !PARTS.has(neurodata_type ?? ""))
    .map(({ path, neurodata_type, attributes }) => ({
      path,
      type: neurodata_type ?? "",
      description: typeof attributes.description === "string"
        ? attributes.description
        : "",
    }));
  return { title: nwb.path, entries };
}

/** Columns, of which a table's description tells more. */
const PARTS = new Set([
  "VectorData",
  "VectorIndex",
  "ElementIdentifiers",
  "DynamicTableRegion",
]);
