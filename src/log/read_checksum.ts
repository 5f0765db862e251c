/**
 * What log entries select: how many rows, and a checksum of them that no order changes.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Session } from "../connection/session.ts";
import { SpyglassError } from "../errors.ts";
import { digestSums, exactText, rowDigest } from "../keys/exact_value.ts";
import type { Catalog, TableInfo } from "../schema/table.ts";
import { type Entry, running } from "./entry.ts";

/** Rows that an entry selects. */
export interface Selected {
  readonly rows: number;
  readonly checksum: string;
  /** What the table's columns were, in 16 digits: checksums of other columns say nothing about the rows. */
  readonly columns: string;
}

/**
 * Counts and sums the rows of entries.
 *
 * @returns In the entries' order; `null` where the server refuses an entry now, or the table is gone.
 */
export async function selectedBy(
  session: Session,
  catalog: Catalog,
  entries: readonly Entry[],
): Promise<(Selected | null)[]> {
  const selected: (Selected | null)[] = [];
  for (let at = 0; at < entries.length; at += BATCH) {
    const some = entries.slice(at, at + BATCH);
    selected.push(...await batch(session, catalog, some));
  }
  return selected;
}

const BATCH = 40;

async function batch(
  session: Session,
  catalog: Catalog,
  entries: readonly Entry[],
): Promise<(Selected | null)[]> {
  const known = entries.map(({ table }) => catalog.tables.get(table));
  const texts = entries.flatMap((entry, at) =>
    known[at] === undefined ? [] : [selection(known[at], entry, at)]
  );
  try {
    const rows = texts.length === 0
      ? []
      : await session.texts(texts.join("\nUNION ALL "));
    const found = new Map(rows.map((row) => [Number(row[0]), row]));
    return entries.map((_, at) => selectedOf(known[at], found.get(at)));
  } catch (error) {
    if (!(error instanceof SpyglassError)) throw error;
    if (entries.length === 1) return [null];
    // One that is refused must not hide the others.
    const each: (Selected | null)[] = [];
    for (const entry of entries) {
      each.push(...await batch(session, catalog, [entry]));
    }
    return each;
  }
}

function selection(table: TableInfo, entry: Entry, at: number): string {
  return `SELECT ${at}, ${digestSums("d")} FROM (SELECT ${
    rowDigest(table.columns)
  } AS d FROM ${table.fullName} WHERE (${
    running(entry.restriction)
  }\n)) AS \`read ${at}\``;
}

function selectedOf(
  table: TableInfo | undefined,
  row: readonly (string | null)[] | undefined,
): Selected | null {
  if (table === undefined || row === undefined) return null;
  return {
    rows: Number(row[1]),
    checksum: row[2] ?? "",
    columns: columnsHash(table),
  };
}

function columnsHash(table: TableInfo): string {
  const text = table.columns.map(exactText).join(",");
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
