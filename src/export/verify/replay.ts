/**
 * Does each logged read select the same rows in the restored slice as in the database?
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { SpyglassError } from "../../errors.ts";
import { digestSums } from "../../keys/exact_value.ts";
import { KeySet } from "../../keys/key_set.ts";
import { running } from "../../log/entries/entry.ts";
import type { TableInfo } from "../../schema/table.ts";
import type { Differences } from "./difference.ts";
import { keyOf, keyTexts, rowDigest } from "./exact_text.ts";
import type { PaperSlice } from "../slice/paper_slice.ts";
import type { Progress } from "../progress.ts";

/** Where reads are replayed; both sessions have the time zone and mode of the notebook's. */
export interface ReplaySides {
  readonly source: Session;
  readonly restored: Session;
  /** What makes the two not quite alike, `null` where nothing does. */
  readonly caveat: string | null;
}

/**
 * Replays every different read of the log on both sides; where sessions were cut, only rows of the slice count.
 *
 * @param isCut True where the slice was limited to named sessions.
 * @returns How many different reads there were.
 */
export async function replayReads(
  sides: ReplaySides,
  slice: PaperSlice,
  isCut: boolean,
  differences: Differences,
  progress: Progress,
): Promise<number> {
  const reads = Map.groupBy(
    slice.log.entries,
    ({ table, restriction }) => JSON.stringify([table, restriction]),
  );
  let done = 0;
  for (const [{ table, restriction } = never()] of reads.values()) {
    const read = { table, restriction: running(restriction) };
    await replay(sides, slice, isCut, read, differences);
    progress.at(`Replaying reads: ${++done} of ${reads.size}`);
  }
  return reads.size;
}

interface Read {
  readonly table: string;
  /** As it runs. */
  readonly restriction: string;
}

/** Rows that a read selects: how many, and a sum over them that no order changes. */
interface Selected {
  readonly rows: number;
  readonly checksum: string;
}

async function replay(
  sides: ReplaySides,
  slice: PaperSlice,
  isCut: boolean,
  read: Read,
  differences: Differences,
): Promise<void> {
  const table = slice.catalog.tables.get(read.table)!;
  try {
    const expected = isCut
      ? await selectedOfSlice(sides.source, table, read, slice)
      : await selected(sides.source, table, read);
    const found = await selected(sides.restored, table, read);
    if (text(expected) === text(found)) return;
    differences.add(differing(read, text(expected), text(found), sides.caveat));
  } catch (error) {
    if (!(error instanceof SpyglassError)) throw error;
    differences.add(
      differing(read, "the rows that were read", error.message, sides.caveat),
    );
  }
}

async function selected(
  session: Session,
  table: TableInfo,
  read: Read,
): Promise<Selected> {
  const [[count, checksum] = []] = await session.texts(
    `SELECT ${digestSums("d")} FROM (SELECT ${
      rowDigest(table.columns)
    } AS d FROM ${table.fullName} WHERE (${read.restriction}\n)) AS r`,
  );
  return { rows: Number(count), checksum: checksum! };
}

/** The same sum over those rows only that are in the slice. */
async function selectedOfSlice(
  session: Session,
  table: TableInfo,
  read: Read,
  slice: PaperSlice,
): Promise<Selected> {
  const kept = new KeySet(table.primaryKey.length);
  for (const key of slice.closure.tables.get(table.fullName)?.keys ?? []) {
    kept.add(key);
  }
  const sent = await session.texts(
    `SELECT ${
      [...keyTexts(table), rowDigest(table.columns)].join(", ")
    } FROM ${table.fullName} WHERE (${read.restriction}\n)`,
  );
  const digests = sent.filter((row) => kept.indexOf(keyOf(table, row)) >= 0)
    .map((row) => row.at(-1)!);
  const sum = (from: number) =>
    digests.reduce(
      (sum, digest) => sum ^ BigInt(`0x${digest.slice(from, from + 16)}`),
      0n,
    ).toString(16).toUpperCase().padStart(16, "0");
  return { rows: digests.length, checksum: sum(0) + sum(16) };
}

function text({ rows, checksum }: Selected): string {
  return `${rows} rows, checksum ${checksum}`;
}

function differing(
  { table, restriction }: Read,
  expected: string,
  found: string,
  caveat: string | null,
) {
  return {
    table,
    kind: "read differs",
    expected,
    found,
    message:
      `${table}: the logged read ${restriction} gives ${expected} in the database, in the dump: ${found}${
        caveat === null ? "" : ` (${caveat})`
      }`,
  } as const;
}

function never(): never {
  throw new Error("A group has a member");
}
