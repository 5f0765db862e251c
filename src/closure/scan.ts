/**
 * Reading a table from its beginning to its end: where most of its rows are wanted, that is several times faster than
 * naming them.
 *
 * @module
 */
import type { RowCells } from "../connection/session.ts";
import { aliasedKeyExpression, keyColumns } from "../keys/key_column.ts";
import type { ForeignKey } from "../schema/table.ts";
import { quoteName } from "../sql/identifier.ts";
import { hasNull, type TableRows } from "./table_rows.ts";
import type { RowReader } from "./row_reader.ts";

/**
 * Reads whatever is wanted of a table, where that is a good part of it. What it does not find (another spelling that
 * the server holds equal, for example) is still wanted.
 *
 * @param count How many rows are wanted.
 */
export async function scanWanted(
  reader: RowReader,
  rows: TableRows,
  count: number,
): Promise<void> {
  if (!await isWorthIt(reader, rows, count)) return;
  rows.isWhole = await scanTable(reader, rows, count, (sent) => {
    if (rows.findNumber(rows.inUtc(sent)) < 0) return false;
    reader.graph.add(rows, sent);
    return true;
  });
}

/**
 * Reads the parts of all rows of a master that are known, where that may be a good part of the table of parts.
 *
 * @returns False where that has not read them all.
 */
export async function scanParts(
  reader: RowReader,
  master: TableRows,
  key: ForeignKey,
  part: TableRows,
): Promise<boolean> {
  if (!await isWorthIt(reader, part, master.numbers.length)) return false;
  return master.isWhole && await scanAllParts(reader, master, key, part) ||
    await scanJoined(reader, master, key, part);
}

/**
 * Reads the table of parts of a master of which every row is known.
 *
 * @returns False where some of them name no row of the master, or spell it in another way.
 */
async function scanAllParts(
  reader: RowReader,
  master: TableRows,
  key: ForeignKey,
  part: TableRows,
): Promise<boolean> {
  const link = part.links.find((link) => link.key === key);
  if (link === undefined) return false;
  let owner = -1;
  return await scanTable(reader, part, master.numbers.length, (sent) => {
    const row = part.inUtc(sent);
    if (hasNull(row, link.at)) return true;
    owner = master.keys.indexOfBytes(row, link.keyAt, owner);
    if (!master.isRow(owner)) return false;
    reader.graph.add(part, sent);
    return true;
  });
}

/**
 * Reads a table from its beginning, and no further than it is worth.
 *
 * @param count How many rows are wanted.
 * @param take Told of each row; gives false where it cannot tell what becomes of it.
 * @returns True where all rows of the table were read, and it could tell of each.
 */
async function scanTable(
  reader: RowReader,
  { table, select }: TableRows,
  count: number,
  take: (sent: RowCells) => boolean,
): Promise<boolean> {
  const limit = limitOf(count);
  let seen = 0;
  let isAllTaken = true;
  await reader.each(
    table,
    `SELECT ${select} FROM ${table.fullName} LIMIT ${limit}`,
    (sent) => {
      seen++;
      if (!take(sent)) isAllTaken = false;
    },
  );
  reader.tell(table);
  return isAllTaken && seen < limit;
}

/** Reads the parts beside their masters' keys, so that it is the master's own spelling that counts. */
async function scanJoined(
  reader: RowReader,
  master: TableRows,
  key: ForeignKey,
  part: TableRows,
): Promise<boolean> {
  const masterKey = keyColumns(master.table);
  const isPlain = part.also === null &&
    masterKey.every(({ kind }) => kind !== "timestamp");
  if (!isPlain) return false;
  const same = key.columns.map((name, at) =>
    `p.${quoteName(name)} = m.${quoteName(key.parentColumns[at]!)}`
  );
  const select = [
    part.selectAs("p"),
    ...masterKey.map((column) => aliasedKeyExpression(column, "m")),
  ];
  const places = masterKey.map((_, at) => part.width + at);
  const limit = limitOf(master.numbers.length);
  let seen = 0;
  let owner = -1;
  await reader.each(
    part.table,
    `SELECT ${
      select.join(", ")
    } FROM ${part.table.fullName} AS p JOIN ${master.table.fullName} AS m ON ${
      same.join(" AND ")
    } LIMIT ${limit}`,
    (sent) => {
      seen++;
      owner = master.keys.indexOfBytes(sent, places, owner);
      if (master.isRow(owner)) reader.graph.add(part, sent);
    },
  );
  reader.tell(part.table);
  return seen < limit;
}

/** How many rows of a table are worth reading for each that is wanted. */
const SHARE = 3;

/** What was guessed may be wrong by any factor: beyond so many rows, those that are wanted are named. */
function limitOf(count: number): number {
  return count * 2 * SHARE;
}

async function isWorthIt(
  reader: RowReader,
  rows: TableRows,
  count: number,
): Promise<boolean> {
  if (count < reader.scanFrom || rows.table.primaryKey.length === 0) {
    return false;
  }
  return await reader.guessRows(rows.table) <= count * SHARE;
}
