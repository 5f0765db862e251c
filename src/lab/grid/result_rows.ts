/**
 * All rows of a result that a cell showed some of, as a grid shows them.
 *
 * @module
 */
import type { Heading } from "../../query/expression/heading.ts";
import { columnView } from "./grid_column.ts";
import type { GridCopy, GridCopyAsked } from "./grid_copy.ts";
import { indexOf } from "./places.ts";
import type { GridHead, GridRows, GridView } from "./grid_messages.d.ts";

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
