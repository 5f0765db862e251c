/**
 * Values as short text of plain ASCII that is equal only where the values are equal, byte for byte, and that does not
 * depend on the session: how two servers are compared without sending everything.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import { keyColumns, keyExpression, keyText } from "../keys/key_column.ts";
import type { Key } from "../keys/key.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import { quoteName } from "../sql/identifier.ts";

/**
 * The expression that gives a column's value as exact text: numbers and moments as they are, a FLOAT as the double
 * that equals it, a TIMESTAMP as seconds since 1970, bytes and texts in hexadecimal digits, long ones as their length
 * and SHA-256. NULL stays NULL.
 *
 * @param column The column.
 *
 * @example
 * ```ts
 * import { exactText } from "./exact_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(exactText({ name: "x", type: "varchar(32)" }), "HEX(`x`)");
 * ```
 */
export function exactText(column: Pick<Column, "name" | "type">): string {
  const name = quoteName(column.name);
  const type = column.type.toLowerCase();
  if (NUMBERS_AND_MOMENTS.test(type)) return name;
  if (/^timestamp\b/.test(type)) return `UNIX_TIMESTAMP(${name})`;
  if (/^(float|double|real)\b/.test(type)) return `${name}+0e0`;
  if (/^bit\b/.test(type)) return `HEX(${name}+0)`;
  if (/^(enum|set)\b/.test(type)) return `CONCAT(${name}+0,':',HEX(${name}))`;
  if (/^json\b/.test(type)) return digest(`CAST(${name} AS CHAR)`);
  const length = /^(?:var)?(?:char|binary)\((\d+)\)/.exec(type)?.[1];
  return length !== undefined && Number(length) <= SHORT
    ? `HEX(${name})`
    : digest(name);
}

/** True where {@linkcode exactText} gives only a digest of the value. */
export function isDigest(column: Pick<Column, "name" | "type">): boolean {
  return exactText(column).includes("SHA2(");
}

/** The expression that gives the SHA-256 of a whole row. */
export function rowDigest(columns: readonly Column[]): string {
  // The server takes NULL for CONCAT as a whole; no exact text is a mere dash.
  const texts = columns.map((column) => `IFNULL(${exactText(column)},'-')`);
  return `SHA2(CONCAT_WS(',',${texts.join(",")}),256)`;
}

/** The expressions that give a row's key, each as text. */
export function keyTexts(table: TableInfo): string[] {
  return keyColumns(table).map((column) => `CONCAT(${keyExpression(column)})`);
}

/** The key that {@linkcode keyTexts} gave. */
export function keyOf(
  table: TableInfo,
  sent: readonly (string | null)[],
): Key {
  return keyColumns(table).map((column, at) => keyText(column, sent[at] ?? ""));
}

/** A key with the names of its columns. */
export function namedKey(
  table: TableInfo,
  key: Key,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    table.primaryKey.map((name, at) => [name, key[at]!]),
  );
}

/**
 * Proves that a server computes SHA-256: one without it would give NULL for every value, and all would seem equal.
 *
 * @throws {ExportError} It does not.
 */
export async function checkDigests(
  session: Session,
  server: string,
): Promise<void> {
  const [[found] = []] = await session.texts("SELECT SHA2('abc', 256)");
  if (found === SHA256_OF_ABC) return;
  throw new ExportError(
    `Cannot verify: the server ${server} computes no SHA-256 (found ${
      found ?? "NULL"
    } for 'abc'), wanted one that does; use a server that was built with TLS`,
  );
}

const SHORT = 64;

const NUMBERS_AND_MOMENTS =
  /^((tiny|small|medium|big)?int|integer|decimal|numeric|year|date|time|datetime)\b/;

const SHA256_OF_ABC =
  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

function digest(value: string): string {
  return `CONCAT(OCTET_LENGTH(${value}),':',SHA2(${value},256))`;
}
