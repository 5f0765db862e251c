/**
 * The shapes in which a read gives its rows.
 *
 * @module
 */
import type { Column } from "../../schema/table.ts";
import type { ColumnView } from "../../present/table_view.ts";
import { Frame, type FrameColumns } from "./frame.ts";
import type { ReadResult } from "./read.ts";

/** One row: attribute → value. */
export type Row = Record<string, unknown>;

/** Rows as objects. */
export function rowsOf(
  { columns, rows }: Pick<ReadResult, "columns" | "rows">,
): Row[] {
  const names = columns.map((column) => column.name);
  return rows.map((values) => {
    const row: Row = {};
    for (let i = 0; i < names.length; i++) set(row, names[i]!, values[i]);
    return row;
  });
}

/** Rows as one array an attribute. */
export function columnsOf({ columns, rows }: ReadResult): FrameColumns {
  const arrays = columns.map(() => new Array<unknown>(rows.length));
  // Row by row, as they lie in memory.
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    for (let at = 0; at < arrays.length; at++) arrays[at]![i] = row[at];
  }
  const result: FrameColumns = {};
  for (const [at, column] of columns.entries()) {
    const values = arrays[at]!;
    set(
      result,
      column.name,
      BIG.has(column.kind) ? sameType(values) : values,
    );
  }
  return result;
}

/** Rows as a data frame. */
export function frameOf(result: ReadResult): Frame {
  return Frame.of(columnsOf(result), {
    columns: columnViews(result.columns),
    blobs: result.columns.filter(isBlob).map((column) => column.name),
    note: result.note,
    recorded: result.recorded,
  });
}

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

const BIG: ReadonlySet<Column["kind"]> = new Set(["integer", "bit"]);

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
