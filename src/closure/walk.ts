/**
 * From the first rows to all: each table is read after every table that refers to it, so once, where no cycle of
 * references calls it up again; each row is read once, together with all its foreign keys. Tables that do not wait for
 * one another are asked for at the same time: while the server reads one, the rows of another are put into words.
 *
 * @module
 */
import type { Column, ForeignKey } from "../schema/table.ts";
import type { Key } from "../keys/key.ts";
import { columnOf, isExact, keyColumns } from "../keys/key_column.ts";
import { keyOrder, type TableRows, type Target } from "./table_rows.ts";
import type { RowReader } from "./row_reader.ts";
import { scanParts, scanWanted } from "./scan.ts";
import { type KeyList, packedList } from "../keys/key_list.ts";
import { conditions } from "../keys/where.ts";
import { severalAtOnce } from "./at_once.ts";
import { visitingSteps } from "./visiting_order.ts";

/**
 * Reads all rows that the rows in the graph rest on, until there are no more: what their foreign keys refer to, and
 * the parts of each master.
 *
 * @param reader Its graph holds the rows to start from. The session's time zone must be UTC.
 */
export async function walk(reader: RowReader): Promise<void> {
  const steps = visitingSteps(reader.graph);
  const visits: Promise<void>[] = [];
  for (const { tables, after } of steps) {
    const before = after.map((step) => visits[step]!);
    const visit = async () => {
      await Promise.all(before);
      await visitAll(reader, tables);
    };
    visits.push(visit());
  }
  // Where one fails, the others are not waited for: the connection is closed with what is left on it.
  await Promise.all(visits);
  reader.tellComplete();
}

/** Reads tables that lead to one another until there is nothing more to read. */
async function visitAll(
  reader: RowReader,
  tables: readonly string[],
): Promise<void> {
  let visited = true;
  while (visited) {
    visited = false;
    for (const name of tables) {
      if (await visit(reader, name)) visited = true;
    }
  }
  for (const name of tables) {
    const rows = reader.graph.get(name);
    if (rows !== undefined && rows.numbers.length > 0) reader.complete(rows);
  }
}

/** Reads whatever is wanted of a table. Gives false where nothing was. */
async function visit(reader: RowReader, name: string): Promise<boolean> {
  let visited = false;
  const rows = reader.graph.get(name);
  if (rows !== undefined) {
    visited = await readWanted(reader, rows);
    for (const target of rows.targets.values()) {
      if (await readTarget(reader, rows, target)) visited = true;
    }
  }
  for (const key of reader.graph.belongsBy.get(name) ?? []) {
    const master = reader.graph.get(key.parent);
    if (await readParts(reader, master, key)) visited = true;
  }
  return visited;
}

async function readWanted(
  reader: RowReader,
  rows: TableRows,
): Promise<boolean> {
  const wanted = rows.wanted.slice(0);
  rows.wanted.clear();
  await scanWanted(reader, rows, wanted.length);
  for (const batch of batches(wanted)) {
    const missing = batch.filter((index) => !rows.isRow(index));
    const columns = keyColumns(rows.table);
    await readWhere(reader, rows, columns, packedList(rows.keys, missing));
    // What no row's key is, the server may still hold equal to one (upper and lower case, trailing spaces).
    const unclear = missing.filter((index) => !rows.isRow(index));
    const keys = Array.from(unclear, (index) => rows.keys.at(index));
    const found = await matches(reader, rows, columns, keys);
    found.forEach(([row], at) => {
      if (row !== undefined) rows.spelled.set(unclear[at]!, row);
    });
  }
  return wanted.length > 0;
}

async function readTarget(
  reader: RowReader,
  rows: TableRows,
  target: Target,
): Promise<boolean> {
  const start = target.looked;
  target.looked = target.wanted.size;
  for (const batch of batches(range(start, target.looked))) {
    const list = packedList(target.wanted, batch);
    await readWhere(reader, rows, target.columns, list);
    const values = Array.from(batch, (index) => target.wanted.at(index));
    const found = target.columns.every(isExact)
      ? values.map((value) => target.owners[target.have.indexOf(value)] ?? [])
      : await matches(reader, rows, target.columns, values);
    found.forEach((rows, at) => target.found.set(batch[at]!, rows));
  }
  return target.looked > start;
}

/** Reads the part rows of those rows of the master that are new since the last time. */
async function readParts(
  reader: RowReader,
  master: TableRows | undefined,
  key: ForeignKey,
): Promise<boolean> {
  if (master === undefined) return false;
  const order = keyOrder(master.table, key.parentColumns);
  const have = order === null ? master.target(key).have : null;
  const start = master.asked.get(key) ?? 0;
  const end = have?.size ?? master.numbers.length;
  master.asked.set(key, end);
  const part = reader.graph.of(reader.graph.catalog.tables.get(key.child)!);
  if (end === start) return false;
  if (have === null && await scanParts(reader, master, key, part)) return true;
  const columns = key.columns.map((name) => columnOf(part.table, name));
  const places = order === null
    ? undefined
    : key.columns.map((_, place) => order.indexOf(place));
  for (const batch of batches(range(start, end))) {
    const list = have === null
      ? packedList(
        master.keys,
        batch.map((at) => master.numbers.at(at)),
        places,
      )
      : packedList(have, batch);
    await readWhere(reader, part, columns, list);
  }
  return true;
}

async function readWhere(
  reader: RowReader,
  rows: TableRows,
  columns: readonly Column[],
  values: KeyList,
): Promise<void> {
  const texts = conditions(columns, values, { maxLength: MAX_TEXT });
  await severalAtOnce(texts, (text) => reader.read(rows, [text]));
}

/** For each tuple the numbers of the rows, all of them read before, that the server holds equal to it. */
async function matches(
  reader: RowReader,
  rows: TableRows,
  columns: readonly Column[],
  values: readonly Key[],
): Promise<number[][]> {
  const { table, width } = rows;
  const found: number[][] = values.map(() => []);
  const decoder = new TextDecoder();
  if (table.primaryKey.length === 0) return found;
  const arms = values.map((value, at) => {
    const [condition] = conditions(columns, [value]);
    return `(SELECT ${rows.select}, ${at} FROM ${table.fullName} WHERE ${condition})`;
  });
  for (let start = 0; start < arms.length; start += MAX_ARMS) {
    const sql = arms.slice(start, start + MAX_ARMS).join(" UNION ALL ");
    await reader.each(table, sql, (row) => {
      const number = rows.findNumber(rows.inUtc(row));
      const arm = row.bytes.subarray(row.starts[width], row.ends[width]);
      found[Number(decoder.decode(arm))]!.push(number);
    });
  }
  return found;
}

/** Keys that are named at the same time. */
const BATCH = 10_000;
/** Characters of one condition: a thousand keys or so. */
const MAX_TEXT = 32_768;
/** SELECTs of one UNION. */
const MAX_ARMS = 100;

function* batches(indexes: Int32Array): Generator<Int32Array> {
  for (let start = 0; start < indexes.length; start += BATCH) {
    yield indexes.subarray(start, start + BATCH);
  }
}

function range(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, at) => start + at);
}
