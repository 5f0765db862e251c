/**
 * Handing rows out one by one: the log holds each before it is given, and in the end those that were given.
 *
 * @module
 */
import type { TableInfo } from "../../schema/table.ts";
import { takenBack } from "./giving.ts";
import type { OpenChunk, ReadTicket, RowsRead } from "./observer.ts";

/** Rows that may be given out. */
export interface HandedOut<Row> {
  readonly ticket: ReadTicket;
  readonly rows: readonly Row[];
  /** What the rows from one, up to another and not with it, rest on. */
  readonly readsOf: (from: number, to: number) => Promise<readonly RowsRead[]>;
  /** The tables that the stream looks at. */
  readonly lookedAt: readonly TableInfo[];
}

/**
 * Gives rows one by one. The log holds all of them before the first is given, and only those that were given when the
 * reader has had the last one, leaves the loop, or stays away when the export ends.
 *
 * @throws {LogError} They could not be logged: nothing is given.
 */
export async function* handOut<Row>(
  work: HandedOut<Row>,
): AsyncGenerator<Row, void> {
  const { ticket, rows } = work;
  if (!ticket.logs) {
    yield* rows;
    return;
  }
  if (rows.length === 0) return;
  const chunk = new Chunk(work);
  ticket.onPause(async () => {
    await chunk.close();
    // The reader may never come back.
    await ticket.lookedAt(work.lookedAt);
  });
  try {
    for (const row of rows) {
      // Sent to sleep while the reader was away: what comes now must be logged first.
      while (!chunk.isOpen) await chunk.open();
      chunk.given++;
      yield row;
    }
  } finally {
    ticket.onPause(null);
    await chunk.close();
  }
}

/**
 * Gives all rows of a stream. When these end, or the reader leaves, the log has each table that the stream looked at,
 * with no row where it gave nothing: without it, its cell would not run on the restored slice.
 *
 * @throws {LogError} That could not be logged.
 */
export async function* lookingAt<Row>(
  { ticket, lookedAt }: Pick<HandedOut<Row>, "ticket" | "lookedAt">,
  rows: AsyncGenerator<Row, void>,
): AsyncGenerator<Row, void> {
  let hasFailed = false;
  try {
    yield* rows;
  } catch (error) {
    hasFailed = true;
    throw error;
  } finally {
    if (!hasFailed) await logLookedAt(ticket, lookedAt);
  }
}

async function logLookedAt(
  ticket: ReadTicket,
  tables: readonly TableInfo[],
): Promise<void> {
  const gaveNone = ticket.recorded.length === 0;
  try {
    await ticket.lookedAt(tables);
  } catch (error) {
    // Once a row was given, what it rests on stays, however the stream ends.
    throw gaveNone ? await takenBack(ticket, error) : error;
  }
}

class Chunk<Row> {
  readonly #work: HandedOut<Row>;
  #open: OpenChunk | null = null;
  /** Opening and closing, one after the other: the reader's end of it and the export's may come at the same time. */
  #turn: Promise<void> = Promise.resolve();
  /** Rows that earlier closings have settled. */
  #settled = 0;
  /** How many rows were given. */
  given = 0;

  constructor(work: HandedOut<Row>) {
    this.#work = work;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  open(): Promise<void> {
    return this.#inTurn(() => this.#openNow());
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#closeNow());
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #openNow(): Promise<void> {
    const { ticket, rows, readsOf } = this.#work;
    this.#open = await ticket.open(await readsOf(this.given, rows.length));
  }

  async #closeNow(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    const from = this.#settled;
    this.#settled = this.given;
    const { given } = this;
    await open.close(async () =>
      given > from ? await this.#work.readsOf(from, given) : []
    );
  }
}
