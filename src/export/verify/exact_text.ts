/**
 * Rows as exact text: how two servers are compared without sending everything.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { ExportError } from "../../errors.ts";
import { keyColumns, keyExpression, keyText } from "../../keys/key_column.ts";
import type { Key } from "../../keys/key.ts";
import type { TableInfo } from "../../schema/table.ts";

export { exactText, rowDigest } from "../../keys/exact_value.ts";

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

/** A key as it is written for both servers: the same number may be one text here and another there. */
export function commonKey(table: TableInfo, key: Key): Key {
  return keyColumns(table).map(({ kind }, at) =>
    kind === "float" || kind === "double" ? String(Number(key[at]!)) : key[at]!
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

const SHA256_OF_ABC =
  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
