/**
 * Rows of a SELECT one by one. What they rest on is logged before the first of them is given.
 *
 * @module
 */
import type { DriverValue, Pool, Session } from "../connection/session.ts";
import { inSnapshot } from "../connection/snapshot.ts";
import type { QueryContext } from "../query/context.ts";
import { decodeColumns } from "../query/reading/decode_columns.ts";
import type { Attribute } from "../query/expression/heading.ts";
import type { ReadTicket } from "../query/reading/observer.ts";
import type { StreamOptions } from "../query/reading/stream.ts";
import { withSite } from "../query/reading/reading.ts";
import { type Row, rowsOf } from "../query/reading/result.ts";
import { firstRows } from "./first_rows.ts";
import { resultColumns } from "./result_columns.ts";
import { chosenColumns, neededRows } from "./select_read.ts";
import type { Piece } from "./statement.ts";
import { selectFor } from "./traced.ts";

/** Streams rows; an error shows where the stream was asked for. */
export async function* streamSelect(
  context: QueryContext,
  statement: readonly Piece[],
  { names, begin, site }: StreamOptions,
): AsyncGenerator<Row> {
  try {
    const ticket = begin();
    const job = { context, statement, ticket, names, hasGiven: false };
    try {
      yield* streamOpen(job);
    } catch (error) {
      if (!job.hasGiven) await ticket.retract();
      throw error;
    } finally {
      ticket.end();
    }
  } catch (error) {
    throw withSite(error, site);
  }
}

interface SelectStream {
  readonly context: QueryContext;
  readonly statement: readonly Piece[];
  readonly ticket: ReadTicket;
  readonly names: readonly string[];
  hasGiven: boolean;
}

async function* streamOpen(job: SelectStream): AsyncGenerator<Row> {
  const { context, statement, ticket, names } = job;
  const select = await selectFor(context, statement, ticket);
  await using held = await holdSnapshot(context.pool);
  const { session } = held;
  const found = await neededRows(session, select.needed);
  if (found.length > 0) await ticket.record(found);
  ticket.handsOut();
  const head = await firstRows(session, select.sql, 0);
  const { catalog } = context;
  const all = await resultColumns(head.fields(), catalog, select.origins);
  const chosen = chosenColumns(all, names);
  const columns = chosen.map((at) => all[at]!);
  const decoded = async (chunk: DriverValue[][]) => {
    const rows = await decodedRows(context, columns, chosen, chunk);
    job.hasGiven = true;
    return rows;
  };
  let chunk: DriverValue[][] = [];
  for await (const row of session.stream(select.sql)) {
    chunk.push(row);
    if (chunk.length < CHUNK) continue;
    yield* await decoded(chunk);
    chunk = [];
  }
  held.finish();
  yield* await decoded(chunk);
}

const CHUNK = 1000;

async function decodedRows(
  context: QueryContext,
  columns: readonly Attribute[],
  chosen: readonly number[],
  chunk: readonly DriverValue[][],
): Promise<Row[]> {
  const given = chosen.map((at) => chunk.map((row) => row[at]));
  return rowsOf({
    columns,
    values: await decodeColumns(context, context.pool, columns, {
      columns: given,
    }),
    length: chunk.length,
  });
}

/** A snapshot that stays open until it is disposed of. */
interface Held extends AsyncDisposable {
  readonly session: Session;
  /** All rows were read: the connection can be used again. */
  finish(): void;
}

async function holdSnapshot(pool: Pool): Promise<Held> {
  const opened = Promise.withResolvers<Session>();
  const ended = Promise.withResolvers<void>();
  let isFinished = false;
  const work = inSnapshot(pool, (session) => {
    opened.resolve(session);
    return ended.promise;
  });
  work.catch(opened.reject);
  return {
    session: await opened.promise,
    finish: () => isFinished = true,
    [Symbol.asyncDispose]: async () => {
      // A stream left half-way still has rows on the wire: that connection is closed.
      if (isFinished) ended.resolve();
      else ended.reject(new Error("left half-way"));
      await work.catch(() => {});
    },
  };
}
