/**
 * The rows of one table found so far, and where their foreign keys lead: numbers in packed lists, no object a row.
 *
 * @module
 */
import {
  aliasedKeyExpression,
  columnOf,
  keyExpression,
  utcBytes,
} from "../keys/key_column.ts";
import type { RowCells } from "../connection/session.ts";
import type { AlsoRead } from "./closure_options.ts";
import { IntList } from "../keys/int_list.ts";
import { KeySet } from "../keys/key_set.ts";
import type {
  Catalog,
  Column,
  ForeignKey,
  TableInfo,
} from "../schema/table.ts";

/** One foreign key of a table: for each row, what it refers to. */
export interface Link {
  readonly key: ForeignKey;
  /** Places of its columns in a sent row. */
  readonly at: readonly number[];
  /** For each column of the parent's primary key, its place in the foreign key; `null` for other targets. */
  readonly order: readonly number[] | null;
  /** Places in a sent row in the order of the parent's primary key; as `at` for other targets. */
  readonly keyAt: readonly number[];
  /** Row → number of a key of the parent, or of a tuple that its {@linkcode Target} wants; {@linkcode NOWHERE}. */
  readonly to: IntList;
  /** Where the row before led: the next one mostly leads there, too. */
  last: number;
  /** The parent's rows, once one of them is wanted. */
  parent: TableRows | null;
}

/** What a row's link is when its foreign key is NULL. */
export const NOWHERE = -1;

/** Columns other than the primary key that foreign keys refer to. */
export interface Target {
  readonly columns: readonly Column[];
  /** Places of the columns in a sent row. */
  readonly at: readonly number[];
  /** Values that rows refer to. */
  readonly wanted: KeySet;
  /** How many of `wanted` have been looked up. */
  looked: number;
  /** Wanted value → numbers of the rows that have it, the server's way of comparing. */
  readonly found: Map<number, readonly number[]>;
  /** Values that the table's rows have. */
  readonly have: KeySet;
  /** Value that rows have → numbers of those rows. */
  readonly owners: number[][];
}

/** The rows of one table. */
export class TableRows {
  readonly table: TableInfo;
  /** Keys of rows, and texts that foreign keys hold: not every one is the key of a row. */
  readonly keys: KeySet;
  /** The columns that are read of each row, as expressions for a SELECT. */
  readonly select: string;
  readonly also: AlsoRead | null;
  readonly links: readonly Link[];
  /** By the names of their columns. */
  readonly targets = new Map<string, Target>();
  /** Numbers of the rows, as found. */
  readonly numbers = new IntList();
  /** Numbers of keys that are wanted and have not been looked up. */
  readonly wanted = new IntList();
  /** Numbers of texts that another row's key equals for the server → that row. */
  readonly spelled = new Map<number, number>();
  /** True where these are known to be all that the table has. */
  isWhole = false;
  /** How many rows a seed selected. */
  logged = 0;
  /** Part foreign key → how many of the master's rows have been looked up by it. */
  readonly asked = new Map<ForeignKey, number>();
  readonly #columns: Column[] = [];
  readonly #keyAt: readonly number[];
  readonly #timestamps: readonly number[];
  readonly #state = new IntList();
  readonly #seeds = new IntList();
  #last = -1;

  /**
   * @param foreignKeys Those that are followed.
   * @param also What else is read of each row.
   */
  constructor(
    table: TableInfo,
    catalog: Catalog,
    foreignKeys: readonly ForeignKey[],
    also: AlsoRead | null,
  ) {
    this.table = table;
    this.also = also;
    this.keys = new KeySet(table.primaryKey.length);
    this.#keyAt = this.#places(table.primaryKey);
    this.links = foreignKeys.map((key) => this.#link(key, catalog));
    for (const key of catalog.referredBy.get(table.fullName) ?? []) {
      if (keyOrder(table, key.parentColumns) === null) this.#addTarget(key);
    }
    this.select = [
      ...this.#columns.map(keyExpression),
      ...also?.select ?? [],
    ].join(", ");
    this.#timestamps = this.#columns.flatMap(({ kind }, at) =>
      kind === "timestamp" ? [at] : []
    );
  }

  /** {@linkcode select}, where the table is called by an alias; of a table of which nothing else is read. */
  selectAs(alias: string): string {
    return this.#columns.map((column) => aliasedKeyExpression(column, alias))
      .join(", ");
  }

  /** How many columns {@linkcode select} has. */
  get width(): number {
    return this.#columns.length + (this.also?.select.length ?? 0);
  }

  /** True where a number is a row's, and not only that of a text that a foreign key holds. */
  isRow(index: number): boolean {
    return index >= 0 && index < this.#state.length &&
      this.#state.at(index) !== 0;
  }

  /** True for a row that a seed selected. */
  isLogged(index: number): boolean {
    return this.isRow(index) && this.#state.at(index) === LOGGED;
  }

  /** The key of this number is a row's. */
  addRow(index: number): void {
    this.#state.set(index, ROW);
    this.numbers.push(index);
  }

