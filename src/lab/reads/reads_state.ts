/**
 * A paper's log as the panel shows it: merged by table, and no longer than a message may be.
 *
 * @module
 */
import type { LoggedEntry } from "../../log/paper_log.ts";
import type { ReadEntry, Reads, ReadTable } from "../messages.d.ts";
import type { Seen } from "./own_reads.ts";

/** What is known of the entries beside their texts. */
export interface ReadFacts {
  /** How a table is named to people. */
  readonly label: (table: string) => string;
  readonly seen: (entry: LoggedEntry) => Seen;
  readonly rowsOf: (entry: LoggedEntry) => number | null;
  readonly rowsOfTable: (table: string) => number | null;
  readonly isSlow: (table: string) => boolean;
  readonly bytesOfTable: (table: string) => number | null;
  /** Whether a read took all of it. */
  readonly isWhole: (table: string) => boolean;
  /** Sessions read that the paper may not show. */
  readonly outside: (table: string) => readonly string[];
}

/** The greatest number of entries of one table in a message. */
const NEWEST = 20;
/** The greatest number of entries of all tables in a message. */
const ALL_NEWEST = 200;
/** So many tables, those read last, show at least their newest entry. */
const SHOWING = 100;
/** Characters of a restriction in a message. */
const RESTRICTION = 300;

/** Before the log was read. */
export const NO_READS: Reads = {
  isKnown: false,
  total: 0,
  analyses: [],
  tables: [],
};

/**
 * Merges entries by table, the one that was read last first.
 *
 * @param tables Full name → entries, in the order of the log.
 */
export function readsState(
  tables: ReadonlyMap<string, readonly LoggedEntry[]>,
  facts: ReadFacts,
): Reads {
  const order = [...tables].sort(([, a], [, b]) => later(b.at(-1)!, a.at(-1)!));
  const shown = shares(order.map(([, entries]) => entries.length));
  return {
    isKnown: true,
    total: order.reduce((sum, [, entries]) => sum + entries.length, 0),
    analyses: analysesOf(tables.values()),
    tables: order.map(([table, entries], at) =>
      tableState(table, entries, shown[at]!, facts)
    ),
  };
}

/** One entry as the panel shows it. */
export function entryState(entry: LoggedEntry, facts: ReadFacts): ReadEntry {
  const { exportId, analysisId, tableId, restriction } = entry;
  return {
    export_id: exportId,
    analysis_id: analysisId,
    table_id: tableId,
    restriction,
    rows: facts.rowsOf(entry),
    ...facts.seen(entry),
  };
}

function analysesOf(
  tables: Iterable<readonly LoggedEntry[]>,
): Reads["analyses"] {
  const reads = new Map<string, number>();
  for (const entries of tables) {
    // Those of one analysis stand together: a message is made ten times a second, of any number of reads.
    for (let at = 0; at < entries.length;) {
      const { analysisId } = entries[at]!;
      const begin = at;
      while (entries[at]?.analysisId === analysisId) at++;
      reads.set(analysisId, (reads.get(analysisId) ?? 0) + at - begin);
    }
  }
  return [...reads].map(([analysis_id, reads]) => ({ analysis_id, reads }))
    .sort((a, b) => a.analysis_id < b.analysis_id ? -1 : 1);
}

function tableState(
  table: string,
  entries: readonly LoggedEntry[],
  shown: number,
  facts: ReadFacts,
): ReadTable {
  return {
    table,
    label: facts.label(table),
    entries: entries.length,
    rows: facts.rowsOfTable(table),
    isSlow: facts.isSlow(table),
    bytes: facts.bytesOfTable(table),
    isWhole: facts.isWhole(table),
    outside: facts.outside(table),
    newest: entries.slice(entries.length - shown).reverse()
      .map((entry) => brief(entryState(entry, facts))),
  };
}

/** How many entries of each table are shown: of those read last as many as may be, of the others one or none. */
function shares(lengths: readonly number[]): number[] {
  let left = ALL_NEWEST - Math.min(SHOWING, lengths.length);
  return lengths.map((length, at) => {
    const first = at < SHOWING ? 1 : 0;
    const more = Math.min(length - first, NEWEST - first, left);
    left -= Math.max(0, more);
    return first + Math.max(0, more);
  });
}

function brief(entry: ReadEntry): ReadEntry {
  if (entry.restriction.length <= RESTRICTION) return entry;
  return {
    ...entry,
    restriction: `${entry.restriction.slice(0, RESTRICTION).toWellFormed()}…`,
  };
}

function later(a: LoggedEntry, b: LoggedEntry): number {
  return a.tableId - b.tableId || a.exportId - b.exportId;
}
