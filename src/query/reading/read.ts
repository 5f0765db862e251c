/**
 * Runs a read: from an expression and attributes to decoded rows, which are handed out only when they are in the log.
 *
 * @module
 */
import { patiently } from "../../connection/patience.ts";
import type { ColumnSet, Session } from "../../connection/session.ts";
import { inTransaction } from "../../connection/transaction.ts";
import { isOutside } from "../../external/outside.ts";
import { storeOf } from "../../external/listing.ts";
import { UnknownNameError } from "../../errors.ts";
import type { TableInfo } from "../../schema/table.ts";
import { fragment, joinFragments } from "../../sql/fragment.ts";
import { mayBeComputedBits, withComputedBits } from "./computed_bits.ts";
import { compactReads } from "./compact.ts";
import { columnOf } from "../column_of.ts";
import type { QueryContext } from "../context.ts";
import { valueExpression } from "./decode.ts";
import { decodeColumns } from "./decode_columns.ts";
import { checkLoggable, checkRepeatable, findLinked } from "./evidence.ts";
import { columnsGiven } from "./given_rows.ts";
import {
  besideItems,
  type Block,
  selectText,
  sortedBy,
} from "../expression/block.ts";
import { compile } from "../expression/compile.ts";
import { type Expression, tablesOf } from "../expression/expression.ts";
import type { Attribute, Heading } from "../expression/heading.ts";
import { giving } from "./giving.ts";
import type { ReadTicket, RowsRead } from "./observer.ts";
import type { ReadResult } from "./read_result.ts";
import { RowsFound, traceReader } from "./rows_read.ts";
import { hasViews, noteUnder } from "./views.ts";
import { withColumns } from "./unknown_column.ts";

/** How a read is done. */
export interface ReadOptions {
  /** Attributes to give; all of them where none is named. */
  readonly names: readonly string[];
  /** Called with the number of rows before they are logged; throws when they will not be given out. */
  readonly check?: (rows: number) => void | Promise<void>;
  /** No more than these are needed to decide; the condition alone still says which rows were read. */
  readonly most?: number;
}

/**
 * Reads, logs, and only then gives the rows.
 *
 * @throws {LogError} The rows could not be logged.
 * @throws {QueryError} The server refused the statement.
 */
export async function read(
  context: QueryContext,
  expression: Expression,
  ticket: ReadTicket,
  options: ReadOptions,
): Promise<ReadResult> {
  const work = () => readOpen(context, expression, ticket, options);
  return await giving(ticket, work);
}

/** Reads as a part of something longer, which ends the ticket itself. */
export async function readOpen(
  context: QueryContext,
  expression: Expression,
  ticket: ReadTicket,
  options: ReadOptions,
): Promise<ReadResult> {
  const asked = attributesOf(expression.heading, options.names);
  checkReadable(context, asked);
  // Nothing was given out yet, and an entry is not written twice: all of it may be done again.
  try {
    // Nothing is awaited that need not be: the statements go out before this returns.
    const columns = mayBeComputedBits(expression, asked)
      ? await withComputedBits(context, expression, asked)
      : asked;
    const job: ReadJob = { context, expression, ticket, columns, options };
    const { values, length } = await patiently(() =>
      ticket.logs ? loggedRows(job) : plainRows(job)
    );
    const { recorded } = ticket;
    const note = noteUnder(ticket, hasViews(expression));
    return { columns, values, length, note, recorded };
  } catch (error) {
    throw withColumns(expression, error);
  }
}

interface ReadJob {
  readonly context: QueryContext;
  readonly expression: Expression;
  readonly ticket: ReadTicket;
  readonly columns: readonly Attribute[];
  readonly options: ReadOptions;
}

/** The base tables of a read: the first one, and the others. */
export function firstTables(
  expression: Expression,
): [TableInfo, readonly TableInfo[]] {
  const [first, ...others] = tablesOf(expression);
  return [first!, others];
}

/** The attributes to read, in the order asked for. */
export function attributesOf(
  heading: Heading,
  names: readonly string[],
): readonly Attribute[] {
  if (names.length === 0) return heading.columns;
  const action = `Cannot read from ${heading.label}`;
  return names.map((name) => {
    if (name === "KEY" && !heading.columns.some((one) => one.name === name)) {
      throw new UnknownNameError(
        `${action}: received "KEY", wanted names of attributes; keys() gives the primary keys`,
        name,
        null,
      );
    }
    return columnOf(heading, name, action);
  });
}

/** Rows as they are given out. */
interface Given {
  readonly values: readonly unknown[][];
  readonly length: number;
}

async function decoded(
  { context, columns }: ReadJob,
  given: ColumnSet,
): Promise<Given> {
  const { pool } = context;
  const values = await decodeColumns(context, pool, columns, given);
  return { values, length: given.length };
}

