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
import type { ReadTicket } from "../query/reading/observer.ts";
import { readOpen } from "../query/reading/read.ts";
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
import { type NwbFile, openNwb, openRemoteNwb } from "./file.ts";
import { fileSource, pathsOf } from "./file_source.ts";
import { type NwbRow, withObjects } from "./opened_rows.ts";

export type { NwbRow };

/** What opening files needs of the rest. */
export interface NwbServices {
  /** Notes that an analysis file was opened. */
  readonly recordFile: (ticket: ReadTicket, name: string) => Promise<void>;
  /** Finds a file that is not here, `null` where it was not published either. */
  readonly findElsewhere: FindElsewhere;
}

/**
 * Reads rows and opens the files that they name; those of a merge table through the part that each of them has.
 *
 * @throws {SpyglassError} The table names no NWB file, or a file is missing.
 */
export async function fetchNwb(
  context: QueryContext,
  expression: Expression,
  ticket: ReadTicket,
  services: NwbServices,
): Promise<NwbRow[]> {
  try {
    const merge = mergeTableOf(expression);
    const sources = merge === null
      ? [expression]
      : await mergeSources(context, expression, merge);
    const rows: NwbRow[] = [];
    for (const source of sources) {
      rows.push(...await openedRows(context, source, ticket, services));
    }
    return rows;
  } finally {
    ticket.end();
  }
}

async function openedRows(
  context: QueryContext,
  expression: Expression,
  ticket: ReadTicket,
  services: NwbServices,
): Promise<NwbRow[]> {
  const source = fileSource(context, expression.heading);
  const rows = rowsOf(
    await readOpen(context, expression, ticket, { names: [] }),
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
  await logFiles(context, source.table, names, ticket, services);
  return opened;
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
    return await openHere(path, findElsewhere);
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

/** Files of a lab's own table go to the common one first, where the log can refer to them. */
async function logFiles(
  context: QueryContext,
  source: TableInfo,
  names: readonly string[],
  ticket: ReadTicket,
  { recordFile }: NwbServices,
): Promise<void> {
  if (!ticket.logs || names.length === 0) return;
  const common = context.catalog.tables.get(ANALYSIS_NWBFILE);
  const isOwn = isOwnAnalysisTable(source) && common !== undefined;
  if (isOwn) await bringToCommon(context, source, common, names);
  const files = isOwn ? common : source;
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
