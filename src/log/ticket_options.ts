/**
 * What the log's end of reads needs of the rest.
 *
 * @module
 */
import type { EntryLimits } from "./entries/entry.ts";
import type { ExportKey } from "./exports/ids.ts";
import type { IncludedSessions } from "./exports/included_sessions.ts";
import type { NoteTaker } from "./notes/note_taker.ts";
import type { ReadNews } from "./read_news.ts";
import type { RemovalRight } from "./removal/removal_right.ts";
import type { LogStore } from "./store.ts";
import type { ViewsRead } from "./views_read.ts";
import type { WholeTables } from "./whole_tables.ts";

/** What reads need of the rest. */
export interface TicketOptions {
  readonly store: LogStore;
  /** Asked before a stream logs what it may come to take back. */
  readonly removalRight: RemovalRight;
  /** What the log's columns can hold, as far as they are known now. */
  readonly limits: () => EntryLimits;
  /** The paper and analysis of an export; `null` where the server knows none of that id. */
  readonly keyOf: (exportId: number) => Promise<ExportKey | null>;
  /** The sessions that exports may show. */
  readonly included: IncludedSessions;
  /** Told of each read. */
  readonly news?: ReadNews;
  /** Says which tables are read whole. */
  readonly wholeTables: WholeTables;
  /** Told of each view that is read. */
  readonly views: ViewsRead;
  /** Told of each entry, to note what it gave. */
  readonly notes: NoteTaker;
  /** True for code that runs in a transaction, whose rows nobody else may see. */
  readonly isInTransaction: () => boolean;
}
