/**
 * From rows to the open files that they name; the reads are logged as Spyglass logs them
 * (`spyglass/utils/dj_mixin.py`, `fetch_nwb`).
 *
 * @module
 */
import { SpyglassError } from "../errors.ts";
import { objectCondition } from "../query/object_condition.ts";
import type { QueryContext } from "../query/context.ts";
import { filesOf } from "../query/decode.ts";
import { Frame, type FrameColumns } from "../query/frame.ts";
import type { ReadTicket } from "../query/observer.ts";
import { readOpen } from "../query/read.ts";
import { type Row, rowsOf } from "../query/result.ts";
import type { Expression } from "../query/expression/expression.ts";
import {
  type Heading,
  headingOf,
  type Origin,
} from "../query/expression/heading.ts";
import type { TableInfo } from "../schema/table.ts";
import {
  ANALYSIS_FILE_NAME,
  ANALYSIS_NWBFILE,
  NWBFILE,
} from "../spyglass/nwb_tables.ts";
import { columnName } from "../sql/identifier.ts";
import { textLiteral } from "../sql/literal.ts";
import { isSeries, isTable, type NwbFile, openNwb } from "./file.ts";

/** A row with its open file, and with each object that the row names by an `object_id`. */
export type NwbRow = Row & { readonly nwb: NwbFile };

/** Notes that an analysis file was opened. */
export type FileRecorder = (ticket: ReadTicket, name: string) => Promise<void>;

/**
 * Reads rows and opens the files that they name.
 *
 * @throws {SpyglassError} The table names no NWB file, or a file is missing.
 */
export async function fetchNwb(
  context: QueryContext,
  expression: Expression,
  ticket: ReadTicket,
  recordFile: FileRecorder,
): Promise<NwbRow[]> {
  try {
    const source = fileSource(context, expression.heading);
    const rows = rowsOf(
      await readOpen(context, expression, ticket, { names: [] }),
    );
    const names = [...new Set(rows.map((row) => row[source.column]))]
      .filter((name) => typeof name === "string");
    const paths = await pathsOf(context, source.table, names);
    const files = await openAll(names, paths, expression.heading);
    await logFiles(context, source.table, names, ticket, recordFile);
    return rows.map((row) =>
      withObjects(row, files.get(row[source.column] as string)!)
    );
  } finally {
    ticket.end();
  }
}

/** Where a table's rows name their file: the table of files, and the column. */
interface FileSource {
  readonly table: TableInfo;
  readonly column: string;
}

/** Results come before raw data, as in Spyglass. */
function fileSource(context: QueryContext, heading: Heading): FileSource {
  for (const full of [ANALYSIS_NWBFILE, NWBFILE]) {
    const files = context.catalog.tables.get(full);
    if (files === undefined) continue;
    const key = files.primaryKey[0]!;
    const column = heading.columns.find(({ origin }) =>
      origin !== null && namesFile(origin, full, key)
    ) ?? heading.columns.find(({ name }) =>
      name === key
    );
    if (column) return { table: files, column: column.name };
  }
  throw new SpyglassError(
    `Cannot fetch NWB files of ${heading.label}: it names none, wanted a table that refers to ${ANALYSIS_NWBFILE} or ${NWBFILE}`,
  );
}

/** True for the key of the table of files, and for what refers to it, whatever a projection calls it. */
function namesFile(
  { table, column }: Origin,
  files: string,
  key: string,
): boolean {
  if (table.fullName === files) return column === key;
  return table.foreignKeys.some(({ parent, columns }) =>
    parent === files && columns.length === 1 && columns[0] === column
  );
}

/** Name of a file → local path. */
async function pathsOf(
  context: QueryContext,
  files: TableInfo,
  names: readonly string[],
): Promise<Map<string, string>> {
  const column = headingOf(files).columns.find(({ kind }) =>
    kind === "filepath"
  );
  if (column === undefined || names.length === 0) return new Map();
  const key = columnName(files.primaryKey[0]!);
  const { rows } = await context.pool.query(
    `SELECT ${key}, ${
      columnName(column.name)
    } FROM ${files.fullName} WHERE ${key} IN (${
      names.map(textLiteral).join(", ")
    })`,
  );
  const hashes = rows.map((row) => row[1] as Uint8Array | null);
  const paths = await filesOf(context, context.pool, column, hashes);
  return new Map(
    rows.map((
      [name, hash],
    ) => [String(name), paths?.get((hash as Uint8Array).toHex()) ?? ""]),
  );
}

async function openAll(
  names: readonly string[],
  paths: ReadonlyMap<string, string>,
  heading: Heading,
): Promise<Map<string, NwbFile>> {
  const files = new Map<string, NwbFile>();
  for (const name of names) {
    const path = paths.get(name);
    if (!path) {
      throw new SpyglassError(
        `Cannot open ${name}, which ${heading.label} names: the database knows no path for it, wanted a row in its external table`,
      );
    }
    files.set(name, await openNwb(path));
  }
  return files;
}

async function logFiles(
  context: QueryContext,
  files: TableInfo,
  names: readonly string[],
  ticket: ReadTicket,
  recordFile: FileRecorder,
): Promise<void> {
  if (!ticket.logs || names.length === 0) return;
  const attribute = files.primaryKey[0]!;
  const one = names.length === 1 ? names[0] : names;
  const text = objectCondition(context, headingOf(files), { [attribute]: one })
    .text
    .toText();
  const rows = ticket.accepts(text)
    ? { text }
    : { keys: names.map((name) => [name]) };
  await ticket.record([{ table: files, rows }]);
  if (attribute !== ANALYSIS_FILE_NAME) return;
  for (const name of names) await recordFile(ticket, name);
}

/** `curation_object_id` names the object that the row has as `curation`; a plain `object_id` goes by its own name. */
function withObjects(row: Row, nwb: NwbFile): NwbRow {
  const result: Row = { ...row, nwb };
  for (const [column, id] of Object.entries(row)) {
    if (typeof id !== "string" || !/(^|_)object_id$/.test(column)) continue;
    if (!nwb.has(id)) continue;
    const { name } = nwb.get(id);
    const attribute = column === "object_id"
      ? name
      : column.slice(0, -SUFFIX.length);
    result[attribute] = objectValue(nwb, id);
  }
  return result as NwbRow;
}

const SUFFIX = "_object_id";

/** Tables as frames, series ready to be read, everything else as the object it is. */
function objectValue(nwb: NwbFile, id: string): unknown {
  const object = nwb.get(id);
  if (isSeries(object)) return nwb.series(id);
  if (!isTable(object)) return object;
  return Frame.of(nwb.table(id).columns as FrameColumns, {
    columns: [],
    blobs: [],
    note: `${object.path} of ${nwb.path}`,
    recorded: [],
  });
}
