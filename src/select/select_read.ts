/**
 * Runs a SELECT: its rows are handed out only when what they rest on is in the log.
 *
 * @module
 */
import { patiently } from "../connection/patience.ts";
import type { ColumnSet, Session } from "../connection/session.ts";
import { inSnapshot } from "../connection/snapshot.ts";
import { keyText } from "../keys/key_column.ts";
import { unknownName } from "../names/unknown_name.ts";
import { columnOf } from "../query/column_of.ts";
import type { QueryContext } from "../query/context.ts";
import { decodeColumns } from "../query/reading/decode_columns.ts";
import { type Attribute, headingOf } from "../query/expression/heading.ts";
import { givesSame, hashedColumns } from "../query/reading/given_rows.ts";
import { giving } from "../query/reading/giving.ts";
import type { ReadTicket, RowsRead } from "../query/reading/observer.ts";
import type { ReadResult } from "../query/reading/read_result.ts";
import { noteUnder } from "../query/reading/views.ts";
import { RowsFound } from "../query/reading/rows_read.ts";
import { resultColumns } from "./result_columns.ts";
import type { TableInfo } from "../schema/table.ts";
import type { Piece } from "../sql/tokens.ts";
import type { NeededRows } from "./trace/trace.ts";
import { selectFor, type TracedSelect } from "./trace/traced.ts";

/** How it is read. */
export interface SelectReadOptions {
  /** Columns to give; all of them where none is named. */
  readonly names: readonly string[];
  /** Called with the number of rows before they are logged; throws when they will not be given out. */
  readonly check?: (rows: number) => void;
}

/**
 * Reads, logs, and only then gives the rows.
 *
 * @throws {LogError} The rows could not be logged, or nobody could say which rows they rest on.
 * @throws {QueryError} The server refused the statement.
 */
export async function readSelect(
  context: QueryContext,
  statement: readonly Piece[],
  ticket: ReadTicket,
  options: SelectReadOptions,
): Promise<ReadResult> {
  return await giving(
    ticket,
    () => resultOf(context, statement, ticket, options),
  );
}

async function resultOf(
  context: QueryContext,
  statement: readonly Piece[],
  ticket: ReadTicket,
  { names, check }: SelectReadOptions,
): Promise<ReadResult> {
  const select = await selectFor(context, statement, ticket);
  const { result, found } = await rowsOfSelect(context, select, ticket, check);
  const { catalog } = context;
  const all = await resultColumns(result.fields(), catalog, select.origins);
  const chosen = chosenColumns(all, names);
  const columns = chosen.map((at) => all[at]!);
  const values = chosen.map((at) => result.columns[at]!);
  return {
    columns,
    values: await decodeColumns(context, context.pool, columns, {
      columns: values,
    }),
    length: result.length,
    note: noteOf(ticket, found, select),
    recorded: ticket.recorded,
  };
}

/** Runs a SELECT, and logs what its rows rest on. */
export async function rowsOfSelect(
  { pool }: QueryContext,
  select: TracedSelect,
  ticket: ReadTicket,
  check?: (rows: number) => void | Promise<void>,
): Promise<{ result: ColumnSet; found: readonly RowsRead[] }> {
  const { given, hash, found } = await patiently(() =>
    inSnapshot(pool, async (session) => {
      const rows = await hashedColumns(session, select.sql);
      await check?.(rows.given.length);
      return { ...rows, found: await neededRows(session, select) };
    })
  );
  if (found.length > 0) await ticket.record(found);
  ticket.repeats(async (session) =>
    await givesSame(session, select.sql, hash)
      ? await neededRows(session, select)
      : null
  );
  return { result: given, found };
}

/** The rows that a SELECT rests on, read in the same snapshot. */
export async function neededRows(
  session: Session,
  { needed, lookedAt = [] }: {
    readonly needed: readonly NeededRows[];
    /** See {@linkcode TracedSelect.lookedAt}. */
    readonly lookedAt?: readonly TableInfo[];
  },
): Promise<readonly RowsRead[]> {
  const found = new RowsFound(lookedAt);
  const whole = new Set(
    needed.filter(({ keysSql }) => keysSql === null)
      .map(({ table }) => table.fullName),
  );
  // All are asked for at once, so that over a network only one is waited for.
  const all = await Promise.all(
    needed.map(({ table, keysSql }) =>
      keysSql === null || whole.has(table.fullName)
        ? null
        : session.columns(keysSql)
    ),
  );
  for (const [at, { table, keysSql }] of needed.entries()) {
    const keys = all[at];
    if (keys) addKeys(found, table, keys);
    else if (keysSql === null) found.addText(table, "TRUE");
  }
  return found.reads();
}

function addKeys(found: RowsFound, table: TableInfo, keys: ColumnSet): void {
  const columns = table.primaryKey.map((name) =>
    columnOf(headingOf(table), name, "Cannot read a key")
  );
  for (let row = 0; row < keys.length; row++) {
    found.add(
      table,
      columns.map((column, i) =>
        keyText(column, String(keys.columns[i]![row]))
      ),
    );
  }
}

/** Where the named columns are. */
export function chosenColumns(
  columns: readonly Attribute[],
  names: readonly string[],
): readonly number[] {
  if (names.length === 0) return columns.map((_, at) => at);
  return names.map((name) => {
    const at = columns.findIndex((column) => column.name === name);
    if (at >= 0) return at;
    throw unknownName(
      "Cannot read by db.sql",
      `the SELECT gives no column ${JSON.stringify(name)}`,
      name,
      columns.map((column) => column.name),
    );
  });
}

/** What to show under the rows. */
function noteOf(
  ticket: ReadTicket,
  found: readonly RowsRead[],
  { views }: Pick<TracedSelect, "views">,
): string {
  if (ticket.logs && found.length === 0) {
    return "not logged: it reads no table of the lab";
  }
  return noteUnder(ticket, views.length > 0);
}
