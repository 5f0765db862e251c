/**
 * From rows to the open files that they name; the reads are logged as Spyglass logs them
 * (`spyglass/utils/mixins/fetch.py` and `export.py`, `fetch_nwb`).
 *
 * @module
 */
import { LogError, NwbError, SpyglassError } from "../errors.ts";
import { objectCondition } from "../query/condition/object_condition.ts";
import type { QueryContext } from "../query/context.ts";
import type { Expression } from "../query/expression/expression.ts";
import { type Heading, headingOf } from "../query/expression/heading.ts";
import { mergeSources, mergeTableOf } from "../query/algebra/merge.ts";
import type { ReadTicket, RowsRead } from "../query/reading/observer.ts";
import { readPart } from "../query/reading/read.ts";
import { rowsOf } from "../query/reading/result.ts";
import type { TableInfo } from "../schema/table.ts";
import {
  ANALYSIS_FILE_NAME,
  ANALYSIS_NWBFILE,
  copyToCommon,
  isOwnAnalysisTable,
  namesIn,
} from "../spyglass/nwb_tables.ts";
import { type FindElsewhere, openHere } from "./elsewhere.ts";
import { type NwbFile, openNwb, openRemoteNwb } from "../nwb/file.ts";
import { fileSource, pathsOf } from "./file_source.ts";
import type { NwbRow } from "../query/reading/nwb_row.ts";
import { namesObject, withObjects } from "./opened_rows.ts";
import { showingRows } from "./shown_rows.ts";

/** What opening files needs of the rest. */
export interface NwbServices {
  /** Notes that analysis files were opened. */
  readonly recordFiles: (
    ticket: ReadTicket,
    names: readonly string[],
  ) => Promise<void>;
  /** Finds a file that is not here, `null` where it was not published either. */
  readonly findElsewhere: FindElsewhere;
}

/**
 * Reads rows and opens the files that they name; those of a merge table through the part that each of them has.
 *
 * @param give Makes of the rows what is given out.
 * @throws {SpyglassError} The table names no NWB file, or a file is missing: then nothing is given, and the ticket is
 * to be retracted.
 */
export async function fetchNwb<T>(
  context: QueryContext,
  expression: Expression,
  ticket: ReadTicket,
  give: (rows: NwbRow[]) => T | Promise<T>,
  services: NwbServices,
): Promise<T> {
  const merge = mergeTableOf(expression);
  const sources = merge === null
    ? [expression]
    : await mergeSources(context, expression, merge);
  const opened: Opened[] = [];
  for (const source of sources) {
    opened.push(await openedRows(context, source, ticket, services));
  }
  const given = await give(
    showingRows(opened.flatMap(({ rows }) => rows)),
  );
  if (ticket.logs) await logFiles(context, opened, ticket, services);
  return given;
}

/** Rows of one source, and the files that they name. */
interface Opened {
  readonly rows: readonly NwbRow[];
  /** The table of the files. */
  readonly table: TableInfo;
  readonly names: readonly string[];
}

async function openedRows(
  context: QueryContext,
  expression: Expression,
  ticket: ReadTicket,
  services: NwbServices,
): Promise<Opened> {
  const source = fileSource(context, expression.heading);
  const rows = rowsOf(
    await readPart(context, expression, ticket, { names: [] }),
  );
  const names = [...new Set(rows.map((row) => row[source.column]))]
    .filter((name) => typeof name === "string");
  const paths = await pathsOf(context, source.table, names);
  const files = await openAll(names, paths, expression.heading, services);
  const opened: NwbRow[] = [];
  for (const row of rows) {
    const file = files.get(row[source.column] as string);
    if (file) {
      opened.push(withObjects(row, file));
      continue;
    }
    throw new NwbError(
      `Cannot open the file of a row of ${expression.heading.label}: its ${source.column} is ${
        JSON.stringify(row[source.column])
      }, wanted the name of a file; restrict it to rows that have one`,
      "",
    );
  }
  return { rows: opened, table: source.table, names };
}

