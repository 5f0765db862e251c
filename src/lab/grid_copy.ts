/**
 * Rows that somebody takes away from a grid: a read like any other, logged while an export is active, and refused where
 * it could not be.
 *
 * @module
 */
import type { Key } from "../keys/key.ts";
import { columnOf, type QueryContext, tableLabel } from "../query/context.ts";
import { read } from "../query/reading/read.ts";
import { isBlob } from "../query/reading/result.ts";
import {
  restrict,
  type Sorted,
  sorted,
  tableRows,
} from "../query/expression/expression.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import type { GridView } from "./grid_messages.d.ts";
import type { Grids } from "./grid.ts";
import { keysCondition } from "./grid_index.ts";
import type { Asked } from "./messages.d.ts";
import { stateCode } from "./query_code.ts";

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
  const { view, format, offset, limit } = asked;
  const table = grids.tableOf(view);
  const state = await chosen(table, grids, view, offset, limit);
  const columns = columnsOf(table, asked.columns);
  if (format === "code") return await copyCode(query, table, state);
  const ticket = query.observer.begin(table);
  const names = columns.map(({ name }) => name);
  const { rows, note } = await read(query, state, ticket, { names });
  const text = [names, ...rows.map((row) => row.map(valueText))]
    .map((row) =>
      row.map((field) => quoted(field, format)).join(SEPARATOR[format])
    )
    .join("\n");
  checkLength(text.length);
  return { text: `${text}\n`, rows: rows.length, note };
}

/** The query that gives the rows. Where it names rows by their keys, these are handed out, and so they are read. */
async function copyCode(
  query: QueryContext,
  table: TableInfo,
  state: Sorted,
): Promise<GridCopy> {
  const ticket = query.observer.begin(table);
  const names = table.primaryKey;
  const { rows, note } = await read(query, state, ticket, { names });
  const text = stateCode(table, state);
  checkLength(text.length);
  return { text, rows: rows.length, note };
}

/** The rows by their condition where all of them are taken, else by their keys. */
async function chosen(
  table: TableInfo,
  grids: Grids,
  view: GridView,
  offset: number,
  limit: number,
): Promise<Sorted> {
  const { keys, state, total } = await grids.index(view);
  const count = Math.max(0, Math.min(limit, total - offset));
  if (count > MOST_ROWS) {
    throw new RangeError(
      `Cannot copy ${count} rows of ${
        tableLabel(table)
      }: wanted ${MOST_ROWS} at most; filter them, or read them in a cell`,
    );
  }
  if (count === total && view.rows !== "slice") return state;
  if (keys === null) return { ...state, offset, limit };
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

/** More rows, or characters, than these are not for a message. */
const MOST_ROWS = 100_000;
const LONGEST = 50_000_000;

const SEPARATOR = { tsv: "\t", csv: "," } as const;

/** Those that were named; of all, those whose values a text can hold. */
function columnsOf(
  table: TableInfo,
  names: readonly string[],
): readonly Column[] {
  if (names.length > 0) {
    return names.map((name) =>
      columnOf(table, name, `Cannot copy from ${tableLabel(table)}`)
    );
  }
  return table.columns.filter((column) =>
    !isBlob(column) && column.kind !== "attach"
  );
}

/** NULL is an empty field. */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  if (value instanceof Uint8Array) return `0x${value.toHex()}`;
  return JSON.stringify(
    plainData(value),
    (_, part) => typeof part === "bigint" ? String(part) : part,
  );
}

function plainData(value: object): unknown {
  return ArrayBuffer.isView(value)
    ? Array.from(value as unknown as ArrayLike<unknown>)
    : value;
}

/** As spreadsheets and RFC 4180 have it. */
function quoted(field: string, format: "tsv" | "csv"): string {
  return field.includes(SEPARATOR[format]) || /["\r\n]/.test(field)
    ? `"${field.replaceAll('"', '""')}"`
    : field;
}

function checkLength(length: number): void {
  if (length <= LONGEST) return;
  throw new RangeError(
    `Cannot copy rows: their text has ${length} characters, wanted ${LONGEST} at most; take fewer rows or columns, or read them in a cell`,
  );
}
