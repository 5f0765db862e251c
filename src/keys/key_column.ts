/**
 * How one column of a key is read as text without loss, and written back as a literal that equals just that value.
 *
 * @module
 */
import { ExportError } from "../errors.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import { quoteName } from "../sql/identifier.ts";
import { textLiteral } from "../sql/literal.ts";
import {
  foreignExpression,
  foreignLiteral,
  isForeign,
} from "./character_sets.ts";
import { DATES, irregularDigits } from "./irregular_dates.ts";

/**
 * The expression that reads a key column as exact text.
 *
 * Bytes come as hexadecimal digits, bits as a number, members of an ENUM or a SET that has an empty one by their
 * numbers, zero-filled numbers without their zeros, a FLOAT as the double that equals it, a DOUBLE(10,2) with all of its
 * digits, a TIMESTAMP as seconds since 1970, which no `time_zone` changes; a text of a character set that is not all of
 * Unicode's as `character_sets.ts` says. {@linkcode keyText} makes the key's text of what the server sends.
 *
 * @example
 * ```ts
 * import { keyExpression } from "./key_column.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const id = { name: "id", type: "binary(16)", kind: "uuid", characterSet: null } as const;
 * assertEquals(keyExpression(id), "HEX(`id`)");
 * ```
 */
export function keyExpression(column: KeyColumn): string {
  return keyExpressionOf(column, quoteName(column.name));
}

/** {@linkcode keyExpression}, where the column's table is called by an alias. */
export function aliasedKeyExpression(column: KeyColumn, alias: string): string {
  return keyExpressionOf(column, `${alias}.${quoteName(column.name)}`);
}

/** {@linkcode keyExpression} of a column that goes by another name where the expression stands. */
export function keyExpressionOf(column: KeyColumn, name: string): string {
  switch (formOf(column)) {
    case "bytes":
      return `HEX(${name})`;
    case "bit":
      return `${name}+0`;
    case "members":
      return `CAST(${name} AS UNSIGNED)`;
    case "float":
      return exactReal(name);
    case "timestamp":
      return `UNIX_TIMESTAMP(${name})`;
    case "double":
      return hasDigits(column) ? exactReal(name) : name;
    case "number":
      return /zerofill/i.test(column.type) ? `${name}+0` : name;
    case "moment":
      // Where it goes through a temporary table, MariaDB makes the zero date of a date without a month or a day.
      return DATES.has(column.kind) ? `CONCAT(${name})` : name;
    case "foreign":
      return foreignExpression(name, column.characterSet!);
    default:
      return name;
  }
}

/**
 * {@linkcode keyExpressionOf} where the column may come through a derived table: of the zero date of a TIMESTAMP MariaDB
 * makes NULL there. NULL itself, which an outer join gives, stays.
 */
export function derivedKeyExpression(column: KeyColumn, name: string): string {
  const expression = keyExpressionOf(column, name);
  return formOf(column) === "timestamp"
    ? `IF(${name} IS NULL, NULL, IFNULL(${expression}, 0))`
    : expression;
}

/**
 * Makes the text of a key's part of what {@linkcode keyExpression} gave: a TIMESTAMP becomes the date and time in
 * UTC, everything else is as it was sent.
 */
export function keyText(column: KeyColumn, sent: string): string {
  return column.kind === "timestamp" ? utcText(sent) : sent;
}

/** {@linkcode keyText} of a TIMESTAMP column, for bytes. */
export function utcBytes(sent: Uint8Array): Uint8Array {
  return new TextEncoder().encode(utcText(new TextDecoder().decode(sent)));
}

/**
 * Writes a key's text as a literal that, compared with its column, equals this value only. A TIMESTAMP's is in UTC:
 * it is right where the session's `time_zone` is `+00:00`, as mysqldump's is.
 *
 * @throws {RangeError} The text is none that the column's type can have.
 */
export function keyLiteral(column: KeyColumn, text: string): string {
  switch (formOf(column)) {
    case "bytes":
      checked(column, text, HEX);
      return text === "" ? "''" : `0x${text}`;
    case "bit":
    case "members":
    case "number":
      return checked(column, text, NUMBER);
    case "year":
      // As a number: the texts '00' and '0' would be the year 2000.
      return String(Number(checked(column, text, DIGITS)));
    case "float":
    case "double":
      checked(column, text, REAL);
      return /e/i.test(text) ? text : `${text}e0`;
    case "moment":
    case "timestamp":
      return irregularDigits(column, text) ?? textLiteral(text);
    case "foreign":
      return foreignLiteral(column, text) ?? textLiteral(text);
    default:
      return textLiteral(text);
  }
}

/**
 * True for a number that is not below what its FLOAT(12,6) says: the largest one is kept as the nearest that a FLOAT can
 * be, which may be 1000000. MySQL looks no such number up, unless the column stands in an expression.
 */
export function isBeyond(
  { kind, type }: KeyColumn,
  text: string,
): boolean {
  if (kind !== "float" && kind !== "double") return false;
  const [, digits, fraction] = /\((\d+),(\d+)\)/.exec(type) ?? [];
  return digits !== undefined &&
    Math.abs(Number(text)) >= 10 ** (Number(digits) - Number(fraction));
}