async function openAll(
  names: readonly string[],
  paths: ReadonlyMap<string, string>,
  heading: Heading,
  services: NwbServices,
): Promise<Map<string, NwbFile>> {
  const files = new Map<string, NwbFile>();
  for (const name of names) {
    files.set(
      name,
      await openOne(name, paths.get(name) || null, heading, services),
    );
  }
  return files;
}

async function openOne(
  name: string,
  path: string | null,
  heading: Heading,
  { findElsewhere }: NwbServices,
): Promise<NwbFile> {
  if (path !== null && await exists(path)) {
    const isSearched = heading.columns.some(({ name }) => namesObject(name));
    return await openHere(path, findElsewhere, { isSearched });
  }
  const elsewhere = await findElsewhere(name, path);
  if (elsewhere !== null) {
    const nwb = await openRemoteNwb(elsewhere.remote);
    elsewhere.tell();
    return nwb;
  }
  // Says what is wrong with the file that should be here.
  if (path !== null) return await openNwb(path);
  throw new SpyglassError(
    `Cannot open ${name}, which ${heading.label} names: the database knows no path for it here, wanted a row in its external table and the folder of its store; set custom.spyglass_dirs.base in dj_local_conf.json, or SPYGLASS_BASE_DIR`,
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new NwbError(
      `Cannot open ${path}: ${(error as Error).message}`,
      path,
      {
        cause: error,
      },
    );
  }
}

/**
 * The files themselves come last, all at once: such a row is one for all who opened the file, so nobody can take it
 * back.
 */
async function logFiles(
  context: QueryContext,
  opened: readonly Opened[],
  ticket: ReadTicket,
  { recordFiles }: NwbServices,
): Promise<void> {
  const analysisFiles: string[] = [];
  for (const { table, names } of opened) {
    if (names.length === 0) continue;
    const files = await loggedTable(context, table, names);
    await ticket.record([filesRead(context, files, names, ticket)]);
    const isAnalysis = files.primaryKey[0] === ANALYSIS_FILE_NAME;
    if (isAnalysis) { for (const name of names) analysisFiles.push(name); }
  }
  if (analysisFiles.length > 0) await recordFiles(ticket, analysisFiles);
}

/** Files of a lab's own table go to the common one first, where the log can refer to them. */
async function loggedTable(
  context: QueryContext,
  table: TableInfo,
  names: readonly string[],
): Promise<TableInfo> {
  const common = context.catalog.tables.get(ANALYSIS_NWBFILE);
  if (!isOwnAnalysisTable(table) || common === undefined) return table;
  await bringToCommon(context, table, common, names);
  return common;
}

function filesRead(
  context: QueryContext,
  files: TableInfo,
  names: readonly string[],
  ticket: ReadTicket,
): RowsRead {
  const one = names.length === 1 ? names[0] : names;
  const key = { [files.primaryKey[0]!]: one };
  const text = objectCondition(context, headingOf(files), key).text.toText();
  const rows = ticket.accepts(text)
    ? { text }
    : { keys: names.map((name) => [name]) };
  return { table: files, rows };
}

/** The log refers to the common table; a connection that may only read must find the files there. */
async function bringToCommon(
  { pool, catalog, readOnly }: QueryContext,
  own: TableInfo,
  common: TableInfo,
  names: readonly string[],
): Promise<void> {
  if (!readOnly) return await copyToCommon(pool, catalog, own, names);
  const there = await namesIn(pool, common, names);
  const lacking = names.filter((name) => !there.has(name));
  if (lacking.length === 0) return;
  throw new LogError(
    `Cannot log that ${
      lacking.join(", ")
    } of ${own.schema}.${own.className} is read: the log refers to ${common.schema}.${common.className}, which lacks it, and the connection is read-only, wanted a copy of its row there; read it once without readOnly, or stop the export`,
  );
}
