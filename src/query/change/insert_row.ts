/**
 * Rows as a user gives them: checked, and each value as text of a statement.
 *
 * @module
 */
import { valueKind } from "../condition/value_kind.ts";
import type { Session } from "../../connection/session.ts";
import { SpyglassError } from "../../errors.ts";
import type { Column, TableInfo } from "../../schema/table.ts";
import { literal } from "../../sql/fragment.ts";
import { sqlValue } from "./column_value.ts";
import { tableLabel } from "../../schema/table_label.ts";
import { columnOf } from "../column_of.ts";
import type { QueryContext } from "../context.ts";
import { isKeptOutside, putOutside } from "../../external/put.ts";
import type { InsertOptions, InsertRow } from "./insert_options.ts";
import { isPlainObject } from "../condition/list.ts";
import { packed } from "./packed.ts";

/** A value that is yet to be put outside of the table. */
class Outside {
  readonly value: unknown;
  readonly place: string;
  constructor(value: unknown, place: string) {
    this.value = value;
    this.place = place;
  }
}

/** A row that was checked: attribute → its value as text. */
export type CheckedRow = ReadonlyMap<string, string | Outside>;

/** Reads the rows of one insert. */
export class RowReader {
  readonly #table: TableInfo;
  readonly #options: InsertOptions;
  #count = 0;

  constructor(table: TableInfo, options: InsertOptions) {
    this.#table = table;
    this.#options = options;
  }

  /** All rows of a list. */
  all(rows: Iterable<InsertRow>): CheckedRow[] {
    if (typeof rows === "object" && rows !== null && Symbol.iterator in rows) {
      return Array.from(rows, (row) => this.#read(row));
    }
    throw new TypeError(
      `Cannot insert into ${tableLabel(this.#table)}: received ${
        valueKind(rows)
      }, wanted an array of rows, a frame or a stream; insert1 takes one row`,
    );
  }

  /** The rows of a stream, so many at a time. */
  async *batches(rows: AsyncIterable<InsertRow>): AsyncGenerator<CheckedRow[]> {
    let batch: CheckedRow[] = [];
    for await (const row of rows) {
      batch.push(this.#read(row));
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  #read(row: InsertRow): CheckedRow {
    this.#count++;
    const values = Array.isArray(row) ? this.#byPlace(row) : this.#byName(row);
    const texts = new Map<string, string | Outside>();
    for (const column of this.#table.columns) {
      if (column.generated || !values.has(column.name)) continue;
      const place = placeOf(this.#table, column, this.#count);
      const value = values.get(column.name);
      texts.set(
        column.name,
        isKeptOutside(column) && value !== null
          ? new Outside(outsideValue(column, value, place), place)
          : valueText(column, value, place),
      );
    }
    if (texts.size > 0) return texts;
    const names = this.#table.columns.map(({ name }) => name);
    throw this.#refused(
      "it has none of the table's attributes",
      `some of ${names.join(", ")}`,
    );
  }

  #byPlace(values: readonly unknown[]): ReadonlyMap<string, unknown> {
    const { columns } = this.#table;
    if (values.length === columns.length) {
      return new Map(columns.map(({ name }, i) => [name, values[i]]));
    }
    throw this.#refused(
      `it has ${values.length} values`,
      `one for each of the ${columns.length} attributes: ${
        columns.map(({ name }) => name).join(", ")
      }`,
    );
  }

  #byName(row: InsertRow): ReadonlyMap<string, unknown> {
    if (!isPlainObject(row)) {
      throw this.#refused(
        row instanceof Promise
          ? "it is a promise, which was not awaited"
          : `it is ${valueKind(row)}`,
        "an object of attributes, or an array of all values",
      );
    }
    const values = new Map(Object.entries(row));
    if (this.#options.ignoreExtraFields) return values;
    for (const name of values.keys()) {
      columnOf(
        this.#table,
        name,
        `Cannot insert row ${this.#count} into ${tableLabel(this.#table)}`,
      );
    }
    return values;
  }

  #refused(found: string, wanted: string): TypeError {
    return new TypeError(
      `Cannot insert row ${this.#count} into ${
        tableLabel(this.#table)
      }: ${found}, wanted ${wanted}; nothing was written`,
    );
  }
}

/** Rows of a stream that are written at once. */
const BATCH = 1000;

/**
 * Puts what rows keep outside of the table where it is kept, and gives each row's values as texts.
 *
 * @param session Where the rows will be written: what tells of their files goes with them.
 */
export async function textsOf(
  context: QueryContext,
  session: Session,
  table: TableInfo,
  columns: readonly Column[],
  rows: readonly CheckedRow[],
): Promise<string[]> {
  const texts: string[] = [];
  for (const row of rows) {
    const values: string[] = [];
    for (const column of columns) {
      // An attribute that other rows of the batch have and this one lacks takes its default.
      const value = row.get(column.name) ?? "DEFAULT";
      values.push(
        value instanceof Outside
          ? literal(
            await putOutside({ context, session, table, column }, value),
          )
          : value,
      );
    }
    texts.push(`(${values.join(", ")})`);
  }
  return texts;
}

/** A value as a statement has it; `null` where NULL is not allowed is the default, as in DataJoint. */
export function valueText(
  column: Column,
  value: unknown,
  where: string,
): string {
  if (value === null) return column.nullable ? "NULL" : "DEFAULT";
  if (value === undefined) return literal(sqlValue(value, where, column));
  switch (column.kind) {
    case "blob":
      return literal(packed(value, where));
    case "json":
      return literal(jsonText(value, where));
    case "string":
      // MariaDB's JSON is a text to the server.
      if (/^longtext$/i.test(column.type) && isJson(value)) {
        return literal(jsonText(value, where));
      }
      break;
    case "geometry":
      throw new SpyglassError(
        `Cannot insert ${where}: values of ${column.type} are not supported`,
      );
  }
  if (value instanceof Uint8Array) checkLength(column, value, where);
  return literal(sqlValue(value, where, column));
}

/** The server would fill up what is too short with zeros: another value than the one that was given. */
function checkLength(column: Column, value: Uint8Array, where: string): void {
  const length = /^binary\((\d+)\)/i.exec(column.type)?.[1];
  if (length === undefined || value.length === Number(length)) return;
  throw new TypeError(
    `Cannot insert ${where}: received ${value.length} bytes, wanted ${length}, as its type is ${column.type}`,
  );
}

/** What is put outside: the bytes of a blob, the path of a file. */
export function outsideValue(
  { kind }: Column,
  value: unknown,
  place: string,
): unknown {
  return kind === "external" ? packed(value, place) : value;
}

/** Neither whole numbers beyond 2^53 nor what holds itself can be written. */
function jsonText(value: unknown, where: string): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    const [words] = (cause as Error).message.split("\n");
    throw new TypeError(
      `Cannot insert ${where}: it cannot be written as JSON: ${words}`,
      { cause },
    );
  }
}

function isJson(value: unknown): boolean {
  return Array.isArray(value) || isPlainObject(value);
}

/** Names a value in messages: `column x of row 3 for lab.Table`. */
function placeOf(table: TableInfo, column: Column, row: number): string {
  return `column ${column.name} of row ${row} for ${tableLabel(table)}`;
}
