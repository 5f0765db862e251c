/**
 * Rows that somebody takes away from a grid: a read like any other, logged while an export is active, and refused where
 * it could not be.
 *
 * @module
 */
import type { Key } from "../../keys/key.ts";
import { tableLabel } from "../../schema/table_label.ts";
import type { QueryContext } from "../../query/context.ts";
import { read } from "../../query/reading/read.ts";
import { headingOf } from "../../query/expression/heading.ts";
import { tuplesOf } from "../../query/reading/result.ts";
import {
  restrict,
  type Sorted,
  sorted,
  tableRows,
} from "../../query/expression/expression.ts";
import type { TableInfo } from "../../schema/table.ts";
import {
  checkLength,
  checkRowCount,
  copiedNames,
  copiedText,
} from "./copied_text.ts";
import type { Grids } from "./grid.ts";
import { countOf, keysCondition } from "./grid_index.ts";
import { rowsHaveChanged } from "./places.ts";
import type { Asked } from "../messages.d.ts";
import { stateCode } from "../reads/query_code.ts";

/** What is taken away. */
export interface GridCopy {
  readonly text: string;
  readonly rows: number;
  /** `logged in export 1 (paper1 / analysis1)`, or why not. */
  readonly note: string;
}

/** What to take away, in which form. */
export type GridCopyAsked = Extract<Asked, { ask: "gridCopy" }>;

/**
 * Reads rows of a grid.
 *
 * @throws {LogError} An export is active, and the read could not be logged; or one is required, and none is active.
 * @throws {RangeError} There are too many rows for a message.
 */
export async function copyRows(
  query: QueryContext,
  grids: Grids,
  asked: GridCopyAsked,
): Promise<GridCopy> {
  const { view, format } = asked;
  const table = grids.tableOf(view);
  const state = await chosen(query, table, grids, asked);
  const names = copiedNames(headingOf(table), asked.columns);
  if (format === "code") return await copyCode(query, table, state);
  const ticket = query.observer.begin(table);
  return await read(query, state, ticket, { names }, (result) => {
    const text = copiedText(names, tuplesOf(result), format);
    return { text, rows: result.length, note: result.note };
  });
}

/** The query that gives the rows. Where it names rows by their keys, these are handed out, and so they are read. */
async function copyCode(
  query: QueryContext,
  table: TableInfo,
  state: Sorted,
): Promise<GridCopy> {
  const ticket = query.observer.begin(table);
  const names = table.primaryKey;
  return await read(query, state, ticket, { names }, ({ length, note }) => {
    const text = stateCode(table, state);
    checkLength(text);
    return { text, rows: length, note };
  });
}

/** The rows by their condition where all of them are taken, else by their keys. */
async function chosen(
  { pool }: QueryContext,
  table: TableInfo,
  grids: Grids,
  { view, index, offset, limit }: GridCopyAsked,
): Promise<Sorted> {
  const { keys, state, total } = await grids.index(view, index);
  const count = Math.max(0, Math.min(limit, total - offset));
  checkRowCount(count, tableLabel(table));
  if (count === total && view.rows !== "slice") return state;
  if (keys === null) {
    // The server counts them off: one more or less before them, and they are others.
    const now = await countOf(pool, { ...state, order: [] });
    if (now !== total) throw rowsHaveChanged(tableLabel(table));
    return { ...state, offset, limit };
  }
  return byKeys(table, state, keys.slice(offset, offset + count));
}

function byKeys(
  table: TableInfo,
  { order }: Sorted,
  keys: readonly Key[],
): Sorted {
  return sorted(
    restrict(tableRows(table), [keysCondition(table, keys)]),
    order,
  );
}
