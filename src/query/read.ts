/**
 * Runs a read: from a query and attributes to decoded rows, which are handed out only when they are in the log.
 *
 * @module
 */
import { patiently } from "../connection/patience.ts";
import { LogError } from "../errors.ts";
import { isOutside } from "../external/outside.ts";
import { storeOf } from "../external/listing.ts";
import type { SelectOptions } from "../connection/session.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import { columnOf, type QueryContext, tableLabel } from "./context.ts";
import { noDoubles, valueExpression } from "./decode.ts";
import { decodeRows } from "./decode_rows.ts";
import type { ReadTicket, RecordedEntry, RowsRead } from "./observer.ts";
import { keyReader, partnersRead } from "./rows_read.ts";
import { isLimited, type QueryState, selectFragment } from "./select.ts";
import { namingColumns } from "./unknown_column.ts";

/** What a read gave. */
export interface ReadResult {
  readonly columns: readonly Column[];
  /** Decoded, in the columns' order. */
  readonly rows: unknown[][];
  /** What to show under them. */
  readonly note: string;
  /** Their entries in the log. */
  readonly recorded: readonly RecordedEntry[];
}

/** How a read is done. */
export interface ReadOptions {
  /** Attributes to give; all of the table's where none is named. */
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
  state: QueryState,
  ticket: ReadTicket,
  options: ReadOptions,
): Promise<ReadResult> {
  try {
    return await readOpen(context, state, ticket, options);
  } finally {
    ticket.end();
  }
}

/** Reads as a part of something longer, which ends the ticket itself. */
export async function readOpen(
  context: QueryContext,
  state: QueryState,
  ticket: ReadTicket,
  options: ReadOptions,
): Promise<ReadResult> {
  const columns = attributesOf(state.table, options.names);
  checkReadable(context, state.table, columns);
  // Nothing was given out yet, and an entry is not written twice: all of it may be done again.
  const rows = await namingColumns(
    state,
    () =>
      patiently(() =>
        ticket.logs
          ? loggedRows(context, state, ticket, columns, options)
          : plainRows(context, state, columns, options)
      ),
  );
  await decodeRows(context, context.pool, state.table, columns, rows);
  return { columns, rows, note: ticket.note, recorded: ticket.recorded };
}

/** The columns to read, in the order asked for. */
export function attributesOf(
  table: TableInfo,
  names: readonly string[],
): readonly Column[] {
  if (names.length === 0) return table.columns;
  return names.map((name) =>
    columnOf(table, name, `Cannot read from ${tableLabel(table)}`)
  );
}

/** Why the rows of a query must be logged by their keys, `null` where its condition says it all. */
export function reasonForKeys(state: QueryState): string | null {
  if (isLimited(state)) return "a limit";
  return state.condition.byKeys;
}

/** Refuses, before anything is sent, what could not be logged. */
export function checkLoggable(state: QueryState): void {
  const { table, condition } = state;
  const action = `Cannot read ${tableLabel(table)} while an export is active`;
  if (condition.untraced) {
    throw new LogError(
      `${action}: the condition reads other tables in a subquery, whose rows cannot be told from its text; restrict by a query instead: ${table.className}.and(Other\`…\`)`,
    );
  }
  if (table.isView) {
    throw new LogError(
      `${action}: it is a view, and the rows of the tables behind it cannot be told; read those tables`,
    );
  }
  if (table.primaryKey.length === 0) {
    throw new LogError(
      `${action}: it has no primary key, wanted one to say which rows the paper ships; add one (ALTER TABLE ${table.fullName} ADD PRIMARY KEY …), or read it while no export is active`,
    );
  }
}

async function plainRows(
  context: QueryContext,
  state: QueryState,
  columns: readonly Column[],
  options: ReadOptions,
): Promise<unknown[][]> {
  const sql = selectText(state, columns, [], options);
  const known = { noDoubles: noDoubles(columns) };
  const { rows } = await context.pool.query(sql, known);
  await options.check?.(rows.length);
  return rows;
}

async function loggedRows(
  context: QueryContext,
  state: QueryState,
  ticket: ReadTicket,
  columns: readonly Column[],
  options: ReadOptions,
): Promise<unknown[][]> {
  const text = state.condition.constant === true
    ? "TRUE"
    : state.condition.text.toText();
  const byKeys = reasonForKeys(state) !== null || !ticket.accepts(text);
  checkLoggable(state);
  if (byKeys) return await rowsByKeys(context, state, ticket, columns, options);
  const entries: RowsRead[] = [{ table: state.table, rows: { text } }];
  const sql = selectText(state, columns, [], options);
  if (options.check) {
    // Whether the rows are given out is known only when they are here: nothing is logged before.
    const { rows } = await context.pool.query(sql);
    await options.check(rows.length);
    await ticket.record(entries);
    return rows;
  }
  return await atOnce(context, ticket, sql, entries, {
    noDoubles: noDoubles(columns),
  });
}

/** The condition says it all: the read and its log entry run at the same time. */
async function atOnce(
  context: QueryContext,
  ticket: ReadTicket,
  sql: string,
  entries: readonly RowsRead[],
  known: SelectOptions,
): Promise<unknown[][]> {
  const [given, logged] = await Promise.allSettled([
    context.pool.query(sql, known),
    ticket.record(entries),
  ]);
  if (given.status === "rejected") {
    await ticket.retract(given.reason);
    throw given.reason;
  }
  if (logged.status === "rejected") throw logged.reason;
  return given.value.rows;
}

async function rowsByKeys(
  context: QueryContext,
  state: QueryState,
  ticket: ReadTicket,
  columns: readonly Column[],
  options: ReadOptions,
): Promise<unknown[][]> {
  const { expressions, keyOf } = keyReader(state.table);
  const sql = selectText(state, columns, expressions, options);
  return await context.pool.reserve(async (session) => {
    const { rows } = await session.query(sql);
    await options.check?.(rows.length);
    const keys = rows.map((row) => keyOf(row.slice(columns.length)));
    const partners = await partnersRead(session, state);
    await ticket.record([{ table: state.table, rows: { keys } }, ...partners]);
    for (const row of rows) row.length = columns.length;
    return rows;
  });
}

function selectText(
  state: QueryState,
  columns: readonly Column[],
  keys: readonly string[],
  { most }: ReadOptions,
): string {
  const values = columns.map(valueExpression);
  const all = [...values, ...keys.map((key, i) => `${key} AS \`key ${i}\``)];
  const asked = most === undefined
    ? state
    : { ...state, limit: Math.min(state.limit ?? most, most) };
  return selectFragment(asked, all.join(", ")).toText();
}

/** Refused before anything is sent, so that no read is logged that gives nothing. */
export function checkReadable(
  context: QueryContext,
  table: TableInfo,
  columns: readonly Column[],
): void {
  for (const column of columns) {
    if (isOutside(column) && column.store !== null) {
      storeOf(context, table, column);
    }
  }
}