async function plainRows(job: ReadJob): Promise<Given> {
  const { context, expression, columns, options } = job;
  const sql = rowsText(compile(expression), columns, [], options.most);
  const given = await context.pool.columns(sql);
  await options.check?.(given.length);
  return await decoded(job, given);
}

async function loggedRows(job: ReadJob): Promise<Given> {
  const { context, expression, ticket, columns, options } = job;
  const { readViews } = context;
  if (readViews !== undefined && hasViews(expression)) {
    const sql = rowsText(compile(expression), columns, [], options.most);
    const given = await readViews(context, sql, ticket, options.check);
    return await decoded(job, given);
  }
  checkLoggable(expression);
  const entries = compactReads(expression);
  if (entries === null || !entries.every(({ text }) => ticket.accepts(text))) {
    return await decoded(job, await rowsByKeys(job));
  }
  const reads = entries.map(({ table, text }) => ({ table, rows: { text } }));
  const text = () => rowsText(compile(expression), columns, [], options.most);
  if (options.check) {
    // Whether the rows are given out is known only when they are here: nothing is logged before.
    const given = await columnsGiven(context.pool, text(), job);
    await options.check(given.length);
    await ticket.record(reads);
    return await decoded(job, given);
  }
  return await atOnce(
    ticket,
    reads,
    async () =>
      await decoded(job, await columnsGiven(context.pool, text(), job)),
  );
}

/**
 * The condition says it all: the read and its log entry run at the same time. The entry goes out first, since a commit
 * takes longer than a small read; the read is put into words while the server writes.
 */
async function atOnce(
  ticket: ReadTicket,
  entries: readonly RowsRead[],
  query: () => Promise<Given>,
): Promise<Given> {
  const logging = ticket.record(entries);
  const reading = query();
  let given: Given;
  try {
    // Whichever fails first, both are waited for; the read's own error comes first.
    logging.catch(() => {});
    given = await reading;
  } catch (error) {
    await logging.catch(() => {});
    throw error;
  }
  await logging;
  return given;
}

/** Rows and their keys come in one statement; what they rest on besides, in the same snapshot. */
async function rowsByKeys(job: ReadJob): Promise<ColumnSet> {
  const { context, expression, ticket } = job;
  const block = compile(expression, { isTraced: true });
  const found = new RowsFound();
  if (block.links.length === 0) {
    const given = await tracedRows(context.pool, block, found, job);
    await ticket.record(found.reads());
    return given;
  }
  checkRepeatable(expression);
  const all = await inTransaction(context.pool, async (session) => {
    const given = await tracedRows(session, block, found, job);
    if (given.length > 0) {
      const accepts = (text: string) => ticket.accepts(text);
      await findLinked(block, { session, found, accepts });
    }
    return given;
  });
  await ticket.record(found.reads());
  return all;
}

async function tracedRows(
  session: Session,
  block: Block,
  found: RowsFound,
  job: ReadJob,
): Promise<ColumnSet> {
  const { columns, options } = job;
  const { expressions, take } = traceReader(block);
  for (const { table } of block.traces) found.touch(table);
  const sql = rowsText(block, columns, expressions, options.most);
  const given = await columnsGiven(session, sql, job);
  await options.check?.(given.length);
  take(found, given.columns, columns.length);
  return given;
}

/** Writes the SELECT of some attributes, and of what is wanted beside them. */
export function rowsText(
  block: Block,
  columns: readonly Attribute[],
  beside: readonly string[],
  most?: number,
): string {
  const list = beside.length === 0 ? [] : [
    ...besideItems(block, beside),
    ...sortedBy(block, columns.map(({ name }) => name)),
  ];
  if (columns.length > 0) list.unshift(valuesText(block, columns));
  const asked = most === undefined
    ? block
    : { ...block, limit: Math.min(block.limit ?? most, most) };
  const text = list.length === 0 ? "1 AS `one`" : list.join(", ");
  return selectText(asked, fragment(text)).toText();
}

/** The columns' values as SQL; of a table's own columns it is always the same. */
function valuesText(block: Block, columns: readonly Attribute[]): string {
  let known = VALUES.get(block.items);
  if (known === undefined) VALUES.set(block.items, known = new WeakMap());
  let text = known.get(columns);
  if (text === undefined) {
    const list = columns.map((column) => valueExpression(block, column));
    known.set(columns, text = joinFragments(list, ", ").toText());
  }
  return text;
}

const VALUES = new WeakMap<
  Block["items"],
  WeakMap<readonly Attribute[], string>
>();

/** Refused before anything is sent, so that no read is logged that gives nothing. */
export function checkReadable(
  context: QueryContext,
  columns: readonly Attribute[],
): void {
  for (const column of columns) {
    if (isOutside(column) && column.store !== null) {
      storeOf(context, column.origin!.table, column);
    }
  }
}
