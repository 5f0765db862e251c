/**
 * What the commands on exports need, and the log that they begin with.
 *
 * @module
 */
import type { ExportLog } from "../../log/export_log.ts";
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
  /** Drops a paper's earlier result, unless it was published and nobody agrees. */
  readonly dropResult: (paperId: string) => Promise<void>;
  /** Writes down what is still to be noted of reads. */
  readonly drainNotes: () => Promise<void>;
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
  const catalog = await context.freshCatalog();
  const hasFiles = catalog.tables.has(SELECTION_FILE);
  const paperLog = await readPaperLog(context.query.pool, paper, hasFiles);
  return { catalog, paperLog };
}
