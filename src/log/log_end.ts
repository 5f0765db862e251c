/**
 * The log's end of a connection: everything that listens to its reads, put together.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import type { RowsRead } from "../query/reading/observer.ts";
import type { Catalog } from "../schema/table.ts";
import type { ExportKey } from "./exports/ids.ts";
import { IncludedSessions } from "./exports/included_sessions.ts";
import { NoteTaker } from "./notes/note_taker.ts";
import { type LogMemory, logMemory } from "./log_memory.ts";
import type { ReadNews } from "./read_news.ts";
import { Recorder } from "./recorder.ts";
import { RemovalRight } from "./removal/removal_right.ts";
import { LogStore } from "./store.ts";
import { ViewsRead } from "./views_read.ts";
import { WholeTables } from "./whole_tables.ts";

/** What the log's end needs of the rest. */
export interface LogEndOptions {
  /** Where the log is; never inside somebody's transaction. */
  readonly pool: Pool;
  /** Which server that is. */
  readonly server: string;
  readonly catalog: () => Catalog;
  /** False where the log's column would lose characters of a text. */
  readonly holdsAnyCharacter: () => boolean;
  /** The paper and analysis of an export; `null` where the server knows none of that id. */
  readonly keyOf: (exportId: number) => Promise<ExportKey | null>;
  readonly requireExport: boolean;
  readonly say: (text: string) => void;
  readonly warn: (text: string) => void;
  /** The sessions that rows rest on through whatever they refer to. */
  readonly sessionsOf: (reads: readonly RowsRead[]) => Promise<string[]>;
  /** Told of each read. */
  readonly news: ReadNews | undefined;
  /** The text of the cell that ran at a time; `null` where that is not known. */
  readonly cellAt: (time: number) => string | null;
  /** True for code that runs in a transaction. */
  readonly isInTransaction: () => boolean;
}

/** The log's end of a connection. */
export interface LogEnd {
  readonly recorder: Recorder;
  readonly included: IncludedSessions;
  readonly notes: NoteTaker;
  readonly memory: LogMemory;
  /** Resolves when nothing is left to be written or looked up; open streams are not asked for more. */
  settled(): Promise<void>;
}

/** Puts it together. */
export function openLogEnd(options: LogEndOptions): LogEnd {
  const { pool, say, warn, news } = options;
  const { server, sessionsOf } = options;
  const included = new IncludedSessions({
    pool,
    server,
    warn,
    sessionsOf,
    ...(news ? { news } : {}),
  });
  const memory = logMemory(server);
  const store = new LogStore(pool, memory);
  const notes = new NoteTaker({
    pool,
    catalog: options.catalog,
    find: (exportId, entries) => store.find(exportId, entries),
    cellAt: options.cellAt,
    warn,
  });
  const recorder = new Recorder({
    included,
    store,
    removalRight: new RemovalRight(pool),
    notes,
    wholeTables: new WholeTables(pool, say, memory.toldWhole),
    views: new ViewsRead(pool, memory.notedViews),
    limits: () => ({ anyCharacter: options.holdsAnyCharacter() }),
    keyOf: options.keyOf,
    requireExport: options.requireExport,
    isInTransaction: options.isInTransaction,
    ...(news ? { news } : {}),
  });
  return {
    recorder,
    included,
    notes,
    memory,
    settled: async () => {
      await recorder.settle();
      await notes.close();
      await store.settled();
    },
  };
}
