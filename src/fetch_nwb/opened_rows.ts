/**
 * Rows with what they name in their open NWB file.
 *
 * @module
 */
import { NwbError } from "../errors.ts";
import { contentsHtml, contentsText } from "../present/contents_view.ts";
import { displayBundle } from "../present/display.ts";
import { tableHtml } from "../present/table_html.ts";
import { tableText } from "../present/table_text.ts";
import { Frame, type FrameColumns } from "../query/reading/frame.ts";
import type { NwbRow } from "../query/reading/nwb_row.ts";
import type { Row } from "../query/reading/result.ts";
import { fileView } from "../nwb/contents.ts";
import type { NwbFile } from "../nwb/file.ts";
import {
  isObjectId,
  isSeries,
  isTable,
  type NwbObject,
} from "../nwb/object.ts";
import { AbsentError } from "../nwb/linked_file.ts";

/**
 * `curation_object_id` names the object that the row has as `curation`; a plain `object_id` goes by its own name.
 *
 * @throws {NwbError} The file lacks an object, as an older copy of it may.
 */
export function withObjects(row: Row, nwb: NwbFile): NwbRow {
  const result: Row = { ...row, nwb };
  for (const [column, id] of Object.entries(row)) {
    if (typeof id !== "string" || !namesObject(column)) continue;
    // Spyglass' rows say by an empty text that there is none; whatever is no id must not be taken for a path.
    if (!isObjectId(id)) continue;
    const { name } = named(column, id, nwb);
    const attribute = column === "object_id"
      ? name
      : column.slice(0, -SUFFIX.length);
    result[attribute] = objectValue(nwb, id);
  }
  // Not enumerable: it is no attribute of the row, and spreading one must not make another row look like it.
  Object.defineProperty(result, Symbol.for("Jupyter.display"), {
    value: () => shownRow(row, nwb),
  });
  return result as NwbRow;
}

/** Whether a column holds the `object_id` of an object. */
export function namesObject(column: string): boolean {
  return /(^|_)object_id$/.test(column);
}

function named(column: string, id: string, nwb: NwbFile): NwbObject {
  try {
    return nwb.get(id);
  } catch (error) {
    if (!(error instanceof AbsentError)) throw error;
    throw new NwbError(
      `Cannot open the ${column} of a row: ${error.message}; get the file that the row was written with back from a copy of the store`,
      error.path,
      { cause: error },
    );
  }
}

/** The row, and what is in its file. */
function shownRow(row: Row, nwb: NwbFile): Record<string, string> {
  const names = Object.keys(row);
  const view = {
    columns: names.map((name) => ({ name, isKey: false })),
    rows: [names.map((name) => row[name])],
    total: 1,
    shown: 1,
    notes: [],
  };
  const contents = fileView(nwb);
  return {
    ...displayBundle(
      tableHtml(view) + contentsHtml(contents),
      `${tableText(view)}\n\n${contentsText(contents)}`,
    ),
  };
}

const SUFFIX = "_object_id";

/** Tables as frames, series ready to be read, everything else as the object it is. */
export function objectValue(nwb: NwbFile, id: string): unknown {
  const object = nwb.get(id);
  if (isSeries(object)) return nwb.series(id);
  if (!isTable(object)) return object;
  const { columns, names } = nwb.table(id);
  const note = `${object.path} of ${nwb.path}`;
  // An object has names that are numbers before all others, whatever the order they came in.
  return plainFrame(columns as FrameColumns, note).select(...names) as Frame;
}

/** A frame of something that is no rows of the database. */
export function plainFrame(columns: FrameColumns, note: string): Frame {
  return Frame.of(columns, { columns: [], blobs: [], note, recorded: [] });
}
