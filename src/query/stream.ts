/**
 * Rows one by one, each logged before it is given.
 *
 * @module
 */
import type { QueryContext } from "./context.ts";
import { valueExpression } from "./decode.ts";
import { decodeRows } from "./decode_rows.ts";
import type { ReadTicket } from "./observer.ts";
import { attributesOf, checkLoggable, checkReadable } from "./read.ts";
import { keyReader, partnersRead } from "./rows_read.ts";
import { type Row, rowsOf } from "./result.ts";
import { withSite } from "./reading.ts";
import { withColumns } from "./unknown_column.ts";
import { type QueryState, selectFragment } from "./select.ts";
import type { Column } from "../schema/table.ts";

/** Streams rows; an error shows where the stream was asked for. */
export async function* streamRows(
  context: QueryContext,
  state: QueryState,
  names: readonly string[],
  site: Error,
): AsyncGenerator<Row> {
  try {
    yield* chunks(context, state, names);
  } catch (error) {
    throw withSite(withColumns(state, error), site);
  }
}

/**
 * Streams rows in chunks of at most 1,000; a chunk is logged by its keys before its first row is given, so that a
 * stream left half-way has logged what it gave and at most the rest of one chunk.
 */
async function* chunks(
  context: QueryContext,
  state: QueryState,
  names: readonly string[],
): AsyncGenerator<Row> {
  const columns = attributesOf(state.table, names);
  checkReadable(context, state.table, columns);
  const ticket = context.observer.begin(state.table);
  try {
    if (ticket.logs) checkLoggable(state);
    const { expressions, keyOf } = keyReader(state.table);
    const keys = ticket.logs ? expressions : [];
    const list = [
      ...columns.map(valueExpression),
      ...keys.map((key, i) => `${key} AS \`key ${i}\``),
    ].join(", ");
    let chunk: unknown[][] = [];
    for await (
      const row of context.pool.stream(selectFragment(state, list).toText())
    ) {
      chunk.push(row);
      if (chunk.length < CHUNK) continue;
      yield* await given(context, state, ticket, columns, keyOf, chunk);
      chunk = [];
    }
    yield* await given(context, state, ticket, columns, keyOf, chunk);
  } finally {
    ticket.end();
  }
}

const CHUNK = 1000;

async function given(
  context: QueryContext,
  state: QueryState,
  ticket: ReadTicket,
  columns: readonly Column[],
  keyOf: (values: readonly unknown[]) => string[],
  rows: unknown[][],
): Promise<Row[]> {
  if (rows.length === 0) return [];
  if (ticket.logs) {
    const keys = rows.map((row) => keyOf(row.slice(columns.length)));
    const partners = state.condition.partners.length === 0
      ? []
      : await partnersRead(context.pool, state);
    await ticket.record([{ table: state.table, rows: { keys } }, ...partners]);
  }
  await decodeRows(context, context.pool, state.table, columns, rows);
  return rowsOf({ columns, rows });
}