/** How a condition names the column. */
export function nameOf(column: KeyColumn): string {
  return column.expression ?? quoteName(column.name);
}

/** A TIMESTAMP column as the number of seconds since 1970 that it stands for; others as they are. */
export function secondsColumn(column: KeyColumn): KeyColumn {
  if (column.kind !== "timestamp") return column;
  return { ...column, kind: "decimal", expression: keyExpression(column) };
}

/** The text that a key of {@linkcode secondsColumn} has where the column's own has this one. */
export function secondsText(column: KeyColumn, text: string): string {
  if (column.kind !== "timestamp") return text;
  const [moment, fraction] = text.split(".");
  const tail = fraction === undefined ? "" : `.${fraction}`;
  if (moment === ZERO_MOMENT) return `0${tail}`;
  return `${Date.parse(`${moment!.replace(" ", "T")}Z`) / 1000}${tail}`;
}

/** True when two values of the column are equal only where their texts are: no collation has a say. */
export function isExact(column: KeyColumn): boolean {
  return !["text", "foreign", "float", "double"].includes(formOf(column));
}

/** True for a column whose values are whole numbers, so that `BETWEEN` can name all of a run of them. */
export function isInteger(column: KeyColumn): boolean {
  return column.kind === "integer" || column.kind === "bit";
}

/**
 * The columns of a table's primary key, in the key's order.
 *
 * @throws {ExportError} It has none: its rows cannot be told apart.
 */
export function keyColumns(table: TableInfo): Column[] {
  if (table.primaryKey.length === 0) {
    throw new ExportError(
      `Cannot name rows of ${table.fullName}: it has no primary key, wanted one to tell its rows apart; ` +
        `add one (ALTER TABLE ${table.fullName} ADD PRIMARY KEY …) or leave the table out`,
    );
  }
  return table.primaryKey.map((name) => columnOf(table, name));
}

/** The column of this name. */
export function columnOf(table: TableInfo, name: string): Column {
  const column = table.columns.find((column) => column.name === name);
  if (column) return column;
  throw new ExportError(
    `Cannot read ${table.fullName}: its column ${name} is not among those that the server lists, ` +
      `wanted all columns of its keys; connect again, or ask for GRANT SELECT ON ${table.fullName}`,
  );
}

/** An ENUM or a SET with the member '', which reads like none of its members: only their numbers differ. */
export function hasEmptyMember({ type }: Pick<Column, "type">): boolean {
  return /^(?:enum|set)\((?:'(?:[^']|'')*',)*''[,)]/i.test(type);
}

/** The members of an ENUM or a SET, in their order. */
export function membersOf({ type }: Pick<Column, "type">): string[] {
  return Array.from(
    type.matchAll(/'((?:[^']|'')*)'/g),
    ([, member]) => member!.replaceAll("''", "'"),
  );
}

/** What of a column matters here. */
export type KeyColumn =
  & Pick<Column, "name" | "type" | "kind" | "characterSet">
  & {
    /** What a condition names in the column's place. */
    readonly expression?: string;
  };

type Form =
  | "bytes"
  | "bit"
  | "members"
  | "number"
  | "float"
  | "double"
  | "year"
  | "timestamp"
  | "moment"
  | "foreign"
  | "text";

function formOf(column: KeyColumn): Form {
  switch (column.kind) {
    case "integer":
    case "decimal":
      return "number";
    case "bit":
    case "float":
    case "double":
    case "year":
    case "timestamp":
      return column.kind;
    case "date":
    case "time":
    case "datetime":
      return "moment";
    case "enum":
      return hasEmptyMember(column) ? "members" : "text";
    case "string":
    case "json":
      return isForeign(column) ? "foreign" : "text";
    default:
      // `filepath@store` and the like say what the bytes mean, not how the server keeps them.
      if (column.characterSet === null) return "bytes";
      return isForeign(column) ? "foreign" : "text";
  }
}

/**
 * With all its digits, as a text: MySQL writes a small number in one way where it sends it, and in another within a text.
 * Of a text that is no longer than it says, MariaDB's temporary tables would keep a part.
 */
function exactReal(name: string): string {
  return `CAST(${name}+0e0 AS CHAR(64))`;
}

/** A DOUBLE(10,2) shows no more digits than it was told to, and may have more. */
function hasDigits({ type }: KeyColumn): boolean {
  return /^double\(/i.test(type);
}

const ZERO_MOMENT = "0000-00-00 00:00:00";
const HEX = /^(?:[0-9A-F]{2})*$/i;
const DIGITS = /^\d+$/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
const REAL = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

function checked(column: KeyColumn, text: string, pattern: RegExp): string {
  if (pattern.test(text)) return text;
  throw new RangeError(
    `Cannot write a key of column ${column.name}: received ${
      JSON.stringify(text)
    }, wanted a value of type ${column.type}`,
  );
}

/** `1700000000.25` → `2023-11-14 22:13:20.25`; the server gives 0 for the zero date, which no real moment has. */
function utcText(seconds: string): string {
  const [whole, fraction] = seconds.split(".");
  const tail = fraction === undefined ? "" : `.${fraction}`;
  if (Number(whole) === 0) return ZERO_MOMENT + tail;
  const text = new Date(Number(whole) * 1000).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)}${tail}`;
}
