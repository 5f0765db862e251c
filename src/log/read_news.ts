/**
 * What can be told of reads while they happen, to those who show them.
 *
 * @module
 */

import type { Entry } from "./entries/entry.ts";

/** An entry, and where it is in the log as far as that is remembered; nobody has looked whether it is there still. */
export interface ToldEntry extends Entry {
  readonly tableId: number | null;
}

/** Somebody who is told of reads. What is told here must not throw, and takes no time. */
export interface ReadNews {
  /** These entries are in the log now, written by this read or by an earlier one. */
  logged(exportId: number, entries: readonly ToldEntry[]): void;
  /** A read of this table began that nothing logs. */
  notLogged(table: string): void;
  /** A read named sessions that the export may not show. */
  outside(exportId: number, table: string, sessions: readonly string[]): void;
}
