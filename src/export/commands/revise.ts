/**
 * Revising a log: what leaves the slice is shown first, and somebody is asked.
 *
 * @module
 */
import { CancelledError, ExportError } from "../../errors.ts";
import type { ExportKey } from "../../log/exports/ids.ts";
import {
  activeExportId,
  mayBeActive,
} from "../../log/exports/active_export.ts";
import { Forgetting, type ReadsWanted } from "../../log/removal/forgetting.ts";
import {
  type LoggedEntry,
  type PaperLog,
  readPaperLog,
} from "../../log/paper_log.ts";
import { analysisId, removeAnalysis, removeEntries } from "../../log/review.ts";
import { refuseUnknownOptions } from "../../names/known_options.ts";
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
import { alone } from "../populate_lock.ts";
import { type CommandContext, logOf } from "./command_context.ts";
import { refuseTransaction } from "./transaction_open.ts";

/** How the log is revised. See {@linkcode SelectionCommands.forget}. */
export interface ReviseOptions {
  /** Do not ask. @default {false} */
  readonly force?: boolean;
}

/**
 * Takes reads out of the log. Entries that other reads of this process rest on stay.
 *
 * @param read A frame: the entries of its read, and not what another process wrote of the same text. A query or SELECT:
 * those that it would make now, in the active export, whoever wrote them.
 * @returns How many entries were removed.
 */
export async function forgetReads(
  context: CommandContext,
  read: Query | SqlQuery | Frame,
  options: ReviseOptions,
): Promise<number> {
  refuseUnknownOptions("Cannot forget a read", options, ["force"]);
  refuseTransaction(context, "Cannot forget a read");
  // A call at the same time would take this one's look at the entries for a read of them.
  return await context.memory.inTurn(() => forgetNow(context, read, options));
}

async function forgetNow(
  context: CommandContext,
  read: Query | SqlQuery | Frame,
  options: ReviseOptions,
): Promise<number> {
  const wanted = await leftEntries(context, read);
  const { recorded, alike } = wanted;
  const ids = new Set([...recorded, ...alike].map(({ exportId }) => exportId));
  const papers = await context.query.pool.texts(
    `SELECT DISTINCT paper_id FROM ${EXPORT_SELECTION} WHERE export_id IN (${
      [...ids].join(", ")
    })`,
  );
  let [found, removed] = [0, 0];
  for (const [paper_id] of papers) {
    const of = await forgetOf(context, paper_id!, wanted, options);
    found += of.found;
    removed += of.removed;
  }
  if (found === 0) {
    throw new ExportError(
      "Cannot forget a read: the log has no such entry any more, wanted one that it has; look at ExportSelection.review(paper)",
    );
  }
  return removed;
}

/** @returns How many entries of a paper were meant, and how many of them were removed. */
async function forgetOf(
  context: CommandContext,
  paper_id: string,
  wanted: ReadsWanted,
  options: ReviseOptions,
): Promise<{ found: number; removed: number }> {
  const { catalog, paperLog } = await logOf(context, { paper_id });
  const { entries } = paperLog;
  using forgetting = new Forgetting(context.memory, within(wanted, paperLog));
  const known = entries.filter((entry) => forgetting.means(entry));
  if (known.length === 0) return { found: 0, removed: 0 };
  const stays = known.filter((entry) => forgetting.othersOn(entry) > 0);
  const goes = known.filter((entry) => !stays.includes(entry));
  const spared = entries.filter((entry) => forgetting.spares(entry));
  const why = [staying(stays, forgetting), sparing(spared.length)]
    .filter((said) => said !== "").join(" ");
  if (goes.length > 0) {
    const left = entries.filter((entry) => !goes.includes(entry));
    await agree(context, catalog, paperLog, { left, why }, options);
    await dropEntries(context, goes);
  } else context.say(`Nothing leaves the slice of ${paper_id}. ${why}`);
  const orphans = forgetting.done(stays);
  if (orphans.length > 0) {
    const count = orphans.length === 1 ? "entry" : "entries";
    context.say(
      `${orphans.length} ${count} more: the other reads have failed.`,
    );
    await dropEntries(context, orphans);
  }
  return { found: known.length, removed: goes.length + orphans.length };
}

