/**
 * A DynamicTable (units, electrodes, intervals …) as plain columns.
 *
 * @module
 */
import type { Numbers, Values } from "./hdf5/values.ts";
import { refuseUnknownOptions } from "../names/known_options.ts";

/**
 * One column: a value a row. A ragged column has a list a row, one of several dimensions a row's values. See
 * {@linkcode NwbFile.table}.
 */
export type NwbColumn =
  | Numbers
  | readonly unknown[];

/** A table of an NWB file. See {@linkcode NwbFile.table}. */
export interface NwbTable {
  /** The names of the columns, `id` first, then in the table's own order. */
  readonly names: readonly string[];
  readonly columns: Readonly<Record<string, NwbColumn>>;
  /** Number of rows. */
  readonly rows: number;
}

/** How a table is read. See {@linkcode NwbFile.table}. */
export interface TableOptions {
  /** Give the rows that a column of rows of another table names, not their numbers. @default {true} */
  readonly resolve?: boolean;
}

/** One dataset of a table. */
export interface ColumnParts {
  readonly values: Values;
  /** The table whose rows the values number, `null` where they are values. */
  readonly region: (() => NwbTable) | null;
  /** The values that the values number, `null` where they are values. */
  readonly elements: (() => Values) | null;
}

/** What reads one dataset of the table; `null` where the table has no dataset of this name. */
export type ColumnReader = (name: string) => ColumnParts | null;

/**
 * Puts a table together.
 *
 * @param names The names of the columns, without `id`.
 * @param read Reads one dataset of the table.
 * @param options See {@linkcode TableOptions}.
 * @throws {RangeError} A column is missing, or does not have a value for each row.
 */
export function tableOf(
  names: readonly string[],
  read: ColumnReader,
  options: TableOptions = {},
): NwbTable {
  refuseUnknownOptions("Cannot read a table", options, ["resolve"]);
  const { resolve = true } = options;
  const ids = read("id");
  const columns: Record<string, NwbColumn> = {};
  if (ids) columns.id = ids.values.data;
  for (const name of names) columns[name] = columnOf(name, read, resolve);
  const all = ids ? ["id", ...names] : names;
  const rows = columns[all[0] ?? ""]?.length ?? 0;
  for (const [name, column] of Object.entries(columns)) {
    if (column.length === rows) continue;
    throw new RangeError(
      `found ${column.length} values in the column "${name}", wanted ${rows}, one a row`,
    );
  }
  return { names: all, columns, rows };
}

/**
 * Puts the columns of a table's categories, themselves tables of as many rows, behind its own, named after both.
 *
 * @throws {RangeError} A category has not as many rows.
 */
export function aligned(
  { names, columns, rows }: NwbTable,
  categories: readonly { name: string; read: () => NwbTable }[],
): NwbTable {
  const all: Record<string, NwbColumn> = { ...columns };
  const allNames = [...names];
  for (const { name, read } of categories) {
    const category = read();
    if (category.rows !== rows) {
      throw new RangeError(
        `found ${category.rows} rows in the category "${name}", wanted ${rows}`,
      );
    }
    for (const column of category.names) {
      allNames.push(`${name}.${column}`);
      all[`${name}.${column}`] = category.columns[column]!;
    }
  }
  return { names: allNames, columns: all, rows };
}

function columnOf(
  name: string,
  read: ColumnReader,
  resolve: boolean,
): NwbColumn {
  const parts = read(name);
  if (parts === null) {
    throw new RangeError(
      `found no data for the column "${name}" that the table names`,
    );
  }
  let column = resolve ? resolved(parts, name) : rowsOf(parts.values);
  for (let index = `${name}_index`;; index += "_index") {
    const ends = read(index);
    if (ends === null) return column;
    column = ragged(column, ends.values.data, index);
  }
}

function resolved(
  { values, region, elements }: ColumnParts,
  name: string,
): NwbColumn {
  if (region) return rowsNamed(values.data, region(), name);
  if (!elements) return rowsOf(values);
  const { data } = elements();
  return Array.from(
    values.data as ArrayLike<unknown>,
    (at) => data[Number(at)],
  );
}

/** The rows of a table by their numbers, each row as one object. */
function rowsNamed(
  numbers: NwbColumn,
  table: NwbTable,
  column: string,
): Record<string, unknown>[] {
  const rows = new Map<number, Record<string, unknown>>();
  const { names } = table;
  return Array.from(numbers as ArrayLike<unknown>, (value) => {
    const at = Number(value);
    if (!(at >= 0 && at < table.rows)) {
      throw new RangeError(
        `found the row ${at} in the column "${column}", wanted 0 to ${
          table.rows - 1
        }`,
      );
    }
    let row = rows.get(at);
    if (row === undefined) {
      row = Object.fromEntries(
        names.map((name) => [name, table.columns[name]![at]]),
      );
      rows.set(at, row);
    }
    return row;
  });
}

/** A dataset of several dimensions, cut along the first one. */
function rowsOf({ shape, data }: Values): NwbColumn {
  const [rows = 1, ...rest] = shape;
  if (rest.length === 0) return data;
  const size = rest.reduce((product, length) => product * length, 1);
  return Array.from(
    { length: rows },
    (_, row) =>
      rowsOf({ shape: rest, data: slice(data, row * size, (row + 1) * size) }),
  );
}

/** Row i of a ragged column holds the values from the end of row i − 1 to `ends[i]`. */
function ragged(
  column: NwbColumn,
  ends: NwbColumn,
  name: string,
): NwbColumn {
  let start = 0;
  return Array.from(ends as ArrayLike<unknown>, (value, row) => {
    const end = Number(value);
    if (!(end >= start && end <= column.length)) {
      throw new RangeError(
        `found ${end} at row ${row} of "${name}", wanted ${start} to ${column.length}`,
      );
    }
    const values = slice(column, start, end);
    start = end;
    return values;
  });
}

/** A view, not a copy, where the values are numbers. */
function slice(data: NwbColumn, start: number, end: number): NwbColumn {
  return Array.isArray(data)
    ? data.slice(start, end)
    : (data as Numbers).subarray(start, end);
}
