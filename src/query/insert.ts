/**
 * Writing rows.
 *
 * @module
 */
import { encodeBlob } from "../blob/encode.ts";
import { inTransaction } from "../connection/transaction.ts";
import { SpyglassError } from "../errors.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import { literal } from "../sql/fragment.ts";
import { quoteName } from "../sql/identifier.ts";
import { sqlValue } from "./column_value.ts";
import {
  columnOf,
  type QueryContext,
  tableLabel,
  unknownName,
} from "./context.ts";
import type { Row } from "./result.ts";

/** How rows are written; names and meaning as in DataJoint. */
export interface InsertOptions {
  /** Leave rows alone whose key is there already. @default {false} */
  readonly skipDuplicates?: boolean;
  /** Overwrite rows whose key is there already. @default {false} */
  readonly replace?: boolean;
  /** Ignore attributes that the table lacks. @default {false} */
  readonly ignoreExtraFields?: boolean;
}

/**
 * Writes rows in one transaction: all of them, or none.
 *
 * @returns How many rows were written.
 */
export async function insertRows(
  context: QueryContext,
  table: TableInfo,
  rows: Iterable<Row>,
  options: InsertOptions,
): Promise<number> {
  checkWritable(context, table, "insert into");
  checkOptions(options);
  const items = [...rows];
  if (items.length === 0) return 0;
  const columns = usedColumns(table, items, options);
  const statements = statementsOf(table, columns, items, options);
  return await inTransaction(context.pool, async (session) => {
    let written = 0;
    for (const sql of statements) {
      written += (await session.run(sql)).affectedRows;
    }
    return Math.min(written, items.length);
  });
}

/** Refuses to change tables of a database that was opened to be read. */
export function checkWritable(
  context: QueryContext,
  table: TableInfo,
  action: string,
): void {
  if (!context.readOnly) return;
  throw new SpyglassError(
    `Cannot ${action} ${
      tableLabel(table)
    }: the connection is read-only, wanted one that may write; connect without readOnly`,
  );
}

const OPTIONS = ["skipDuplicates", "replace", "ignoreExtraFields"];

/** A statement is kept well below the smallest usual `max_allowed_packet`. */
const MOST_TEXT = 4_000_000;

function checkOptions(options: InsertOptions): void {
  const strange = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (strange !== undefined) {
    const found = `there is no option ${strange}`;
    throw unknownName("Cannot insert", found, strange, OPTIONS);
  }
  if (options.skipDuplicates && options.replace) {
    throw new TypeError(
      "Cannot insert: both skipDuplicates and replace are set, wanted one of them at most",
    );
  }
}

function usedColumns(
  table: TableInfo,
  rows: readonly Row[],
  options: InsertOptions,
): Column[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const known = new Set(table.columns.map((column) => column.name));
  if (!options.ignoreExtraFields) {
    for (const name of names) {
      columnOf(table, name, `Cannot insert into ${tableLabel(table)}`);
    }
  }
  const columns = table.columns.filter((column) =>
    names.has(column.name) && !column.generated
  );
  if (columns.length > 0) return columns;
  throw new TypeError(
    `Cannot insert into ${
      tableLabel(table)
    }: the rows have none of its columns, wanted some of ${
      [...known].join(", ")
    }`,
  );
}

function statementsOf(
  table: TableInfo,
  columns: readonly Column[],
  rows: readonly Row[],
  options: InsertOptions,
): string[] {
  const head = `${
    options.replace ? "REPLACE" : "INSERT"
  } INTO ${table.fullName} (${
    columns.map((column) => quoteName(column.name)).join(", ")
  }) VALUES\n`;
  // Not INSERT IGNORE: that would swallow every other error, too.
  const key = quoteName(table.primaryKey[0] ?? columns[0]!.name);
  const tail = options.skipDuplicates
    ? `\nON DUPLICATE KEY UPDATE ${key} = ${table.fullName}.${key}`
    : "";
  const statements: string[] = [];
  let values: string[] = [];
  let length = 0;
  for (const [at, row] of rows.entries()) {
    const text = rowText(table, columns, row, at);
    if (values.length > 0 && length + text.length > MOST_TEXT) {
      statements.push(head + values.join(",\n") + tail);
      values = [];
      length = 0;
    }
    values.push(text);
    length += text.length;
  }
  statements.push(head + values.join(",\n") + tail);
  return statements;
}

function rowText(
  table: TableInfo,
  columns: readonly Column[],
  row: Row,
  at: number,
): string {
  const values = columns.map((column) => {
    // An attribute that other rows of the batch have and this one lacks takes its default.
    if (!Object.hasOwn(row, column.name)) return "DEFAULT";
    return valueText(
      column,
      row[column.name],
      `column ${column.name} of row ${at + 1} for ${tableLabel(table)}`,
    );
  });
  return `(${values.join(", ")})`;
}

function valueText(column: Column, value: unknown, where: string): string {
  if (value === null) return "NULL";
  switch (column.kind) {
    case "blob":
      if (value === undefined) break;
      return literal(encodeBlob(value));
    case "json":
      return literal(JSON.stringify(value));
    case "external":
    case "attach":
    case "filepath":
    case "geometry":
      throw new SpyglassError(
        `Cannot insert ${where}: its ${column.kind} values are kept outside the table, which is not supported`,
      );
  }
  return literal(sqlValue(value, where, column));
}