/** What is wanted of one paper. */
function within(wanted: ReadsWanted, { exports }: PaperLog): ReadsWanted {
  const ids = new Set(exports.map(({ exportId }) => exportId));
  const isHere = ({ exportId }: RecordedEntry) => ids.has(exportId);
  return {
    recorded: wanted.recorded.filter(isHere),
    alike: wanted.alike.filter(isHere),
  };
}

/** Which entries stay, and why; empty where none does. */
function staying(
  entries: readonly LoggedEntry[],
  forgetting: Forgetting,
): string {
  if (entries.length === 0) return "";
  const lines = entries.slice(0, MOST_NAMED).map((entry) => {
    const others = forgetting.othersOn(entry);
    return `${entry.table} ${
      entry.restriction.slice(0, 200)
    } (${others} other ${others === 1 ? "read" : "reads"})`;
  });
  const more = entries.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  return `Stays in the log, because other reads of this process rest on it: ${
    lines.join("; ")
  }. It goes when those are forgotten, too; a query stands for all reads of it.`;
}

/** Says that entries of the same text are somebody else's; empty where there is none. */
function sparing(count: number): string {
  if (count === 0) return "";
  const entries = count === 1 ? "1 entry" : `${count} entries`;
  return `Stays in the log: ${entries} of the same text that another process wrote for its own reads; forgetting the query takes all of them.`;
}

const MOST_NAMED = 10;

/** Takes an analysis out of the log. */
export async function deleteAnalysis(
  context: CommandContext,
  key: ExportKey,
  options: ReviseOptions,
): Promise<void> {
  refuseUnknownOptions("Cannot delete an analysis", options, ["force"]);
  refuseTransaction(context, "Cannot delete an analysis");
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
    await agree(context, catalog, paperLog, { left, why: "" }, options);
  }
  await dropAnalysis(context, key, id, hasFiles);
  context.say(`Deleted {"export_id":${id}}`);
}

/** Takes entries out of the log, and the notes on them; it was agreed to. */
export async function dropEntries(
  context: CommandContext,
  entries: readonly LoggedEntry[],
): Promise<void> {
  await context.drainNotes();
  const { notes, gone } = await removeEntries(context.query.pool, entries);
  if (gone > 0) {
    const count = gone === 1 ? "entry was" : "entries were";
    context.say(`${gone} ${count} gone already: somebody else removed them.`);
  }
  sayNotes(context, notes);
}

/** Takes an analysis out of the log, and what was made with it; it was agreed to. */
export async function dropAnalysis(
  context: CommandContext,
  { paper_id }: ExportKey,
  id: number,
  hasFiles: boolean,
): Promise<void> {
  await context.drainNotes();
  const { pool } = context.query;
  // A result that is written meanwhile would rest on what goes.
  const notes = await alone(pool, paper_id, async () => {
    const dropped = await context.dropResult(paper_id);
    if (dropped !== null) context.say(dropped);
    return await removeAnalysis(pool, id, hasFiles);
  });
  sayNotes(context, notes);
  context.memory.drop(id);
}

/** Without the right to it, notes on what is gone stay; nobody takes them for those of anything else. */
function sayNotes(
  { say }: CommandContext,
  problem: string | null,
): void {
  if (problem !== null) say(`Notes on what was read stay: ${problem}`);
}

async function agree(
  context: CommandContext,
  catalog: Catalog,
  before: PaperLog,
  { left, why }: {
    readonly left: readonly LoggedEntry[];
    /** What else is to be said. */
    readonly why: string;
  },
  options: ReviseOptions,
): Promise<void> {
  const lost = await leaving(context, catalog, before, left);
  const text = why === "" ? lost : `${lost} ${why}`;
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
