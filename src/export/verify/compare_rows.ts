/**
 * Are a table's rows in the restored slice exactly those of the database? Every column counts, byte for byte.
 *
 * @module
 */
import type { TableSlice } from "../../closure/table_slice.ts";
import type { Key } from "../../keys/key.ts";
import { whereTexts } from "../../keys/where.ts";
import type { TableInfo } from "../../schema/table.ts";
import { alteredValues } from "./altered_value.ts";
import {
  type DifferenceKind,
  type Differences,
  keyWords,
} from "./difference.ts";
import { commonKey, keyOf, keyTexts, rowDigest } from "./exact_text.ts";
import type { Progress } from "../progress.ts";
import { sessionMoments } from "../slice/session_moments.ts";
import { RowDigests } from "./row_digests.ts";
import type { Sides } from "./sides.ts";

/**
 * Compares a table's rows. The restored side is read whole, so that a row too many is found wherever it is; the
 * database's side a piece of the slice at a time.
 *
 * @returns How many rows the restored table has.
 * @throws {QueryError} A side cannot be read so.
 */
export async function compareRows(
  sides: Sides,
  slice: TableSlice,
  differences: Differences,
  progress: Progress,
): Promise<number> {
  const { table, count } = slice;
  const rows = new TableComparison(sides, table, differences);
  await rows.readRestored(progress);
  let seen = 0;
  for (let at = 0; at < count; at += PIECE) {
    seen += await rows.comparePiece(slice.keys.slice(at, at + PIECE));
    progress.at(`Comparing ${table.fullName}: ${seen} of ${count} rows`);
  }
  await rows.reportOthers();
  if (seen !== count) {
    differences.add({
      table: table.fullName,
      kind: "changed since",
      expected: count,
      found: seen,
      message:
        `${table.fullName}: the database had ${count} rows of the slice when verifying began, and ${seen} a moment later; verify again`,
    });
  }
  return rows.size;
}

/** Rows of the database that are read at a time. */
const PIECE = 5000;

class TableComparison {
  readonly #sides: Sides;
  readonly #table: TableInfo;
  readonly #differences: Differences;
  readonly #rows: RowDigests;
  readonly #select: string;
  #size = 0;

  constructor(sides: Sides, table: TableInfo, differences: Differences) {
    this.#sides = sides;
    this.#table = table;
    this.#differences = differences;
    this.#rows = new RowDigests(table.primaryKey.length);
    this.#select = `SELECT ${
      [...keyTexts(table), rowDigest(table.columns)].join(", ")
    } FROM ${table.fullName}`;
  }

  /** How many rows the restored table has. */
  get size(): number {
    return this.#size;
  }

  async readRestored(progress: Progress): Promise<void> {
    for await (const row of this.#sides.restored.stream(this.#select)) {
      const sent = row as string[];
      const key = this.#key(sent);
      this.#size++;
      if (!this.#rows.add(key, sent.at(-1)!)) {
        await this.#extra(key, "a second time");
      }
      if (this.#size % PIECE === 0) {
        progress.at(`Reading ${this.#table.fullName}: ${this.#size} rows`);
      }
    }
  }

  async comparePiece(keys: readonly Key[]): Promise<number> {
    let seen = 0;
    for (const where of whereTexts(this.#table, keys)) {
      const rows = await this.#sides.source.texts(
        `${this.#select} WHERE ${where}`,
      );
      seen += rows.length;
      for (const row of rows) await this.#compareRow(row as string[]);
    }
    return seen;
  }

  async reportOthers(): Promise<void> {
    for (const key of this.#rows.others()) await this.#extra(key, "one more");
  }

  #key(sent: readonly string[]): Key {
    return commonKey(this.#table, keyOf(this.#table, sent));
  }

  async #compareRow(sent: readonly string[]): Promise<void> {
    const key = this.#key(sent);
    const match = this.#rows.match(key, sent.at(-1)!);
    if (match === "missing") await this.#missing(key);
    if (match === "altered") await this.#altered(key);
  }

  async #missing(rowKey: Key): Promise<void> {
    const table = this.#table.fullName;
    const kind = "missing row";
    const key = await this.#told(kind, rowKey);
    if (key === null) return;
    this.#differences.add({
      table,
      kind,
      expected: key,
      found: null,
      message: `${table}: the row ${keyWords(key)} is not in the dump`,
      key,
    });
  }

  async #extra(rowKey: Key, found: string): Promise<void> {
    const table = this.#table.fullName;
    const kind = "extra row";
    const key = await this.#told(kind, rowKey);
    if (key === null) return;
    this.#differences.add({
      table,
      kind,
      expected: null,
      found: key,
      message: `${table}: the dump has the row ${
        keyWords(key)
      }, which is not in the slice (${found})`,
      key,
    });
  }

  async #altered(rowKey: Key): Promise<void> {
    const table = this.#table.fullName;
    const kind = "altered value";
    const key = await this.#told(kind, rowKey);
    if (key === null) return;
    for (const one of await alteredValues(this.#sides, this.#table, rowKey)) {
      this.#differences.add({
        table,
        kind,
        expected: one.expected,
        found: one.found,
        message: `${table}: the row ${
          keyWords(key)
        } has another value in ${one.column}${one.where}: ${one.expected} in the database, ${one.found} in the dump`,
        key,
        column: one.column,
      });
    }
  }

  /** The key of a row that is to be listed, as a read gives it; `null` where the row is only counted. */
  async #told(kind: DifferenceKind, key: Key) {
    const table = this.#table;
    if (!this.#differences.wants(table.fullName, kind)) {
      this.#differences.addCount(table.fullName, kind, 1);
      return null;
    }
    const keys = [{ table, textsAt: (place: number) => [key[place]!] }];
    return (await sessionMoments(this.#sides.clock, keys)).named(table, key);
  }
}
