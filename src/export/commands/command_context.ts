/**
 * What the commands on exports need, and the log that they begin with.
 *
 * @module
 */
import type { ExportLog } from "../../log/exports/export_log.ts";
import type { LogMemory } from "../../log/log_memory.ts";
import {
  type PaperKey,
  type PaperLog,
  readPaperLog,
} from "../../log/paper_log.ts";
import type { QueryContext } from "../../query/context.ts";
import type { Catalog } from "../../schema/table.ts";
import { SELECTION_FILE } from "../../spyglass/usage_tables.ts";

/** What the commands need of the rest. */
export interface CommandContext {
  readonly query: QueryContext;
  readonly log: ExportLog;
  /** What this process knows of the log. */
  readonly memory: LogMemory;
  readonly stores: Readonly<Record<string, string>>;
  /** The tables as they are now. */
  readonly freshCatalog: () => Promise<Catalog>;
  /** Drops a paper's earlier result, unless it was published and nobody agrees; gives what to say of it. */
  readonly dropResult: (paperId: string) => Promise<string | null>;
  /** Writes down what is still to be noted of reads. */
  readonly drainNotes: () => Promise<void>;
  /** Whether the caller is inside of `db.transaction()`, which these commands are no part of. */
  readonly isInTransaction: () => boolean;
  readonly say: (text: string) => void;
}

/** The log of a paper, and the tables as they are now. */
export interface LoggedPaper {
  readonly catalog: Catalog;
  readonly paperLog: PaperLog;
}

/** Reads both. */
export async function logOf(
  context: CommandContext,
  paper: PaperKey,
): Promise<LoggedPaper> {
  return await logWith(context, await context.freshCatalog(), paper);
}

async function logWith(
  { query }: CommandContext,
  catalog: Catalog,
  paper: PaperKey,
): Promise<LoggedPaper> {
  const hasFiles = catalog.tables.has(SELECTION_FILE);
  return { catalog, paperLog: await readPaperLog(query.pool, paper, hasFiles) };
}

/** The log of a paper, and tables that may be others by now. */
export interface EarlyPaper extends LoggedPaper {
  /** Fulfilled when the tables are known to be these; before, nothing may be written. Rejected where they are others. */
  readonly confirmed: Promise<void>;
  /** Says stop where they are others: all is done again. */
  readonly signal: AbortSignal;
}

/**
 * Begins to work on a paper with the tables as they were last read, while they are read again. Where they are others
 * now, whatever came of it is thrown away, and all is done again with those.
 */
export async function logMeanwhile<T>(
  context: CommandContext,
  paper: PaperKey,
  work: (early: EarlyPaper) => Promise<T>,
): Promise<T> {
  const known = context.query.catalog;
  const isStale = new AbortController();
  const { signal } = isStale;
  const reading = context.freshCatalog();
  const confirmed = reading.then((fresh) => {
    if (fresh === known) return;
    isStale.abort();
    throw new Error("The tables are others than before");
  });
  const early = logWith(context, known, paper)
    .then((logged) => work({ ...logged, confirmed, signal }));
  const [, done] = await Promise.allSettled([confirmed, early]);
  const catalog = await reading;
  if (catalog !== known) {
    const logged = await logWith(context, catalog, paper);
    const signal = new AbortController().signal;
    return await work({ ...logged, confirmed: Promise.resolve(), signal });
  }
  if (done.status === "rejected") throw done.reason;
  return done.value;
}
