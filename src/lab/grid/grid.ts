/**
 * Rows to look at, of any table: sorted, filtered and paged by the server. Nothing of it is logged, and nothing is handed
 * to code; what is taken away is a read (`grid_copy.ts`).
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import type { Key } from "../../keys/key.ts";
import type { LoggedEntry } from "../../log/paper_log.ts";
import { tableLabel } from "../../schema/table_label.ts";
import { columnOf } from "../../query/column_of.ts";
import type { QueryContext } from "../../query/context.ts";
import { keyReader } from "../../query/reading/rows_read.ts";
import { restrict, tableRows } from "../../query/expression/expression.ts";
import { headingOf } from "../../query/expression/heading.ts";
import { findTable } from "../../query/find_table.ts";
import type { TableInfo } from "../../schema/table.ts";
import { allOf } from "../../query/condition/condition.ts";
import type { GridHead, GridRows, GridView } from "./grid_messages.d.ts";
import { cellExpression, cellTexts } from "./grid_cells.ts";
import { filterCondition, loggedCondition } from "./grid_condition.ts";
import { columnView } from "./grid_column.ts";
import {
  countOf,
  type GridIndex,
  gridIndex,
  keysCondition,
  selectOf,
} from "./grid_index.ts";
import { type KeptIndex, KeptIndexes } from "./kept_indexes.ts";
import { rowsHaveChanged } from "./places.ts";

/** What grids need of the rest. */
export interface GridOptions {
  readonly query: QueryContext;
  readonly pool: () => Promise<Pool>;
  /** The shown paper's rows of a table; none where it has none. Computes the slice where it was not yet. */
  readonly sliceKeys: (table: string) => Promise<readonly Key[]>;
  /** The shown paper's log entries of a table. */
  readonly entries: (table: string) => readonly LoggedEntry[];
  /** Another text whenever the shown paper's log is another one. */
  readonly revision: () => string;
}

/** The rows of grids. */
export class Grids {
  readonly #options: GridOptions;
  readonly #indexes = new KeptIndexes();
  /** Of which state of the log each index is. */
  readonly #revisions = new WeakMap<Promise<GridIndex>, string>();

  /** @param options What it needs of the rest. */
  constructor(options: GridOptions) {
    this.#options = options;
  }

  /** Columns and number of rows; looks anew which rows there are. */
  async head(view: GridView): Promise<GridHead> {
    const table = this.tableOf(view);
    const { id, index } = this.#lookAnew(view);
    const { total } = await index;
    const unfiltered = view.filter.length === 0
      ? total
      : await this.#unfiltered(view, table);
    return {
      label: tableLabel(table),
      total,
      unfiltered,
      index: id,
      columns: table.columns.map(columnView),
    };
  }

  /**
   * Some rows.
   *
   * @param offset How many come before them.
   * @param limit How many there may be, 500 at most.
   * @param shown The index of the head that was shown; where it is kept no more, the rows are another one's.
   */
  async rows(
    view: GridView,
    offset: number,
    limit: number,
    shown?: string,
  ): Promise<GridRows> {
    const table = this.tableOf(view);
    const kept = this.#shown(view, shown) ?? this.#last(view);
    const index = await kept.index;
    const count = Math.min(limit, MOST_ROWS);
    const rows = index.keys === null
      ? await this.#countedOff(table, index, offset, count)
      : await this.#byKeys(table, index.keys.slice(offset, offset + count));
    return { offset, index: kept.id, rows };
  }

  /** The table of a grid, by its full name. */
  tableOf(view: GridView): TableInfo {
    const { catalog } = this.#options.query;
    return catalog.tables.get(view.table) ?? findTable(catalog, view.table);
  }

  /**
   * Which rows a grid shows, in their order.
   *
   * @param shown The index of the head that was shown.
   * @throws {RangeError} It is kept no more: nobody could say which rows were seen.
   */
  async index(view: GridView, shown?: string): Promise<GridIndex> {
    const kept = shown === undefined
      ? this.#last(view)
      : this.#shown(view, shown);
    if (kept === null) throw rowsHaveChanged(tableLabel(this.tableOf(view)));
    return await kept.index;
  }

