/**
 * A connection that the log holds for itself: its statement goes out at once, and never waits for a connection that
 * reads use.
 *
 * @module
 */
import type {
  Changed,
  Pool,
  PreparedChange,
  Session,
} from "../../connection/session.ts";
import { QueryError } from "../../errors.ts";

/** One connection of a pool for short statements, each a transaction of its own. */
export class Lane {
  readonly #pool: Pool;
  readonly #sql: string | null;
  #held: Held | null = null;
  /** Ends the time for which a connection is taken or held; `null` where none is. */
  #released: PromiseWithResolvers<void> | null = null;
  #isBusy = false;
  /** Others needed the connection: statements do without until the next export begins. */
  #isGivenUp = false;

  /**
   * @param pool Where the connection comes from, and where statements go while there is none that is free.
   * @param sql What is run again and again, see {@linkcode runPrepared}; left out: nothing is.
   */
  constructor(pool: Pool, sql: string | null = null) {
    this.#pool = pool;
    this.#sql = sql;
  }

  /** Takes the connection, so that the first statement need not. */
  open(): void {
    this.#isGivenUp = false;
    this.#take();
  }

  #take(): void {
    if (this.#released !== null || this.#isGivenUp) return;
    const released = this.#released = Promise.withResolvers<void>();
    this.#pool.reserve(async (session) => {
      // Where a server cannot prepare it, or prepares no more, its text does.
      const change = this.#sql === null
        ? null
        : await session.prepare?.(this.#sql).catch(() => null);
      this.#held = { session, released, change: change ?? null };
      await released.promise;
    }, () => this.#giveUp()).catch(() => {}).finally(() => {
      this.#held = this.#released = null;
    });
  }

  /** See {@linkcode Session.run}. */
  run(sql: string): Promise<Changed> {
    return this.#use((session) => session.run(sql));
  }

  /**
   * Runs the statement that was prepared for it.
   *
   * @param text The same as one text.
   */
  runPrepared(
    values: readonly (number | string)[],
    text: () => string,
  ): Promise<unknown> {
    const change = this.#held?.change ?? null;
    if (change === null || this.#isBusy) return this.run(text());
    return this.#use(() => change(values));
  }

  /** See {@linkcode Session.texts}. */
  texts(sql: string): Promise<(string | null)[][]> {
    return this.#use((session) => session.texts(sql));
  }

  /** Gives the connection back. */
  close(): void {
    this.#released?.resolve();
    this.#held = null;
  }

  async #use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const held = this.#held;
    if (held === null || this.#isBusy) {
      this.#take();
      return await work(this.#pool);
    }
    this.#isBusy = true;
    try {
      return await work(held.session);
    } catch (error) {
      // What the server refuses leaves the connection as it was; anything else ends it.
      if (!(error instanceof QueryError)) this.#drop(held);
      throw error;
    } finally {
      this.#isBusy = false;
    }
  }

  #giveUp(): void {
    this.#isGivenUp = true;
    this.close();
  }

  #drop(held: Held): void {
    if (this.#held === held) this.#held = null;
    held.released.reject(new Error("the connection is gone"));
  }
}

interface Held {
  readonly session: Session;
  readonly change: PreparedChange | null;
  readonly released: PromiseWithResolvers<void>;
}
