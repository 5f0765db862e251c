/**
 * Reading columns of a slice's rows: by conditions that name them, or, where they are most of their table, by reading
 * that from its beginning to its end.
 *
 * @module
 */
import type { TableSlice } from "../../closure/table_slice.ts";
import type { Session } from "../../connection/session.ts";
import { textsOf } from "../../connection/wire/utf8_text.ts";
import { keyColumns, keyExpression } from "../../keys/key_column.ts";
import { whereTexts } from "../../keys/where.ts";
import { textLiteral } from "../../sql/literal.ts";

/**
 * Reads what is selected of each row of a slice.
 *
 * @param slice Rows of a table whose key has no TIMESTAMP.
 * @param select Expressions, as the SELECT has them.
 */
export async function rowsOfSlice(
  session: Session,
  slice: TableSlice,
  select: string,
): Promise<(string | null)[][]> {
  if (await isMostOf(session, slice)) {
    return await scanned(session, slice, select);
  }
  const { table, list } = slice;
  const rows: (string | null)[][] = [];
  for (const where of whereTexts(table, list)) {
    const sql = `SELECT ${select} FROM ${table.fullName} WHERE ${where}`;
    for (const row of await session.texts(sql)) rows.push(row);
  }
  return rows;
}

const MANY = 500;
const SHARE = 3;

async function isMostOf(
  session: Session,
  { table, count }: TableSlice,
): Promise<boolean> {
  if (count < MANY) return false;
  const [[rows] = []] = await session.texts(
    `SELECT table_rows FROM information_schema.tables WHERE table_schema = ${
      textLiteral(table.schema)
    } AND table_name = ${textLiteral(table.name)}`,
  );
  return Number(rows ?? Infinity) <= count * SHARE;
}

async function scanned(
  session: Session,
  slice: TableSlice,
  select: string,
): Promise<(string | null)[][]> {
  const key = keyColumns(slice.table).map(keyExpression);
  const rows: (string | null)[][] = [];
  await session.cells(
    `SELECT ${key.join(", ")}, ${select} FROM ${slice.table.fullName}`,
    (row) => {
      if (slice.holds(row)) rows.push(textsOf(row, key.length));
    },
  );
  return rows;
}