  /** @param seed Number of the seed that selected it, from 1 on, where that is asked for. */
  markLogged(index: number, seed = NO_SEED): void {
    if (seed !== NO_SEED) {
      const had = index < this.#seeds.length ? this.#seeds.at(index) : NO_SEED;
      this.#seeds.set(index, had === NO_SEED || had === seed ? seed : MANY);
    }
    if (this.#state.at(index) === LOGGED) return;
    this.#state.set(index, LOGGED);
    this.logged++;
  }

  /** Number of a key → the seed that selected that row, {@linkcode NO_SEED} or {@linkcode MANY}; a copy. */
  seeds(): Int32Array {
    const seeds = new Int32Array(this.keys.size);
    seeds.set(this.#seeds.slice(0));
    return seeds;
  }

  /** Wants the row whose key is at these places of another table's row. Gives the key's number. */
  want(row: RowCells, places: readonly number[], guess: number): number {
    const before = this.keys.size;
    const index = this.keys.addBytes(row, places, guess);
    if (index === before) this.wanted.push(index);
    return index;
  }

  /** What a foreign key to columns other than the primary key refers to. */
  target(key: ForeignKey): Target {
    return this.targets.get(targetName(key))!;
  }

  /** The numbers of the rows that a link leads to. */
  resolve(link: Link, to: number): readonly number[] {
    if (to === NOWHERE) return [];
    if (link.order === null) {
      return this.target(link.key).found.get(to) ?? [];
    }
    if (this.isRow(to)) return [to];
    const other = this.spelled.get(to);
    return other === undefined ? [] : [other];
  }

  /** A row as the server sent it, its TIMESTAMP columns as date and time in UTC. */
  inUtc(sent: RowCells): RowCells {
    if (this.#timestamps.length === 0) return sent;
    const cells = Array.from(sent.starts, (start, at) => {
      if (start < 0) return null;
      const cell = sent.bytes.subarray(start, sent.ends[at]);
      return this.#timestamps.includes(at) ? utcBytes(cell) : cell;
    });
    return laidOut(cells);
  }

  /** The number of a row's key; a new one gets the next. */
  numberOf(row: RowCells): number {
    return this.#last = this.keys.addBytes(row, this.#keyAt, this.#last);
  }

  /** The number of a row's key, −1 where nobody has asked for it. */
  findNumber(row: RowCells): number {
    const found = this.keys.indexOfBytes(row, this.#keyAt, this.#last);
    if (found >= 0) this.#last = found;
    return found;
  }

  /** As {@linkcode findNumber}, for a row that begins with the columns of the key, as the server sent it. */
  findKey(sent: RowCells): number {
    const row = this.inUtc(sent);
    return this.#last = this.keys.indexOfBytes(
      row,
      this.table.primaryKey.map((_, at) => at),
      this.#last,
    );
  }

  #link(key: ForeignKey, catalog: Catalog): Link {
    const parent = catalog.tables.get(key.parent);
    const order = parent ? keyOrder(parent, key.parentColumns) : null;
    const at = this.#places(key.columns);
    const keyAt = order?.map((place) => at[place]!) ?? at;
    const to = new IntList();
    return { key, at, order, keyAt, to, last: -1, parent: null };
  }

  #addTarget(key: ForeignKey): void {
    const width = key.parentColumns.length;
    if (this.targets.has(targetName(key))) return;
    const at = this.#places(key.parentColumns);
    this.targets.set(targetName(key), {
      columns: at.map((place) => this.#columns[place]!),
      at,
      wanted: new KeySet(width),
      looked: 0,
      found: new Map(),
      have: new KeySet(width),
      owners: [],
    });
  }

  /** The places of these columns among those that are read. */
  #places(names: readonly string[]): number[] {
    return names.map((name) => {
      const at = this.#columns.findIndex((column) => column.name === name);
      if (at >= 0) return at;
      return this.#columns.push(columnOf(this.table, name)) - 1;
    });
  }
}

/** A row that no seed selected. */
export const NO_SEED = 0;
/** A row that several seeds selected. */
export const MANY = -1;

const ROW = 1;
const LOGGED = 2;

/**
 * For each column of the table's primary key its place among these columns, `null` where they are not exactly the
 * primary key.
 */
export function keyOrder(
  table: TableInfo,
  columns: readonly string[],
): number[] | null {
  if (columns.length !== table.primaryKey.length) return null;
  const order = table.primaryKey.map((name) => columns.indexOf(name));
  return order.includes(-1) || order.length === 0 ? null : order;
}

/** A row of these values. */
function laidOut(cells: readonly (Uint8Array | null)[]): RowCells {
  const ends = new Int32Array(cells.length);
  let end = 0;
  cells.forEach((cell, at) => ends[at] = end += cell?.length ?? 0);
  const bytes = new Uint8Array(end);
  const starts = ends.map((end, at) =>
    cells[at] === null ? -1 : end - cells[at]!.length
  );
  cells.forEach((cell, at) => cell && bytes.set(cell, starts[at]));
  return { bytes, starts, ends };
}

/** A foreign key that is NULL in any of its columns refers to nothing. */
export function hasNull(row: RowCells, places: readonly number[]): boolean {
  return places.some((at) => row.starts[at]! < 0);
}

function targetName(key: ForeignKey): string {
  return key.parentColumns.join("\0");
}
