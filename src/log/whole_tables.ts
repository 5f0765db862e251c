/**
 * Reads that take a whole table: they are logged, and it is said, with the size, once a table.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import { within } from "../connection/within.ts";
import { SpyglassError } from "../errors.ts";
import { KeySet } from "../keys/key_set.ts";
import { tableLabel } from "../schema/table_label.ts";
import type { GivenRows, RowsRead } from "../query/reading/observer.ts";
import type { TableInfo } from "../schema/table.ts";
import { bytesText, type TableSize, tableSizes } from "./table_sizes.ts";

/** What the chunks of one read gave of each table so far, by the table's full name. */
export type Covered = Map<string, CoveredTable>;

interface CoveredTable {
  readonly keys: KeySet;
  /** How many rows the table had when first asked; `null` where that was not asked yet. */
  rows: number | null;
}

/** Says which tables are read whole. */
export class WholeTables {
  readonly #pool: Pool;
  readonly #say: (text: string) => void;
  readonly #told: Set<string>;
  /** How many rows tables have at least, by their full names. */
  readonly #least = new Map<string, Least>();

  /**
   * @param say Told once of each table of an export.
   * @param told What was told already, over whichever connection.
   */
  constructor(pool: Pool, say: (text: string) => void, told: Set<string>) {
    this.#pool = pool;
    this.#say = say;
    this.#told = told;
  }

  /** True where something of a read may be a whole table, so that it must be looked at. */
  mayBeWhole(reads: readonly RowsRead[]): boolean {
    return reads.some(({ rows }) => isAll(rows) || keyCount(rows) >= MANY);
  }

  /** Looks at what a read rests on. */
  async check(exportId: number, reads: readonly RowsRead[]): Promise<void> {
    for (const { table, rows } of reads) {
      if (isAll(rows)) await this.#tellAll(exportId, table);
      else if (keyCount(rows) >= MANY) {
        await this.#tellIfAll(exportId, table, keyCount(rows));
      }
    }
  }

  /** True where so many rows, each of them once, may be the whole table, so that it must be looked at. */
  mayBeAll(exportId: number, { table, length }: GivenRows): boolean {
    if (length < MANY || this.#isTold(exportId, table)) return false;
    const { rows, until } = this.#least.get(table.fullName) ?? NOTHING;
    return length >= rows || performance.now() > until;
  }

  /** Looks at how many rows were given. */
  async checkGiven(
    exportId: number,
    { table, length }: GivenRows,
  ): Promise<void> {
    await this.#tellIfAll(exportId, table, length);
  }

  /** Looks at a chunk of a read, and notes it in `covered`. */
  async checkChunk(
    exportId: number,
    reads: readonly RowsRead[],
    covered: Covered,
  ): Promise<void> {
    for (const { table, rows } of reads) {
      if (isAll(rows)) await this.#tellAll(exportId, table);
      if (!("keys" in rows) || this.#isTold(exportId, table)) continue;
      const found = coveredTable(covered, table);
      // The keys of a table that is too large to count would take too much memory.
      if (found.rows !== null && found.rows > QUICK) continue;
      for (const key of rows.keys) found.keys.add(key);
      const { size } = found.keys;
      if (size < MANY || size < (found.rows ?? 0)) continue;
      found.rows = await this.#tellIfAll(exportId, table, size);
    }
  }

  #isTold(exportId: number, table: TableInfo): boolean {
    return this.#told.has(idOf(exportId, table));
  }

  async #tellAll(exportId: number, table: TableInfo): Promise<void> {
    if (this.#isTold(exportId, table)) return;
    // So that reads at the same time do not all say it.
    this.#told.add(idOf(exportId, table));
    this.#tell(exportId, table, await this.#size(table));
  }

  /** @returns How many rows the table has; more than there can be, where that is not known. */
  async #tellIfAll(
    exportId: number,
    table: TableInfo,
    given: number,
  ): Promise<number> {
    if (this.#isTold(exportId, table)) return Infinity;
    const size = await this.#size(table, given);
    if (size === null || size.rows > given) return size?.rows ?? Infinity;
    if (!this.#isTold(exportId, table)) this.#tell(exportId, table, size);
    this.#told.add(idOf(exportId, table));
    return size.rows;
  }

  #tell(exportId: number, table: TableInfo, size: TableSize | null): void {
    const found = size === null
      ? ""
      : ` (${size.rows.toLocaleString("en-US")} ${
        size.rows === 1 ? "row" : "rows"
      }, about ${bytesText(size.bytes)})`;
    this.#say(
      `Export ${exportId}: this read takes the whole table ${
        tableLabel(table)
      }${found}, and all of it will be shipped. Restrict it if the paper needs less.`,
    );
  }

  #noteLeast(fullName: string, rows: number): void {
    this.#least.set(fullName, { rows, until: performance.now() + A_WHILE });
  }

  /**
   * Counted where that is quick and there may be no more rows than `given`; the server's own number is a guess. `null`
   * where it cannot be told.
   */
  async #size(
    { fullName }: TableInfo,
    given = Infinity,
  ): Promise<TableSize | null> {
    try {
      const sizes = await tableSizes(this.#pool, [fullName]);
      const size = sizes.get(fullName);
      if (size === undefined) return null;
      const least = size.rows / WRONG;
      this.#noteLeast(fullName, least);
      if (size.rows > QUICK || least > given) return size;
      const rows = await this.#count(fullName);
      if (rows === null) return size;
      this.#noteLeast(fullName, rows);
      return { ...size, rows };
    } catch (error) {
      // The notice is no reason for a read to fail.
      if (error instanceof SpyglassError) return null;
      throw error;
    }
  }

  /**
   * `null` where that takes too long: whoever waits to alter the table lets nobody else at it, and waits himself until a
   * stream or a transaction of ours that has read it ends. So the count may come only after the read that asks for it.
   */
  async #count(fullName: string): Promise<number | null> {
    let rows: number | null = null;
    const count = async () => {
      const [[all] = []] = await this.#pool.texts(
        `SELECT COUNT(*) FROM ${fullName}`,
      );
      rows = Number(all);
    };
    await within(count(), LONGEST);
    return rows;
  }
}

function idOf(exportId: number, { fullName }: TableInfo): string {
  return `${exportId} ${fullName}`;
}

function coveredTable(covered: Covered, table: TableInfo): CoveredTable {
  let found = covered.get(table.fullName);
  if (found === undefined) {
    found = { keys: new KeySet(table.primaryKey.length), rows: null };
    covered.set(table.fullName, found);
  }
  return found;
}

function isAll(rows: RowsRead["rows"]): boolean {
  return "text" in rows && rows.text === "TRUE";
}

function keyCount(rows: RowsRead["rows"]): number {
  return "keys" in rows ? rows.keys.length : 0;
}

/** So many keys may be a whole table that is worth a word. */
const MANY = 100;

/** How many rows a table has at least. As rows may be removed, it is believed for a while only. */
interface Least {
  readonly rows: number;
  /** By `performance.now()`. */
  readonly until: number;
}

const NOTHING: Least = { rows: 0, until: 0 };
/** Milliseconds for which no table is asked for its size again. */
const A_WHILE = 60_000;
/** The server's guess is seldom wrong by this factor. */
const WRONG = 2;
/** For so many milliseconds a read waits until its rows are counted. */
const LONGEST = 2000;
/** The most rows that are counted. */
const QUICK = 1_000_000;
