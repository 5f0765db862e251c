/**
 * Reads that wait for their notes: what each was given, and which one of each entry counts.
 *
 * @module
 */
import type { KeptRows } from "../../connection/wire/kept_rows.ts";
import { areSummable } from "../../keys/sent_sums.ts";
import type { GivenRows } from "../../query/reading/observer.ts";
import type { TableInfo } from "../../schema/table.ts";
import { type Entry, entryId, NO_ROW } from "../entries/entry.ts";
import type { Wanted } from "./server_sums.ts";

/** A read that is about to be given out. */
export interface LoggedRead {
  readonly exportId: number;
  readonly entries: readonly Entry[];
  /** When it began, in milliseconds since 1970. */
  readonly time: number;
  /** The same, by `performance.now()`. */
  readonly began: number;
  /** False where only its own session sees the rows that it saw: in a transaction, or in a snapshot. */
  readonly isSeenByOthers: boolean;
  /** What it gave; `null` where its rows are not those of one table. */
  readonly given: GivenRows | null;
  /** See {@linkcode Wanted.stillGiven}. */
  readonly stillGiven: Wanted["stillGiven"];
}

/** An entry that a read gave. */
export interface WaitingRead extends Wanted {
  readonly time: number;
  /** When it came here, by `performance.now()`. */
  readonly came: number;
  /** Its rows, where they are summed here. */
  readonly kept: Kept | null;
}

/** The last read of an entry. */
export interface LastRead {
  readonly read: WaitingRead;
  /** When the first read began, in milliseconds since 1970. */
  readonly since: number;
  /** Other rows, which an earlier read was given. */
  readonly earlier: Kept | null;
}

/** Rows that were given, and what they are rows of. */
export interface Kept {
  readonly table: TableInfo;
  readonly rows: KeptRows;
}

/** An entry of a read, with what of it was given. */
export function waitingRead(
  { exportId, entries, time, began, given, stillGiven }: LoggedRead,
  entry: Entry,
): WaitingRead {
  const isAll = given?.table.fullName === entry.table &&
    entries.every((other) => other === entry || other.restriction === NO_ROW);
  const length = isAll ? given!.length : null;
  const kept = isAll ? keptOf(given!) : null;
  const came = performance.now();
  return { exportId, entry, time, began, came, length, kept, stillGiven };
}

/** The last read of each entry counts; where an earlier one was given other rows, it is told with it. */
export function lastOfEach(waiting: readonly WaitingRead[]): LastRead[] {
  const found = new Map<string, LastRead>();
  for (const one of waiting) {
    const id = entryId(one.exportId, one.entry);
    const before = found.get(id) ?? null;
    const kept = before?.read.kept ?? null;
    const isOther = kept !== null && one.kept !== null &&
      !kept.rows.equals(one.kept.rows);
    const earlier = isOther ? kept : before?.earlier ?? null;
    found.set(id, { read: one, since: before?.since ?? one.time, earlier });
  }
  return [...found.values()];
}

function keptOf({ table, rows }: GivenRows): Kept | null {
  return rows !== null && areSummable(table.columns, rows)
    ? { table, rows }
    : null;
}