  #shown(view: GridView, id: string | undefined): KeptIndex | null {
    return id === undefined
      ? null
      : this.#indexes.find(id, JSON.stringify(view));
  }

  /** The newest one, as long as the log is the same. */
  #last(view: GridView): KeptIndex {
    const kept = this.#indexes.newest(JSON.stringify(view));
    const isOfLog = kept !== null &&
      this.#revisions.get(kept.index) === this.#revisionOf(view);
    return isOfLog ? kept : this.#lookAnew(view);
  }

  #lookAnew(view: GridView): KeptIndex {
    const index = this.#lookUp(view);
    this.#revisions.set(index, this.#revisionOf(view));
    return this.#indexes.keep(JSON.stringify(view), index);
  }

  #revisionOf({ rows }: GridView): string {
    return rows === "all" ? "" : this.#options.revision();
  }

  /** How many rows there are without the filter. */
  async #unfiltered(view: GridView, table: TableInfo): Promise<number> {
    const { entries, sliceKeys, pool } = this.#options;
    if (view.rows === "slice") return (await sliceKeys(table.fullName)).length;
    const condition = view.rows === "logged"
      ? [loggedCondition(entries(table.fullName))]
      : [];
    return await countOf(await pool(), restrict(tableRows(table), condition));
  }

  async #lookUp(view: GridView): Promise<GridIndex> {
    const { entries, sliceKeys } = this.#options;
    const table = this.tableOf(view);
    const order = view.sort.map(({ column, isDescending }) => ({
      name: columnOf(table, column, `Cannot sort ${tableLabel(table)}`).name,
      descending: isDescending,
    }));
    const filter = filterCondition(headingOf(table), view.filter);
    const condition = view.rows === "logged"
      ? allOf([filter, loggedCondition(entries(table.fullName))])
      : filter;
    const only = view.rows === "slice" ? await sliceKeys(table.fullName) : null;
    const pool = await this.#options.pool();
    return await gridIndex(pool, { table, condition, order, only });
  }

  async #countedOff(
    table: TableInfo,
    { state }: GridIndex,
    offset: number,
    limit: number,
  ): Promise<(string | null)[][]> {
    const pool = await this.#options.pool();
    const rows = await pool.texts(
      selectOf({ ...state, offset, limit }, cells(table)),
    );
    return await cellTexts(
      this.#options.query,
      pool,
      headingOf(table).columns,
      rows,
    );
  }

  /** A row that went away meanwhile is still in its place, and says so. */
  async #byKeys(
    table: TableInfo,
    keys: readonly Key[],
  ): Promise<(string | null)[][]> {
    if (keys.length === 0) return [];
    const pool = await this.#options.pool();
    const { expressions, keyOf } = keyReader(table);
    const named = expressions.map((text, at) => `${text} AS \`key ${at}\``);
    const state = restrict(tableRows(table), [keysCondition(table, keys)]);
    const found = await pool.texts(
      selectOf(state, [...named, cells(table)].join(", ")),
    );
    const shown = await cellTexts(
      this.#options.query,
      pool,
      headingOf(table).columns,
      found.map((row) => row.slice(named.length)),
    );
    const places = new Map(
      found.map((
        row,
        at,
      ) => [keyOf(row.slice(0, named.length)).join("\0"), at]),
    );
    return keys.map((key) => {
      const at = places.get(key.join("\0"));
      return at === undefined ? gone(table, key) : shown[at]!;
    });
  }
}

const MOST_ROWS = 500;

function cells(table: TableInfo): string {
  return table.columns.map(cellExpression).join(", ");
}

function gone(table: TableInfo, key: Key): string[] {
  return table.columns.map(({ name }) => {
    const at = table.primaryKey.indexOf(name);
    return at === -1 ? "(the row is gone)" : key[at]!;
  });
}
