/**
 * What log entries select: how many rows, and a checksum of them that no order changes.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { KeptRows } from "../../connection/wire/kept_rows.ts";
import type { Session } from "../../connection/session.ts";
import { SpyglassError } from "../../errors.ts";
import { digestSums, rowDigest, sentText } from "../../keys/exact_value.ts";
import { SentSums } from "../../keys/sent_sums.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { type Entry, running } from "../entries/entry.ts";

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
 * @param areFew The server may keep the rows' digests to itself while it sums them: it then makes each once, not twice.
 * @returns In the entries' order; `null` where the server refuses an entry now, or the table is gone.
 */
export async function selectedBy(
  session: Pick<Session, "texts">,
  catalog: Catalog,
  entries: readonly Entry[],
  areFew = false,
): Promise<(Selected | null)[]> {
  const selected: (Selected | null)[] = [];
  for (let at = 0; at < entries.length; at += BATCH) {
    const some = entries.slice(at, at + BATCH);
    selected.push(...await batch(session, catalog, some, areFew));
  }
  return selected;
}

/** The same of rows that were given, made here of what the server sent. */
export function selectedOfKept(table: TableInfo, rows: KeptRows): Selected {
  const sums = new SentSums(table.columns);
  rows.forEach((row) => sums.add(row));
  const { checksum } = sums;
  return { rows: rows.length, checksum, columns: columnsHash(table) };
}

/** Entries of one statement. */
const BATCH = 160;
/** Entries that are looked for together: each row that is looked at is compared with all of them. */
const TOGETHER = 16;

async function batch(
  session: Pick<Session, "texts">,
  catalog: Catalog,
  entries: readonly Entry[],
  areFew: boolean,
): Promise<(Selected | null)[]> {
  const groups = groupsOf(catalog, entries);
  if (groups.length === 0) return entries.map(() => null);
  try {
    const texts = groups.map(({ table, own }, at) =>
      selection(table, own, at, areFew ? APART : "")
    );
    const rows = await session.texts(texts.join("\nUNION ALL "));
    const found = new Map<Entry, Selected>();
    for (const [at, sums] of rows) {
      const { table, own } = groups[Number(at)]!;
      const words = sums!.split(" ");
      own.forEach((entry, place) =>
        found.set(entry, selectedOf(table, words.slice(place * 2)))
      );
    }
    return entries.map((entry) => found.get(entry) ?? null);
  } catch (error) {
    if (!(error instanceof SpyglassError)) throw error;
    if (entries.length === 1) return [null];
    // One that is refused must not hide the others.
    const each: (Selected | null)[] = [];
    for (const entry of entries) {
      each.push(...await batch(session, catalog, [entry], areFew));
    }
    return each;
  }
}

interface Group {
  readonly table: TableInfo;
  readonly own: readonly Entry[];
}

/** Many entries look through the whole table, which is then done once for some of them. */
function groupsOf(catalog: Catalog, entries: readonly Entry[]): Group[] {
  const groups: Group[] = [];
  for (const [name, own] of Map.groupBy(entries, ({ table }) => table)) {
    const table = catalog.tables.get(name);
    if (table === undefined) continue;
    for (let at = 0; at < own.length; at += TOGETHER) {
      groups.push({ table, own: own.slice(at, at + TOGETHER) });
    }
  }
  return groups;
}

/** Both servers take a query apart from the one around it where it has a limit, which none of them reaches. */
const APART = " LIMIT 18446744073709551615";

/** One row: `at`, and for each entry how many rows it selects and their sum, all in one text. */
function selection(
  table: TableInfo,
  entries: readonly Entry[],
  at: number,
  end: string,
): string {
  const texts = entries.map(({ restriction }) => `(${running(restriction)}\n)`);
  const isAlone = texts.length === 1;
  const sums = texts.map((_, place) =>
    digestSums("d", isAlone ? undefined : `c${place}`)
  );
  const counts = isAlone
    ? []
    : texts.map((text, place) => `${text} IS TRUE AS c${place}`);
  const columns = [...counts, `${digestOf(table)} AS d`];
  return `SELECT ${at}, CONCAT_WS(' ', ${sums.join(", ")}) FROM (SELECT ${
    columns.join(", ")
  } FROM ${table.fullName} WHERE ${
    texts.join(" OR ")
  }${end}) AS \`read ${at}\``;
}

function selectedOf(table: TableInfo, words: readonly string[]): Selected {
  return {
    rows: Number(words[0]),
    checksum: words[1] ?? "",
    columns: columnsHash(table),
  };
}

function digestOf(table: TableInfo): string {
  let text = DIGESTS.get(table);
  if (text === undefined) {
    DIGESTS.set(table, text = rowDigest(table.columns, sentText));
  }
  return text;
}

const DIGESTS = new WeakMap<TableInfo, string>();

function columnsHash(table: TableInfo): string {
  let hash = HASHES.get(table);
  if (hash === undefined) {
    const text = table.columns.map(sentText).join(",");
    hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
    HASHES.set(table, hash);
  }
  return hash;
}

const HASHES = new WeakMap<TableInfo, string>();
