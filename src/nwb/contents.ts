/**
 * What is in an NWB file, for people.
 *
 * @module
 */
import { NwbError } from "../errors.ts";
import type { ContentsEntry, ContentsView } from "../present/contents_view.ts";
import type { NwbObject } from "./object.ts";

/** What is asked of a file. */
interface Listed {
  readonly path: string;
  get(path: string): Pick<NwbObject, "neurodata_type" | "attributes">;
  objects(): ReadonlyMap<string, string>;
}

/**
 * Lists the objects that have a type, but for the columns of tables, by path. What cannot be read says so in its place:
 * a file that is closed or damaged must not hide what is shown beside it.
 */
export function fileView(nwb: Listed): ContentsView {
  const view = { title: nwb.path, entries: [] };
  try {
    nwb.get("/");
    const paths = [...nwb.objects().values()].sort();
    return { ...view, entries: paths.flatMap((path) => entryOf(nwb, path)) };
  } catch (error) {
    return { ...view, problem: problemIn(error) };
  }
}

function entryOf(nwb: Listed, path: string): ContentsEntry[] {
  try {
    const { neurodata_type, attributes: { description } } = nwb.get(path);
    if (PARTS.has(neurodata_type ?? "")) return [];
    return [{
      path,
      type: neurodata_type ?? "",
      description: typeof description === "string" ? description : "",
    }];
  } catch (error) {
    return [{ path, type: "", description: problemIn(error) }];
  }
}

function problemIn(error: unknown): string {
  if (error instanceof NwbError) return error.message;
  throw error;
}

/** Columns, of which a table's description tells more. */
const PARTS = new Set([
  "VectorData",
  "VectorIndex",
  "ElementIdentifiers",
  "DynamicTableRegion",
]);
