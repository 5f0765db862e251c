/**
 * Handing rows out one by one: the log holds each before it is given, and in the end those that were given.
 *
 * @module
 */
import type { OpenChunk, ReadTicket, RowsRead } from "./observer.ts";

/** Rows that may be given out. */
export interface HandedOut<Row> {
  readonly ticket: ReadTicket;
  readonly rows: readonly Row[];
  /** What the rows from one, up to another and not with it, rest on. */
  readonly readsOf: (from: number, to: number) => Promise<readonly RowsRead[]>;
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
  ticket.onPause(() => chunk.close());
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
