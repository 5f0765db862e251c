/**
 * A pool with transactions that the code in them need not know of: what runs inside `transactions.run`, and whatever it
 * calls and awaits, uses one connection; everything else, at the same time, uses others.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { QueryError, SpyglassError } from "../errors.ts";
import { runAll } from "./ahead.ts";
import { isLostConnection } from "./server_error.ts";
import { ISOLATION } from "./transaction.ts";
import type {
  Changed,
  ColumnSet,
  DriverValue,
  Pool,
  ResultSet,
  RowCells,
  RowKeeper,
  Session,
  Transactions,
} from "./session.ts";

/** A pool whose statements belong to the transaction that is open where they are called. */
export class ScopedPool implements Pool {
  readonly #pool: Pool;
  readonly #scopes = new AsyncLocalStorage<Scope>();
  readonly #turns = new Turns(MOST_AT_ONCE);
  readonly transactions: Transactions;

  /** @param pool Where the connections come from. */
  constructor(pool: Pool) {
    this.#pool = pool;
    const scopes = this.#scopes;
    this.transactions = {
      get isOpen() {
        return scopes.getStore() !== undefined;
      },
      run: (work) => this.#transaction(work),
      forbidCommit: (cause) => scopes.getStore()?.forbidCommit(cause),
    };
  }

  query(sql: string): Promise<ResultSet> {
    return this.#with((session) => session.query(sql));
  }

  columns(sql: string, kept?: RowKeeper): Promise<ColumnSet> {
    return this.#with((session) => session.columns(sql, kept));
  }

  texts(sql: string): Promise<(string | null)[][]> {
    return this.#with((session) => session.texts(sql));
  }

  bytes(sql: string): Promise<(Uint8Array | null)[][]> {
    return this.#with((session) => session.bytes(sql));
  }

  cells(
    sql: string,
    onRow: (row: RowCells) => void,
    onBegin?: () => void,
  ): Promise<void> {
    return this.#with((session) => session.cells(sql, onRow, onBegin));
  }

  /** In a transaction everything is read first: its one connection must be free for the reader's own statements. */
  async *stream(sql: string): AsyncGenerator<DriverValue[]> {
    const scope = this.#scopes.getStore();
    if (scope === undefined) yield* this.#pool.stream(sql);
    else yield* (await scope.use((session) => session.query(sql))).rows;
  }

  run(sql: string): Promise<Changed> {
    return this.#with((session) => session.run(sql));
  }

  reserve<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const scope = this.#scopes.getStore();
    return scope === undefined ? this.#pool.reserve(work) : scope.hold(
      (inner) => this.#scopes.run(inner, () => inner.use(work)),
    );
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #with<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const scope = this.#scopes.getStore();
    return scope === undefined ? work(this.#pool) : scope.use(work);
  }

  async #transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.transactions.isOpen) {
      throw new SpyglassError(
        "Cannot begin a transaction: one is open already, wanted one at a time; put all of the work into it",
      );
    }
    return await this.#turns.take(() =>
      this.#pool.reserve(async (session) => {
        await runAll(session, BEGIN);
        const scope = new Scope(session);
        try {
          const result = await this.#scopes.run(scope, work);
          scope.end();
          await session.run("COMMIT");
          return result;
        } catch (error) {
          scope.close();
          await session.run("ROLLBACK").catch(() => {});
          throw error;
        }
      })
    );
  }
}

const BEGIN = [ISOLATION, "START TRANSACTION WITH CONSISTENT SNAPSHOT"];

/** More at once would leave no connection for what else is done meanwhile. */
const MOST_AT_ONCE = 4;

/** What the pieces of one transaction share. */
interface ScopeState {
  isOpen: boolean;
  running: number;
  /** What ended the transaction on the server, whatever this side thinks; or why it must not be committed. */
  broken: unknown;
}

/** One open transaction. */
class Scope {
  readonly #session: Session;
  readonly #state: ScopeState;
  /** Held by one piece of work at a time; `null` in such a piece: what it calls is a part of it. */
  readonly #turns: Turns | null;

  constructor(session: Session, outer: Scope | null = null) {
    this.#state = outer === null
      ? { isOpen: true, running: 0, broken: null }
      : outer.#state;
    this.#session = guarded(session, this.#state);
    this.#turns = outer === null ? new Turns(1) : null;
  }

  /** Runs a statement, or several that need not be alone. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const state = this.#state;
    check(state);
    state.running++;
    try {
      return await work(this.#session);
    } catch (error) {
      if (!endsTransaction(error)) throw error;
      // Nobody may try the statement again by itself.
      this.forbidCommit(error);
      throw undone(error);
    } finally {
      state.running--;
    }
  }

  /** Runs a piece of work that must be alone, such as one with a savepoint. */
  hold<T>(work: (inner: Scope) => Promise<T>): Promise<T> {
    if (this.#turns === null) return work(this);
    const inner = new Scope(this.#session, this);
    return this.#turns.take(() => work(inner));
  }

  /** See {@linkcode Transactions.forbidCommit}. */
  forbidCommit(cause: unknown): void {
    this.#state.broken ??= cause;
  }

  /** Ends it, if nothing is running any more and nothing has undone it. */
  end(): void {
    this.close();
    if (this.#state.broken !== null) throw undone(this.#state.broken);
    if (this.#state.running > 0) throw stillRunning();
  }

  close(): void {
    this.#state.isOpen = false;
  }
}

/** A statement sent later would be outside of the transaction that it was meant for. */
function check(state: ScopeState): void {
  if (!state.isOpen) throw ended();
  if (state.broken !== null) throw undone(state.broken);
}

/** The session, for as long as the transaction lasts: work that nobody awaits may go on after it. */
function guarded(session: Session, state: ScopeState): Session {
  const checked = <T>(run: () => T): T => {
    check(state);
    return run();
  };
  // Asynchronous, so that a refusal is a rejection.
  return {
    query: async (sql) => await checked(() => session.query(sql)),
    columns: async (sql, kept) =>
      await checked(() => session.columns(sql, kept)),
    texts: async (sql) => await checked(() => session.texts(sql)),
    bytes: async (sql) => await checked(() => session.bytes(sql)),
    cells: async (sql, onRow, onBegin) =>
      await checked(() => session.cells(sql, onRow, onBegin)),
    stream: (sql) => checked(() => session.stream(sql)),
    run: async (sql) => await checked(() => session.run(sql)),
  };
}

function endsTransaction(error: unknown): boolean {
  return isLostConnection(error) ||
    error instanceof QueryError && error.errno === DEADLOCK;
}

const DEADLOCK = 1213;

function undone(cause: unknown): SpyglassError {
  return new SpyglassError(
    `Cannot go on with the transaction: the server has undone it; run it again whole (${
      (cause as Error).message
    })`,
    { cause },
  );
}

function ended(): SpyglassError {
  return new SpyglassError(
    "Cannot run a statement: the transaction that it was called in has ended, wanted it before; await everything inside of db.transaction()",
  );
}

function stillRunning(): SpyglassError {
  return new SpyglassError(
    "Cannot commit the transaction: something in it is still running, wanted it done; await everything inside of db.transaction(); nothing was changed",
  );
}

/** So many at a time; the others wait in line. */
class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
