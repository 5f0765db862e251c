/**
 * Taking reads out of the log from the sidebar: first what would leave the slice, then, when that was agreed to, so.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { CancelledError, ExportError } from "../../errors.ts";
import { logOf } from "../../export/commands/command_context.ts";
import type { ExportCommandContext } from "../../export/commands/export_commands.ts";
import { dropAnalysis, dropEntries } from "../../export/commands/revise.ts";
import { paperSlice } from "../../export/slice/paper_slice.ts";
import { countsOf } from "../../export/populate.ts";
import {
  activeExportId,
  mayBeActive,
} from "../../log/exports/active_export.ts";
import { Forgetting } from "../../log/removal/forgetting.ts";
import type { ExportKey } from "../../log/exports/ids.ts";
import type { LoggedEntry, PaperLog } from "../../log/paper_log.ts";
import { analysisId } from "../../log/review.ts";
import { tableLabel } from "../../schema/table_label.ts";
import type { Catalog } from "../../schema/table.ts";
import { SELECTION_FILE } from "../../spyglass/usage_tables.ts";
import type { Leaving, Said } from "../messages.d.ts";
import { identity } from "./paper_entries.ts";

/** An entry of a paper. */
export interface EntryKey {
  readonly paper_id: string;
  readonly export_id: number;
  readonly table_id: number;
}

/** What a look has shown, and somebody has agreed to; `null` only looks. */
export type Agreed = { readonly mark: string } | null;

/**
 * Takes one entry out of the log, or only says what that would mean.
 *
 * @throws {ExportError} There is no such entry, or it is another one than was agreed to.
 */
export async function forgetEntry(
  context: ExportCommandContext,
  { paper_id, export_id, table_id }: EntryKey,
  agreed: Agreed,
): Promise<Omit<Leaving, keyof Said>> {
  const { catalog, paperLog } = await logOf(context, { paper_id });
  const entry = paperLog.entries.find((one) =>
    one.exportId === export_id && one.tableId === table_id
  );
  if (entry === undefined) {
    throw new ExportError(
      `Cannot forget a read: the log of paper ${paper_id} has no entry ${table_id} of export ${export_id} any more, wanted one that it has; look at the list again`,
    );
  }
  const mark = markOf([entry]);
  if (agreed === null) {
    const left = paperLog.entries.filter((one) => one !== entry);
    const found = await look(context, catalog, paperLog, left);
    const label = labelOf(catalog, entry.table);
    const reads = context.memory.given.of(export_id).on(entry);
    const read = { label, restriction: entry.restriction, reads };
    return { ...found, mark, read };
  }
  checkMark(mark, agreed, `the read ${table_id} of export ${export_id}`);
  // Whoever named the entry was told of the reads that rest on it: they are forgotten with it.
  using forgetting = new Forgetting(context.memory, {
    recorded: [],
    alike: [entry],
  });
  await dropEntries(context, [entry]);
  forgetting.done([]);
  return done(mark);
}

/**
 * Takes an analysis out of the log, or only says what that would mean.
 *
 * @throws {ExportError} There is none, or it is the active one, or it has other reads than was agreed to, or something
 * else refers to it.
 */
export async function forgetAnalysis(
  context: ExportCommandContext,
  key: ExportKey,
  agreed: Agreed,
): Promise<Omit<Leaving, keyof Said>> {
  const id = await analysisId(context.query.pool, key);
  if (id === activeExportId() && mayBeActive(key)) {
    throw new ExportError(
      `Cannot delete the analysis ${key.analysis_id}: its export ${id} is active, wanted one that nothing is logged in; stop it first`,
    );
  }
  const { catalog, paperLog } = await logOf(context, key);
  const { entries } = paperLog;
  const mark = `${id} ${markOf(entries.filter((one) => one.exportId === id))}`;
  if (agreed === null) {
    const left = entries.filter(({ exportId }) => exportId !== id);
    const found = await look(context, catalog, paperLog, left);
    return { ...found, mark, read: null };
  }
  checkMark(mark, agreed, `the analysis ${key.analysis_id}`);
  const hasFiles = catalog.tables.has(SELECTION_FILE);
  await dropAnalysis(context, key, id, hasFiles);
  return done(mark);
}

function done(mark: string): Omit<Leaving, keyof Said> {
  return {
    isDone: true,
    total: 0,
    tables: [],
    problem: null,
    mark,
    read: null,
  };
}

/** Numbers are given again: what tells these reads from all others is what they are. */
function markOf(entries: readonly LoggedEntry[]): string {
  const hash = createHash("sha256");
  for (const entry of entries) hash.update(`${identity(entry)}\0`);
  return hash.digest("hex").slice(0, 32);
}

function checkMark(mark: string, agreed: { mark: string }, what: string): void {
  if (mark === agreed.mark) return;
  throw new ExportError(
    `Cannot remove ${what}: the log was changed since it was shown, wanted what was agreed to; look at it again. Nothing was removed`,
  );
}

function labelOf(catalog: Catalog, table: string): string {
  const info = catalog.tables.get(table);
  return info ? tableLabel(info) : table;
}

/** A read that cannot be repeated any more must not stand in the way of its own removal. */
async function look(
  context: ExportCommandContext,
  catalog: Catalog,
  before: PaperLog,
  left: readonly LoggedEntry[],
): Promise<Omit<Leaving, keyof Said | "mark" | "read">> {
  try {
    const { pool } = context.query;
    const had = await counts(pool, catalog, before);
    const has = await counts(pool, catalog, { ...before, entries: left });
    const tables = Object.entries(had)
      .map(([table, rows]) => ({
        table,
        label: labelOf(catalog, table),
        rows: rows - (has[table] ?? 0),
      }))
      .filter(({ rows }) => rows > 0);
    const total = tables.reduce((sum, { rows }) => sum + rows, 0);
    return { isDone: false, total, tables, problem: null };
  } catch (error) {
    const isKnown = error instanceof ExportError &&
      !(error instanceof CancelledError);
    if (!isKnown) throw error;
    return { isDone: false, total: 0, tables: [], problem: error.message };
  }
}

async function counts(
  pool: ExportCommandContext["query"]["pool"],
  catalog: Catalog,
  log: PaperLog,
): Promise<Record<string, number>> {
  if (log.entries.length === 0) return {};
  return countsOf((await paperSlice(pool, catalog, log)).closure);
}
