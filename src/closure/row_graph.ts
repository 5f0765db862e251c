/**
 * All rows found so far, of all tables, and by which foreign keys parts belong to their masters.
 *
 * @module
 */
import type { RowCells } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import type { Catalog, ForeignKey, TableInfo } from "../schema/table.ts";
import type { AlsoRead, ClosureOptions } from "./closure_options.ts";
import { tablesLeadingTo } from "./leading_to.ts";
import { checkSameValues } from "./same_values.ts";
import {
  hasNull,
  type Link,
  NOWHERE,
  TableRows,
  type Target,
} from "./table_rows.ts";

/** All rows found so far. */
export class RowGraph {
  readonly catalog: Catalog;
  readonly #tables = new Map<string, TableRows>();
  /** Full name of a master, or a part with parts → the foreign keys by which its parts belong. */
  readonly partKeys: ReadonlyMap<string, readonly ForeignKey[]>;
  /** Full name of a part → the foreign keys by which its rows belong to its master's. */
  readonly belongsBy: ReadonlyMap<string, readonly ForeignKey[]>;
  readonly #also: (table: TableInfo) => AlsoRead | null;
  /** Full names of the tables whose rows are looked for; `null` for all. */
  readonly #followed: ReadonlySet<string> | null;
  #total = 0;

  constructor(
    catalog: Catalog,
    { also = () => null, wanted }: Pick<ClosureOptions, "also" | "wanted">,
  ) {
    this.catalog = catalog;
    this.#also = also;
    const tables = [...catalog.tables.values()];
    const all = tables.flatMap((table) => partKeysOf(table, catalog));
    this.#followed = wanted === undefined
      ? null
      : tablesLeadingTo(catalog, all, wanted);
    const keys = all.filter(({ child }) => this.#isFollowed(child));
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
    const rows = new TableRows(
      table,
      this.catalog,
      table.foreignKeys.filter(({ parent }) => this.#isFollowed(parent)),
      this.#also(table),
    );
    this.#tables.set(table.fullName, rows);
    return rows;
  }

  /** The table's rows where there may be any. */
  get(fullName: string): TableRows | undefined {
    return this.#tables.get(fullName);
  }

  /** Notes a row as it was sent, and what it refers to as wanted. Gives its number. */
  add(rows: TableRows, sent: RowCells): number {
    const row = rows.inUtc(sent);
    const index = rows.numberOf(row);
    if (rows.isRow(index)) return index;
    this.#total++;
    rows.addRow(index);
    for (const link of rows.links) link.to.set(index, this.#want(link, row));
    for (const target of rows.targets.values()) {
      if (hasNull(row, target.at)) continue;
      own(target, target.have.addBytes(row, target.at), index);
    }
    rows.also?.onRow(row, rows.width - rows.also.select.length);
    return index;
  }

  #isFollowed(fullName: string): boolean {
    return this.#followed?.has(fullName) ?? true;
  }

  #want(link: Link, row: RowCells): number {
    if (hasNull(row, link.at)) return NOWHERE;
    const parent = link.parent ??= this.#parentOf(link.key);
    const to = link.order === null
      ? parent.target(link.key).wanted.addBytes(row, link.at, link.last)
      : parent.want(row, link.keyAt, link.last);
    link.last = to;
    return to;
  }

  #parentOf(key: ForeignKey): TableRows {
    const table = this.catalog.tables.get(key.parent);
    if (table === undefined) throw unreadable(key);
    const child = this.catalog.tables.get(key.child);
    if (child !== undefined) checkSameValues(key, child, table);
    return this.of(table);
  }
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

function own(target: Target, value: number, row: number): void {
  (target.owners[value] ??= []).push(row);
}

function unreadable(key: ForeignKey): ExportError {
  return new ExportError(
    `Cannot compute the slice: ${key.child} refers to ${key.parent} (foreign key ${key.name}), which this user ` +
      `may not see, wanted the right to read it; ask for GRANT SELECT ON ${key.parent}`,
  );
}
