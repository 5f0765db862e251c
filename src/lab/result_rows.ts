/**
 * All rows of a result that a cell showed some of, as a grid shows them.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import type { QueryContext } from "../query/context.ts";
import type { Heading } from "../query/expression/heading.ts";
import type { ShownResult } from "../query/reading/shown_results.ts";
import { FrameRows } from "./frame_rows.ts";
import { columnView } from "./grid_column.ts";
import type { GridCopy, GridCopyAsked } from "./grid_copy.ts";
import { indexOf } from "./places.ts";
import type { GridHead, GridRows, GridView } from "./grid_messages.d.ts";
import { QueryRows } from "./query_rows.ts";
import { SelectRows } from "./select_rows.ts";

/** Rows of a kind of result. */
export interface ResultRows {
  /** Their columns. */
  heading(): Promise<Heading>;
  /** How many rows a filter leaves. */
  count(filter: GridView["filter"]): Promise<number>;
  /** Some rows, as texts. */
  texts(
    view: GridView,
    offset: number,
    limit: number,
  ): Promise<(string | null)[][]>;
  /** Rows that are taken away: a read. */
  copy(asked: GridCopyAsked): Promise<GridCopy>;
}

/** Whom results are looked at with. */
export interface ResultOptions {
  /** Of the database that is shown. */
  readonly query: QueryContext;
  /** Connections of the sidebar's own. */
  readonly pool: () => Promise<Pool>;
}

/** The rows of a result; the same ones for each page. */
export async function rowsOfResult(
  result: ShownResult,
  options: ResultOptions,
): Promise<ResultRows> {
  const known = KNOWN.get(result);
  if (known?.query === options.query) return known.rows;
  const rows = await madeOf(result, options);
  KNOWN.set(result, { query: options.query, rows });
  return rows;
}

const KNOWN = new WeakMap<
  ShownResult,
  { readonly query: QueryContext; readonly rows: ResultRows }
>();

async function madeOf(
  result: ShownResult,
  { query, pool }: ResultOptions,
): Promise<ResultRows> {
  if (result.kind === "frame") return new FrameRows(result, query);
  // Another database's rows come by its own connections.
  const own = result.context === query ? await pool() : result.context.pool;
  return result.kind === "query"
    ? new QueryRows(result, own)
    : new SelectRows(result, own);
}

/** Columns and number of rows. */
export async function resultHead(
  rows: ResultRows,
  { filter }: GridView,
): Promise<GridHead> {
  const { label, columns } = await rows.heading();
  const total = await rows.count(filter);
  const unfiltered = filter.length === 0 ? total : await rows.count([]);
  return {
    label,
    total,
    unfiltered,
    index: indexOf(total),
    columns: columns.map(columnView),
  };
}

/** Some rows. */
export async function resultPage(
  rows: ResultRows,
  view: GridView,
  offset: number,
  limit: number,
): Promise<GridRows> {
  const count = Math.min(limit, MOST_ROWS);
  return { offset, rows: await rows.texts(view, offset, count) };
}

const MOST_ROWS = 500;
