/**
 * Runs a read: from an expression and attributes to decoded rows, which are handed out only when they are in the log.
 *
 * @module
 */
import { patiently } from "../../connection/patience.ts";
import type { ColumnSet } from "../../connection/session.ts";
import { isOutside } from "../../external/outside.ts";
import { storeOf } from "../../external/listing.ts";
import { UnknownNameError } from "../../errors.ts";
import type { TableInfo } from "../../schema/table.ts";
import { mayBeComputedBits, withComputedBits } from "./computed_bits.ts";
import { compactReads, compactRows } from "./compact.ts";
import { columnOf } from "../column_of.ts";
import type { QueryContext } from "../context.ts";
import { decodeColumns } from "./decode_columns.ts";
import { checkLoggable } from "./evidence.ts";
import { columnsGiven, givesSame } from "./given_rows.ts";
import { rowsByKeys } from "./keyed_read.ts";
import { compile } from "../expression/compile.ts";
import { type Expression, tablesOf } from "../expression/expression.ts";
import type { Attribute, Heading } from "../expression/heading.ts";
import { giving } from "./giving.ts";
import type { ReadTicket, RowsRead } from "./observer.ts";
import type { ReadResult } from "./read_result.ts";
import { rowsText } from "./rows_text.ts";
import { hasViews, noteUnder, viewsLookedAt } from "./views.ts";
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
 * @param shape Makes of the rows what is given; it may be called while their entries are still being written.
 * @throws {LogError} The rows could not be logged.
 * @throws {QueryError} The server refused the statement.
 */
export async function read<T>(
  context: QueryContext,
  expression: Expression,
  ticket: ReadTicket,
  options: ReadOptions,
  shape: (result: ReadResult) => T,
): Promise<T> {
  return await giving(ticket, async () => {
    const result = await resultOf(context, expression, ticket, options);
    const { logging } = result;
    if (logging === null) return shape(result);
    try {
      return shape(result);
    } finally {
      await logging;
    }
  });
}

/** The same as a part of something longer, which ends the ticket itself. */
export async function readPart(
  context: QueryContext,
  expression: Expression,
  ticket: ReadTicket,
  options: ReadOptions,
): Promise<ReadResult> {
  const result = await resultOf(context, expression, ticket, options);
  await result.logging;
  return result;
}

/** Rows that must not be handed out yet. */
interface UnloggedResult extends ReadResult {
  /** Resolves when they are in the log; `null` where they are already. */
  readonly logging: Promise<void> | null;
}

async function resultOf(
  context: QueryContext,
  expression: Expression,
  ticket: ReadTicket,
  options: ReadOptions,
): Promise<UnloggedResult> {
  const asked = attributesOf(expression.heading, options.names);
  checkReadable(context, asked);
  // Nothing was given out yet, and an entry is not written twice: all of it may be done again.
  try {
    // Nothing is awaited that need not be: the statements go out before this returns.
    const columns = mayBeComputedBits(expression, asked)
      ? await withComputedBits(context, expression, asked)
      : asked;
    const job: ReadJob = { context, expression, ticket, columns, options };
    const { values, length, logging } = await patiently(() =>
      ticket.logs ? loggedRows(job) : plainRows(job)
    );
    const { recorded } = ticket;
    const note = noteUnder(ticket, hasViews(expression));
    return { columns, values, length, note, recorded, logging };
  } catch (error) {
    throw withColumns(expression, error);
  }
}

/** A read on its way. */
export interface ReadJob {
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
interface DecodedRows extends Pick<UnloggedResult, "logging"> {
  readonly values: readonly unknown[][];
  readonly length: number;
}

async function decoded(
  { context, columns }: ReadJob,
  given: ColumnSet,
): Promise<DecodedRows> {
  const { pool } = context;
  const values = await decodeColumns(context, pool, columns, given);
  return { values, length: given.length, logging: null };
}

async function plainRows(job: ReadJob): Promise<DecodedRows> {
  const given = await job.context.pool.columns(selectOf(job));
  await job.options.check?.(given.length);
  return await decoded(job, given);
}

/** The ways of a logged read: by the tables behind its views, by the texts of its conditions, by the keys of its rows. */
async function loggedRows(job: ReadJob): Promise<DecodedRows> {
  const { context, expression, ticket, options } = job;
  const { readViews } = context;
  if (readViews !== undefined && hasViews(expression)) {
    const { check } = options;
    const given = await readViews(context, selectOf(job), ticket, check);
    return await decoded(job, given);
  }
  checkLoggable(expression);
  const views = viewsLookedAt(expression);
  if (views.length > 0) await ticket.through(views);
  const texts = compactReads(expression);
  return texts?.every(({ text }) => ticket.accepts(text))
    ? await rowsByTexts(job, compactRows(expression, texts))
    : await decoded(job, await rowsByKeys(job));
}

/** The conditions say which rows they are: logged beside the SELECT, or behind it where its rows are checked first. */
async function rowsByTexts(
  job: ReadJob,
  reads: readonly RowsRead[],
): Promise<DecodedRows> {
  const { ticket, options } = job;
  const query = () => repeatable(job, selectOf(job), reads);
  if (!options.check) {
    return await atOnce(
      ticket,
      reads,
      async () => await decoded(job, await query()),
    );
  }
  // Whether the rows are given out is known only when they are here: nothing is logged before.
  const given = await query();
  await options.check(given.length);
  await ticket.record(reads);
  return await decoded(job, given);
}

/** The statement of a read whose rows need no keys beside them. */
function selectOf({ expression, columns, options }: ReadJob): string {
  return rowsText(compile(expression), columns, [], options.most);
}

/** The rows, and for whoever notes them the way to read them again. */
async function repeatable(
  job: ReadJob,
  sql: string,
  reads: readonly RowsRead[],
): Promise<ColumnSet> {
  const { given, hash } = await columnsGiven(job.context.pool, sql, job);
  job.ticket.repeats(async (session) =>
    await givesSame(session, sql, hash) ? reads : null
  );
  return given;
}

/**
 * The condition says it all: the read and its log entry run at the same time. The read goes out first: its rows mostly
 * come before the commit, and are made ready meanwhile. The other way round, the server's two threads are more in each
 * other's way where there are two processors: some 3 % of a small read.
 */
async function atOnce(
  ticket: ReadTicket,
  reads: readonly RowsRead[],
  query: () => Promise<DecodedRows>,
): Promise<DecodedRows> {
  const reading = query();
  const logging = ticket.record(reads);
  // Whichever fails first, both are waited for; the read's own error comes first.
  logging.catch(() => {});
  try {
    const { values, length } = await reading;
    return { values, length, logging };
  } catch (error) {
    await logging.catch(() => {});
    throw error;
  }
}

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
