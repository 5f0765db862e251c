/**
 * Writing rows.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { inTransaction } from "../../connection/transaction.ts";
import { QueryError, SpyglassError } from "../../errors.ts";
import type { Column, TableInfo } from "../../schema/table.ts";
import { quoteName } from "../../sql/identifier.ts";
import { tableLabel } from "../../schema/table_label.ts";
import type { QueryContext } from "../context.ts";
import { insertError } from "./insert_failure.ts";
import type { InsertOptions, InsertRow, InsertRows } from "./insert_options.ts";
import { type CheckedRow, RowReader, textsOf } from "./insert_row.ts";
import { refuseUnknownOptions } from "../../names/known_options.ts";
import { strictly } from "./writing_mode.ts";

/**
 * Writes rows in one transaction: all of them, or none. A stream is written while it is read, a bounded number of rows at
 * a time.
 *
 * @returns How many rows were written.
 * @throws {InsertError} The server refused a row; its number and columns are named.
 */
export async function insertRows(
  context: QueryContext,
  table: TableInfo,
  rows: InsertRows,
  options: InsertOptions,
): Promise<number> {
  checkWritable(context, table, "insert into");
  checkOptions(options);
  const reader = new RowReader(table, options);
  // What is at hand is checked whole before the server hears of it.
  const batches = Symbol.asyncIterator in Object(rows)
    ? reader.batches(rows as AsyncIterable<InsertRow>)
    : [reader.all(rows as Iterable<InsertRow>)];
  if (Array.isArray(batches) && batches[0]!.length === 0) return 0;
  let count = 0;
  let written = 0;
  await context.observer.beforeChange?.([table]);
  await inTransaction(context.pool, async (session) => {
    for await (const batch of batches) {
      const target = { context, session, table, options, before: count };
      written += await writeBatch(target, batch);
      count += batch.length;
    }
  });
  return Math.min(written, count);
}

/** Refuses to change tables of a database that was opened to be read. */
export function checkWritable(
  context: QueryContext,
  table: TableInfo,
  action: string,
): void {
  const refusal = `Cannot ${action} ${tableLabel(table)}`;
  if (context.readOnly) {
    throw new SpyglassError(
      `${refusal}: the connection is read-only, wanted one that may write; connect without readOnly`,
    );
  }
  if (table.isView) {
    throw new SpyglassError(
      `${refusal}: it is a view, wanted a table of its own; change the tables behind it`,
    );
  }
}

const OPTIONS = ["skipDuplicates", "replace", "ignoreExtraFields"];

/** A statement is kept well below the smallest usual `max_allowed_packet`. */
const MOST_TEXT = 4_000_000;

/** Refuses options that are unknown, or contradict one another. */
export function checkOptions(options: InsertOptions): void {
  refuseUnknownOptions("Cannot insert", options, OPTIONS);
  if (options.skipDuplicates && options.replace) {
    throw new TypeError(
      "Cannot insert: both skipDuplicates and replace are set, wanted one of them at most",
    );
  }
}

/** Where a batch is written. */
interface BatchTarget {
  readonly context: QueryContext;
  readonly session: Session;
  readonly table: TableInfo;
  readonly options: InsertOptions;
  /** Rows of the insert before this batch. */
  readonly before: number;
}

/** The rows as statements; which row is refused is found out by trying fewer and fewer of them. */
async function writeBatch(
  { context, session, table, options, before }: BatchTarget,
  rows: readonly CheckedRow[],
): Promise<number> {
  const columns = table.columns.filter(({ name }) =>
    rows.some((row) => row.has(name))
  );
  const texts = await textsOf(context, session, table, columns, rows);
  const statement = statementOf(table, columns, options);
  let written = 0;
  for (const [from, to] of ranges(texts)) {
    try {
      const sql = statement(texts.slice(from, to));
      written += (await session.run(sql)).affectedRows;
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      const attempt = (a: number, b: number) =>
        session.run(statement(texts.slice(a, b)));
      throw await insertError(table, error, { from, to, before, attempt });
    }
  }
  return written;
}

function statementOf(
  table: TableInfo,
  columns: readonly Column[],
  options: InsertOptions,
): (rows: readonly string[]) => string {
  const head = `${
    strictly(options.replace ? "REPLACE" : "INSERT")
  } INTO ${table.fullName} (${
    columns.map((column) => quoteName(column.name)).join(", ")
  }) VALUES\n`;
  const tail = duplicatesText(
    table,
    columns.map(({ name }) => name),
    options,
  );
  return (rows) => head + rows.join(",\n") + tail;
}

/** What leaves rows alone that are there: not INSERT IGNORE, which would swallow every other error, too. */
export function duplicatesText(
  table: TableInfo,
  names: readonly string[],
  { skipDuplicates }: InsertOptions,
): string {
  const key = quoteName(table.primaryKey[0] ?? names[0]!);
  return skipDuplicates
    ? `\nON DUPLICATE KEY UPDATE ${key} = ${table.fullName}.${key}`
    : "";
}

/** Ranges of rows whose texts make one statement each. */
function* ranges(texts: readonly string[]): Generator<[number, number]> {
  let from = 0;
  let length = 0;
  for (const [at, text] of texts.entries()) {
    if (at > from && length + text.length > MOST_TEXT) {
      yield [from, at];
      from = at;
      length = 0;
    }
    length += text.length;
  }
  if (from < texts.length) yield [from, texts.length];
}
