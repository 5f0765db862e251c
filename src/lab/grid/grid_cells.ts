/**
 * Rows as a grid shows them: texts of bearable length, and words for bytes. What is long is cut by the server, so that
 * it is not sent.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { visibleText } from "../../present/visible_text.ts";
import { sizeText } from "../../present/slice_view.ts";
import { uuidText } from "../../query/change/column_value.ts";
import type { QueryContext } from "../../query/context.ts";
import { filesOf } from "../../query/reading/decode.ts";
import type { Attribute } from "../../query/expression/heading.ts";
import type { Column } from "../../schema/table.ts";
import { columnName } from "../../sql/identifier.ts";

/** Characters of a text in a cell. */
export const CELL_LENGTH = 500;

/** The expression that gives what {@linkcode cellTexts} makes a cell of; each has a name of its own. */
export function cellExpression(column: Column, at: number): string {
  return `${expressionOf(column)} AS \`cell ${at}\``;
}

/**
 * Makes cells of what the server sent.
 *
 * @param rows One text a column; `null` stays.
 */
export async function cellTexts(
  context: QueryContext,
  session: Session,
  columns: readonly Attribute[],
  rows: readonly (readonly (string | null)[])[],
): Promise<(string | null)[][]> {
  const texts = await Promise.all(
    columns.map((column, at) =>
      textOf(
        context,
        session,
        column,
        rows.map((row) => row[at] ?? null),
      )
    ),
  );
  return rows.map((row, i) =>
    row.map((sent, at) => sent === null ? null : texts[at]!(sent, i))
  );
}

function expressionOf(column: Column): string {
  const name = columnName(column.name);
  switch (column.kind) {
    case "blob":
    case "binary":
      return `LENGTH(${name})`;
    case "geometry":
    case "external":
    case "attach":
      return `IF(${name} IS NULL, NULL, '')`;
    case "uuid":
    case "filepath":
      return `HEX(${name})`;
    case "bit":
      return `${name}+0`;
    case "string":
    case "enum":
    case "json":
      return `IF(CHAR_LENGTH(${name}) > ${CELL_LENGTH}, CONCAT(LEFT(${name}, ${CELL_LENGTH}), '…'), ${name})`;
    default:
      return name;
  }
}

type CellText = (sent: string, row: number) => string;

async function textOf(
  context: QueryContext,
  session: Session,
  column: Attribute,
  sent: readonly (string | null)[],
): Promise<CellText> {
  switch (column.kind) {
    case "blob":
    case "binary":
      return (length) => `=BLOB= ${sizeText(Number(length))}`;
    case "geometry":
    case "external":
    case "attach":
      return () => "=BLOB=";
    case "uuid":
      return (digits) =>
        digits.length === 32 ? uuidText(Uint8Array.fromHex(digits)) : digits;
    case "filepath":
      return await pathText(context, session, column, sent);
    default:
      return (text) => visibleText(text, CELL_LENGTH + 1);
  }
}

async function pathText(
  context: QueryContext,
  session: Session,
  column: Attribute,
  sent: readonly (string | null)[],
): Promise<CellText> {
  if (context.stores[column.store ?? ""] === undefined) return () => "=BLOB=";
  const hashes = sent.map((digits) =>
    digits === null ? null : Uint8Array.fromHex(digits)
  );
  const files = await filesOf(context, session, column, hashes);
  return (digits) =>
    visibleText(files?.get(digits.toLowerCase()) ?? "=BLOB=", CELL_LENGTH);
}
