/**
 * The shapes in which a read gives its rows.
 *
 * @module
 */
import type { Column } from "../../schema/table.ts";
import type { ColumnView } from "../../present/table_view.ts";
import { Frame, type FrameColumns } from "./frame.ts";
import type { FrameOrigin } from "./frame_origin.ts";
import type { ReadResult } from "./read_result.ts";

/** One row: attribute → value. See {@linkcode Query.rows}. */
export type Row = Record<string, unknown>;

/** Rows that were read, whatever is known of their read. */
type Rows = Pick<ReadResult, "columns" | "values" | "length">;

/** Rows as objects. */
export function rowsOf({ columns, values, length }: Rows): Row[] {
  const names = columns.map((column) => column.name);
  return Array.from({ length }, (_, i) => {
    const row: Row = {};
    for (let at = 0; at < names.length; at++) {
      set(row, names[at]!, values[at]![i]);
    }
    return row;
  });
}

/** Rows as arrays of their values. */
export function tuplesOf({ values, length }: Rows): unknown[][] {
  return Array.from({ length }, (_, i) => values.map((column) => column[i]));
}

/** Rows as one array an attribute. */
export function columnsOf({ columns, values }: Rows): FrameColumns {
  const result: FrameColumns = {};
  for (const [at, column] of columns.entries()) {
    const given = values[at]!;
    set(result, column.name, BIG.has(column.kind) ? sameType(given) : given);
  }
  return result;
}

/** Rows as a data frame. */
export function frameOf(result: ReadResult): Frame {
  return Frame.of(columnsOf(result), {
    ...shownAs(result.columns),
    note: result.note,
    recorded: result.recorded,
  });
}

type Shown = Pick<FrameOrigin, "columns" | "blobs">;

/** How columns are shown; of a table's own columns it is always the same. */
function shownAs(columns: readonly Column[]): Shown {
  let shown = SHOWN.get(columns);
  if (shown === undefined) {
    const blobs = columns.filter(isBlob).map((column) => column.name);
    SHOWN.set(columns, shown = { columns: columnViews(columns), blobs });
  }
  return shown;
}

const SHOWN = new WeakMap<readonly Column[], Shown>();

/** What is shown in a column's head. */
export function columnViews(columns: readonly Column[]): ColumnView[] {
  return columns.map(({ name, inPrimaryKey, comment, type }) => ({
    name,
    isKey: inPrimaryKey,
    comment,
    type,
  }));
}

/** True for columns whose values are not shown. */
export function isBlob(column: Column): boolean {
  return ["blob", "external", "binary", "geometry"].includes(column.kind);
}

const BIG: ReadonlySet<Column["kind"]> = new Set([
  "integer",
  "bit",
  "expression",
]);

/** One bigint makes a column of bigints: mixed columns cannot be computed with. */
function sameType(values: unknown[]): unknown[] {
  if (!values.some((value) => typeof value === "bigint")) return values;
  return values.map((value) =>
    typeof value === "number" ? BigInt(value) : value
  );
}

/** A column may be called `__proto__`. */
function set<T>(object: Record<string, T>, name: string, value: T): void {
  if (name !== "__proto__") object[name] = value;
  else {
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
}
