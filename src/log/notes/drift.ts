/**
 * Which reads would give other rows now than when they were read.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import type { Catalog } from "../../schema/table.ts";
import { NO_ROW } from "../entries/entry.ts";
import type { LoggedEntry } from "../paper_log.ts";
import { selectedBy } from "./read_checksum.ts";
import { type NotedRows, notesOn } from "./read_notes.ts";

/** A read whose rows have changed. */
export interface ChangedRead {
  readonly entry: LoggedEntry;
  /** `2 rows then, 3 now`. */
  readonly change: string;
}

/** Which reads of a log have changed since, and of how many nobody can tell. */
export interface ReadChanges {
  readonly changed: readonly ChangedRead[];
  /** How many reads have no note of what they gave: those of Python's, or where notes could not be written. */
  readonly untold: number;
}

/** The reads of a log whose rows have changed since. */
export async function changedReads(
  pool: Pool,
  catalog: Catalog,
  entries: readonly LoggedEntry[],
): Promise<ReadChanges> {
  const notes = await notesOn(pool, entries);
  const noted = entries.map((entry, at) => ({ entry, note: notes[at] }))
    .filter(({ note }) => note?.selected);
  const rows = noted.reduce((sum, { note }) => sum + note!.selected!.rows, 0);
  const now = await selectedBy(
    pool,
    catalog,
    noted.map(({ entry }) => entry),
    rows <= FEW,
  );
  const changed = noted.flatMap(({ entry, note }, at) => {
    const change = changeOf(note!.selected, now[at] ?? null);
    return change === null ? [] : [{ entry, change }];
  });
  // Of a table that was only looked at, no row was given.
  const given = entries.filter(({ restriction }) => restriction !== NO_ROW);
  const known = new Set(noted.map(({ entry }) => entry));
  const untold = given.filter((entry) => !known.has(entry)).length;
  return { changed, untold };
}

/** Says what is different now; `null` where nothing is, or that cannot be told. */
export function changeOf(
  then: NotedRows | null,
  now: Omit<NotedRows, "isSure"> | null,
): string | null {
  if (then === null) return null;
  if (now === null) return `${rows(then.rows)} then, refused now`;
  if (then.rows !== now.rows) return `${rows(then.rows)} then, ${now.rows} now`;
  if (then.columns !== now.columns) return "the table has other columns now";
  if (then.checksum === null || now.checksum === null) return null;
  return then.checksum === now.checksum
    ? null
    : `${rows(then.rows)} as then, with other values`;
}

/**
 * Says that reads of a table gave other rows than when they were read before.
 *
 * @param reads One or more, the first of which is named.
 */
export function rereadText(
  exportId: number,
  table: string,
  [first, ...others]: readonly {
    readonly restriction: string;
    readonly change: string;
  }[],
): string {
  const also = others.length === 0
    ? ""
    : `, and so for ${others.length} other ${
      others.length === 1 ? "read" : "reads"
    } of it`;
  const { restriction, change } = first!;
  return `Export ${exportId}: ${table} has changed since ${restriction} was read before (${change})${also}: what the earlier cells show is not what the paper ships; run them again.`;
}

/** Says which reads have changed, in one text. */
export function changedText(
  paperId: string,
  changed: readonly ChangedRead[],
): string {
  const lines = changed.slice(0, SHOWN).map(({ entry, change }) =>
    `  ${entry.table} ${entry.restriction.slice(0, 200)}: ${change}`
  );
  if (changed.length > SHOWN) {
    lines.push(`  and ${changed.length - SHOWN} more`);
  }
  return `${changed.length} ${
    changed.length === 1 ? "read" : "reads"
  } of ${paperId} would give other rows now than when they were read; the paper ships the rows as they are now. Run their cells again, or ask who changed them:\n${
    lines.join("\n")
  }`;
}

const SHOWN = 20;

/** Their digests take 16 MB on the server, which keeps so much in memory. */
const FEW = 50_000;

function rows(count: number): string {
  return `${count} ${count === 1 ? "row" : "rows"}`;
}
