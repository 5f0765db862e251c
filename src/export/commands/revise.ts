/**
 * Revising a log: what leaves the slice is shown first, and somebody is asked.
 *
 * @module
 */
import { CancelledError, ExportError } from "../../errors.ts";
import type { ExportKey } from "../../log/ids.ts";
import { activeExportId, mayBeActive } from "../../log/active_export.ts";
import {
  type LoggedEntry,
  type PaperLog,
  readPaperLog,
} from "../../log/paper_log.ts";
import { analysisId, removeAnalysis, removeEntries } from "../../log/review.ts";
import { refuseUnknownOptions } from "../../query/known_options.ts";
import type { Frame } from "../../query/reading/frame.ts";
import type { RecordedEntry } from "../../query/reading/observer.ts";
import type { Query } from "../../query/query.ts";
import type { SqlQuery } from "../../select/sql_query.ts";
import {
  EXPORT_SELECTION,
  SELECTION_FILE,
  SELECTION_TABLE,
} from "../../spyglass/usage_tables.ts";
import type { Catalog } from "../../schema/table.ts";
import { leftEntries } from "./left_entries.ts";
import { paperSlice } from "../slice/paper_slice.ts";
import { countsOf } from "../populate.ts";
import { type CommandContext, logOf } from "./command_context.ts";

/** How the log is revised. See {@linkcode SelectionCommands.forget}. */
export interface ReviseOptions {
  /** Do not ask. @default {false} */
  readonly force?: boolean;
}

/**
 * Takes reads out of the log.
 *
 * @param read A frame: the entries of its read. A query or SELECT: those that it would make now, in the active export.
 * @returns How many entries were removed.
 */
export async function forgetReads(
  context: CommandContext,
  read: Query | SqlQuery | Frame,
  options: ReviseOptions,
): Promise<number> {
  refuseUnknownOptions("Cannot forget a read", options, ["force"]);
  const wanted = await leftEntries(context, read);
  const ids = new Set(wanted.map(({ exportId }) => exportId));
  const papers = await context.query.pool.texts(
    `SELECT DISTINCT paper_id FROM ${EXPORT_SELECTION} WHERE export_id IN (${
      [...ids].join(", ")
    })`,
  );
  let removed = 0;
  for (const [paper_id] of papers) {
    const { catalog, paperLog } = await logOf(context, { paper_id: paper_id! });
    const entries = paperLog.entries.filter((entry) =>
      wanted.some((one) => isSame(one, entry))
    );
    if (entries.length === 0) continue;
    const left = paperLog.entries.filter((entry) => !entries.includes(entry));
    await agree(context, catalog, paperLog, left, options);
    await context.drainNotes();
    sayNotes(context, await removeEntries(context.query.pool, entries));
    removed += entries.length;
  }
  if (removed === 0) {
    throw new ExportError(
      "Cannot forget a read: the log has no such entry any more, wanted one that it has; look at ExportSelection.review(paper)",
    );
  }
  return removed;
}

/** Takes an analysis out of the log. */
export async function deleteAnalysis(
  context: CommandContext,
  key: ExportKey,
  options: ReviseOptions,
): Promise<void> {
  refuseUnknownOptions("Cannot delete an analysis", options, ["force"]);
  const catalog = await context.freshCatalog();
  const { pool } = context.query;
  const id = await analysisId(pool, key);
  if (id === activeExportId() && mayBeActive(key)) {
    throw new ExportError(
      `Cannot delete the analysis ${key.analysis_id}: its export ${id} is active, wanted one that nothing is logged in; stop it first: ExportSelection.stopExport()`,
    );
  }
  const hasFiles = catalog.tables.has(SELECTION_FILE);
  const [[entries] = []] = await pool.texts(
    `SELECT COUNT(*) FROM ${SELECTION_TABLE} WHERE export_id = ${id}`,
  );
  if (Number(entries) > 0) {
    const paperLog = await readPaperLog(pool, key, hasFiles);
    const left = paperLog.entries.filter((entry) => entry.exportId !== id);
    await agree(context, catalog, paperLog, left, options);
  }
  await context.dropResult(key.paper_id);
  await context.drainNotes();
  sayNotes(context, await removeAnalysis(pool, id, hasFiles));
  context.say(`Deleted {"export_id":${id}}`);
}

/** Without the right to it, notes on what is gone stay; nobody takes them for those of anything else. */
export function sayNotes(
  { say }: CommandContext,
  problem: string | null,
): void {
  if (problem !== null) say(`Notes on what was read stay: ${problem}`);
}

function isSame(one: RecordedEntry, entry: LoggedEntry): boolean {
  return one.exportId === entry.exportId && one.table === entry.table &&
    one.restriction === entry.restriction;
}

async function agree(
  context: CommandContext,
  catalog: Catalog,
  before: PaperLog,
  left: readonly LoggedEntry[],
  options: ReviseOptions,
): Promise<void> {
  const text = await leaving(context, catalog, before, left);
  context.say(text);
  if (options.force) return;
  const answer = context.query.ask(`${text} Go on?`);
  if (answer === null) {
    throw new ExportError(
      `Cannot revise the log: nobody is here to be asked (${text}); pass { force: true } to revise it without asking`,
    );
  }
  if (!answer) {
    throw new CancelledError(
      "Cannot revise the log: cancelled, nothing was changed",
    );
  }
}

/** A read that cannot be repeated any more must not stand in the way of its own removal. */
async function leaving(
  context: CommandContext,
  catalog: Catalog,
  before: PaperLog,
  left: readonly LoggedEntry[],
): Promise<string> {
  try {
    const lost = await difference(context, catalog, before, left);
    return lost.length === 0
      ? `Nothing leaves the slice of ${before.paperId}.`
      : `Leaves the slice of ${before.paperId}: ${lost.join(", ")}.`;
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    return `What leaves the slice of ${before.paperId} cannot be told (${error.message}).`;
  }
}

/** How many rows, for each table that loses rows. */
async function difference(
  context: CommandContext,
  catalog: Catalog,
  before: PaperLog,
  left: readonly LoggedEntry[],
): Promise<string[]> {
  const { pool } = context.query;
  const had = countsOf((await paperSlice(pool, catalog, before)).closure);
  const has: Record<string, number> = left.length === 0 ? {} : countsOf(
    (await paperSlice(pool, catalog, { ...before, entries: left })).closure,
  );
  return Object.entries(had)
    .map(([table, rows]) => [table, rows - (has[table] ?? 0)] as const)
    .filter(([, rows]) => rows > 0)
    .map(([table, rows]) => `${rows} of ${table}`);
}
