/**
 * The rows found so far, and where their foreign keys lead: numbers in packed lists, no object a row.
 *
 * @module
 */
import { ExportError } from "../errors.ts";
import type {
  Catalog,
  Column,
  ForeignKey,
  TableInfo,
} from "../schema/table.ts";
import type { Key } from "../keys/key.ts";
import { columnOf, keyExpression, keyText } from "../keys/key_column.ts";
import { IntList, KeySet } from "../keys/key_set.ts";

/** One row as the server sent it: a text a column of {@linkcode TableRows.select}. */
export type SentRow = readonly (string | null)[];

/** All rows found so far. */
export class RowGraph {
  readonly catalog: Catalog;
  readonly #tables = new Map<string, TableRows>();
  /** Full name of a master, or a part with parts → the foreign keys by which its parts belong. */
  readonly partKeys: ReadonlyMap<string, readonly ForeignKey[]>;
  /** Full name of a part → the foreign keys by which its rows belong to its master's. */
  readonly belongsBy: ReadonlyMap<string, readonly ForeignKey[]>;
  #total = 0;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    const tables = [...catalog.tables.values()];
    const keys = tables.flatMap((table) => partKeysOf(table, catalog));
    this.partKeys = Map.groupBy(keys, (key) => key.parent);
    this.belongsBy = Map.groupBy(keys, (key) => key.child);
  }

  /** Number of rows of all tables. */
  get total(): number {
    return this.#total;
  }

  /** The tables that have been asked for, rows or not. */
  get tables(): Iterable<TableRows> {
    return this.#tables.values();
  }

  /** The table's rows; it is set up when it is first asked for. */
  of(table: TableInfo): TableRows {
    const known = this.#tables.get(table.fullName);
    if (known) return known;
    const rows = new TableRows(table, this);
    this.#tables.set(table.fullName, rows);
    return rows;
  }

  /** The table's rows where there may be any. */
  get(fullName: string): TableRows | undefined {
    return this.#tables.get(fullName);
  }

  /** Notes a row, and what it refers to as wanted. Gives its number. */
  add(rows: TableRows, sent: SentRow): number {
    const index = rows.keys.add(rows.keyOf(sent));
    if (rows.isRow(index)) return index;
    this.#total++;
    rows.note(index);
    for (const link of rows.links) {
      const values = rows.read(link.at, sent);
      link.to.set(index, values === null ? NOWHERE : this.#want(link, values));
    }
    for (const target of rows.targets.values()) {
      const values = rows.read(target.at, sent);
      if (values !== null) own(target, target.have.add(values), index);
    }
    return index;
  }

  #want(link: Link, values: string[]): number {
    const table = this.catalog.tables.get(link.key.parent);
    if (table === undefined) throw unreadable(link.key);
    const parent = this.of(table);
    if (link.order !== null) {
      return parent.want(link.order.map((at) => values[at]!));
    }
    return parent.target(link.key).wanted.add(values);
  }
}

/** One foreign key of a table: for each row, what it refers to. */
export interface Link {
  readonly key: ForeignKey;
  /** Places of its columns in a sent row. */
  readonly at: readonly number[];
  /** For each column of the parent's primary key, its place in the foreign key; `null` for other targets. */
  readonly order: readonly number[] | null;
  /** Row → number of a key of the parent, or of a tuple that its {@linkcode Target} wants; {@linkcode NOWHERE}. */
  readonly to: IntList;
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
  readonly links: readonly Link[];
  /** By the names of their columns. */
  readonly targets = new Map<string, Target>();
  /** Numbers of the rows, as found. */
  readonly rows = new IntList();
  /** Numbers of keys that are wanted and have not been looked up. */
  readonly wanted = new IntList();
  /** Numbers of texts that another row's key equals for the server → that row. */
  readonly spelled = new Map<number, number>();
  /** How many rows a seed selected. */
  logged = 0;
  /** Part foreign key → how many of the master's rows have been looked up by it. */
  readonly asked = new Map<ForeignKey, number>();
  readonly #columns: Column[] = [];
  readonly #keyAt: readonly number[];
  readonly #state = new IntList();

  constructor(table: TableInfo, graph: RowGraph) {
    this.table = table;
    this.keys = new KeySet(table.primaryKey.length);
    this.#keyAt = this.#places(table.primaryKey);
    this.links = table.foreignKeys.map((key) => this.#link(key, graph.catalog));
    for (const key of graph.catalog.referredBy.get(table.fullName) ?? []) {
      if (keyOrder(table, key.parentColumns) === null) this.#addTarget(key);
    }
    this.select = this.#columns.map(keyExpression).join(", ");
  }

  isRow(index: number): boolean {
    return index >= 0 && index < this.#state.length &&
      this.#state.at(index) !== 0;
  }

  isLogged(index: number): boolean {
    return this.isRow(index) && this.#state.at(index) === LOGGED;
  }

  note(index: number): void {
    this.#state.set(index, ROW);
    this.rows.push(index);
  }

  markLogged(index: number): void {
    if (this.#state.at(index) === LOGGED) return;
    this.#state.set(index, LOGGED);
    this.logged++;
  }

  /** Wants the row with this key. Gives the key's number. */
  want(key: Key): number {
    const before = this.keys.size;
    const index = this.keys.add(key);
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

  keyOf(sent: SentRow): string[] {
    return this.#keyAt.map((at) => keyText(this.#columns[at]!, sent[at]!));
  }

  /** The texts at these places of a sent row; `null` where one of them is NULL. */
  read(places: readonly number[], sent: SentRow): string[] | null {
    const values: string[] = [];
    for (const at of places) {
      const text = sent[at];
      if (text === null || text === undefined) return null;
      values.push(keyText(this.#columns[at]!, text));
    }
    return values;
  }

  #link(key: ForeignKey, catalog: Catalog): Link {
    const parent = catalog.tables.get(key.parent);
    const order = parent ? keyOrder(parent, key.parentColumns) : null;
    return { key, at: this.#places(key.columns), order, to: new IntList() };
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

/**
 * The foreign keys by which a part's rows belong to rows of its master: those that keep the names of the master's
 * columns within the part's primary key, as DataJoint makes them. A part may refer to its master by others besides.
 * One that refers to its master only through another part of it belongs by that.
 */
function partKeysOf(table: TableInfo, catalog: Catalog): ForeignKey[] {
  if (table.master === null) return [];
  const direct = table.foreignKeys.filter((key) => key.parent === table.master);
  const keys = direct.length > 0
    ? direct
    : table.foreignKeys.filter((key) =>
      key.parent !== table.fullName &&
      catalog.tables.get(key.parent)?.master === table.master
    );
  const inKey = keys.filter((key) =>
    key.columns.every((name) => table.primaryKey.includes(name))
  );
  const sameNames = inKey.filter((key) =>
    key.columns.every((name, at) => name === key.parentColumns[at])
  );
  if (sameNames.length > 0) return sameNames;
  return inKey.length > 0 ? inKey : keys;
}

function targetName(key: ForeignKey): string {
  return key.parentColumns.join("\0");
}

function own(target: Target, value: number, row: number): void {
  (target.owners[value] ??= []).push(row);
}

function unreadable(key: ForeignKey): ExportError {
  return new ExportError(
    `Cannot compute the slice: ${key.child} refers to ${key.parent} (foreign key ${key.name}), which this user ` +
      `may not see, wanted the right to read it; ask for GRANT SELECT ON ${key.parent}`,
  );
}
