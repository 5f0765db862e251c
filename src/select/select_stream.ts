/**
 * Rows of a SELECT one by one, each logged before it is given.
 *
 * @module
 */
import type { Columns } from "../connection/wire/column_reader.ts";
import { holdSnapshot } from "../connection/held_snapshot.ts";
import type { Session } from "../connection/session.ts";
import type { QueryContext } from "../query/context.ts";
import { decodeColumns } from "../query/reading/decode_columns.ts";
import type { Attribute } from "../query/expression/heading.ts";
import { takenBack } from "../query/reading/giving.ts";
import { handOut, lookingAt } from "../query/reading/hand_out.ts";
import type { ReadTicket } from "../query/reading/observer.ts";
import type { StreamOptions } from "../query/reading/stream.ts";
import { withSite } from "../query/reading/reading.ts";
import { type Row, rowsOf } from "../query/reading/result.ts";
import { firstRows } from "./first_rows.ts";
import { partsOf } from "./parts.ts";
import { resultColumns } from "./result_columns.ts";
import { chosenColumns, neededRows } from "./select_read.ts";
import type { Piece } from "../sql/tokens.ts";
import { selectFor, type TracedSelect } from "./trace/traced.ts";

/** Streams rows; an error shows where the stream was asked for. */
export async function* streamSelect(
  context: QueryContext,
  statement: readonly Piece[],
  { names, begin, site }: StreamOptions,
): AsyncGenerator<Row> {
  try {
    const ticket = begin();
    try {
      const select = await selectFor(context, statement, ticket);
      yield* streamOpen({ context, select, ticket, names });
    } finally {
      ticket.end();
    }
  } catch (error) {
    throw withSite(error, site);
  }
}

interface SelectStream {
  readonly context: QueryContext;
  readonly select: TracedSelect;
  readonly ticket: ReadTicket;
  readonly names: readonly string[];
}

async function* streamOpen(job: SelectStream): AsyncGenerator<Row> {
  const { context, select, ticket, names } = job;
  await using held = await holdSnapshot(context.pool);
  ticket.readsIn(held);
  const { session } = held;
  const head = await firstRows(session, select.sql, 0);
  const { catalog } = context;
  const all = await resultColumns(head.fields(), catalog, select.origins);
  const chosen = chosenColumns(all, names);
  const columns = chosen.map((at) => all[at]!);
  const { lookedAt } = select;
  const rows = async function* () {
    let given = 0;
    for await (const part of partsOf(session, select)) {
      given += part.length;
      if (part.length === 0) break;
      const rows = await decodedRows(context, columns, chosen, part);
      yield* handOut({ ticket, rows, readsOf: part.readsOf, lookedAt });
    }
    if (ticket.logs) await hasReadAll(job, session, given);
  };
  yield* lookingAt({ ticket, lookedAt }, rows());
}

/** That there are no rows may rest on some, too. */
async function hasReadAll(
  { ticket, select }: SelectStream,
  session: Session,
  given: number,
): Promise<void> {
  if (given > 0) {
    const whole = select.needed.filter(({ keysSql }) => keysSql === null);
    await ticket.hasRead(
      whole.map(({ table }) => ({ table, rows: { text: "TRUE" } })),
    );
    return;
  }
  const found = await neededRows(session, select);
  if (found.length === 0) return;
  try {
    await ticket.record(found);
  } catch (error) {
    // Nothing was given. Once a row was, what it rests on stays, however the stream ends.
    throw await takenBack(ticket, error);
  }
}

async function decodedRows(
  context: QueryContext,
  columns: readonly Attribute[],
  chosen: readonly number[],
  part: Columns,
): Promise<Row[]> {
  const given = chosen.map((at) => part.columns[at]!);
  return rowsOf({
    columns,
    values: await decodeColumns(context, context.pool, columns, {
      columns: given,
    }),
    length: part.length,
  });
}
