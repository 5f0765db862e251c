/**
 * The connections of a pool that nobody uses just now. mysql2 hands a free connection out in the next tick only; a
 * small read is long over half of its way by then, so free ones are kept here and taken at once.
 *
 * Where the server has no more for this user, or for anybody, those that there are must do: who waits gets the next one
 * that is given back, and new ones are asked for one at a time, ever more rarely.
 *
 * @module
 */
import type mysql from "mysql2";
import { cutOff } from "./mysql_session.ts";
import { PATIENCE } from "./patience.ts";

/** Takes connections from mysql2's pool, and keeps those that are given back. */
export class IdleConnections {
  readonly #pool: mysql.Pool;
  readonly #limit: number;
  readonly #patience: number;
  readonly #idle: mysql.PoolConnection[] = [];
  /** Those that there are, used or not. */
  readonly #open = new Set<mysql.PoolConnection>();
  /** How many are on their way. */
  #opening = 0;
  /** Who waits for one. */
  readonly #waiting: PromiseWithResolvers<mysql.PoolConnection>[] = [];
  /** Ask those who hold one without need for it. */
  readonly #spare = new Set<() => void>();
  /** The server had no more: it is asked for one at a time, and not before `#timer` ends. */
  #isFull = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = SHORTEST;
  /** Since when nothing has been at work that will give one back; `null` where something is. */
  #stillSince: number | null = null;

  /**
   * @param pool Makes them.
   * @param limit How many, at most.
   * @param patience Where the server has no more: milliseconds for which one is waited for while those that there are
   * are held and nothing is done with them.
   */
  constructor(pool: mysql.Pool, limit: number, patience: number = PATIENCE) {
    this.#pool = pool;
    this.#limit = limit;
    this.#patience = patience;
    ALL.add(this);
  }

  /** One that is free, `null` where none is: then it must be waited for. */
  take(): mysql.PoolConnection | null {
    return this.#idle.pop() ?? null;
  }

  /**
   * Waits for one, new or given back.
   *
   * @throws What the driver gives as an error.
   */
  wait(): Promise<mysql.PoolConnection> {
    const waiter = Promise.withResolvers<mysql.PoolConnection>();
    this.#waiting.push(waiter);
    if (this.#isFull) askForSpare();
    this.#openMore();
    return waiter.promise;
  }

  /** Gives one back. Who waits comes first. */
  give(connection: mysql.PoolConnection): void {
    this.#stillSince = null;
    if (isGone(connection)) return this.#openMore();
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#idle.push(connection);
    else waiter.resolve(connection);
  }

  /** Closes one that nobody can use any more. */
  drop(connection: mysql.PoolConnection): void {
    cutOff(connection);
    this.give(connection);
  }

  /**
   * Says how one is asked for that is held, but could be done without.
   *
   * @returns Disposed of when it is held no more.
   */
  lend(giveBack: () => void): Disposable {
    this.#spare.add(giveBack);
    return { [Symbol.dispose]: () => this.#spare.delete(giveBack) };
  }

  /** Gives up what can be done without; one stays, so that who needs it later need only wait. */
  giveUpSpare(): void {
    for (const giveBack of this.#spare) giveBack();
    while (this.#idle.length > 0 && this.#count() > 1) {
      cutOff(this.#idle.pop()!);
    }
  }

  /** Refuses all who wait. */
  close(error: Error): void {
    ALL.delete(this);
    clearTimeout(this.#timer);
    for (const waiter of this.#waiting.splice(0)) waiter.reject(error);
  }

  #openMore(): void {
    const most = Math.min(this.#waiting.length, this.#isFull ? 1 : this.#limit);
    while (
      this.#timer === undefined && this.#opening < most &&
      this.#count() + this.#opening < this.#limit
    ) this.#openOne();
  }

  #openOne(): void {
    this.#opening++;
    this.#pool.getConnection((error, connection) => {
      this.#opening--;
      if (error) return this.#failed(error);
      this.#open.add(connection);
      const forget = () => this.#forget(connection);
      connection.on("end", forget);
      connection.on("error", forget);
      this.give(connection);
      this.#pause = SHORTEST;
      this.#isFull &&= this.#waiting.length > 0;
      this.#openMore();
    });
  }

  #failed(error: Error): void {
    const isFull = FULL.has((error as { code?: string }).code ?? "");
    const areAny = this.#count() + this.#opening > 0;
    if (isFull && areAny) return this.#askLater(error);
    // Where the server is full and there are none, nobody will give one back.
    for (const { reject } of this.#waiting.splice(0, isFull ? Infinity : 1)) {
      reject(error);
    }
    this.#isFull = false;
    this.#openMore();
  }

  #askLater(error: Error): void {
    this.#isFull = true;
    if (this.#waiting.length > 0) askForSpare();
    // Several were asked for at once.
    if (this.#timer !== undefined) return;
    if (this.#isStuck()) this.#waiting.shift()?.reject(error);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#isFull = this.#waiting.length > 0;
      if (!this.#isFull) this.#stillSince = null;
      this.#openMore();
    }, this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST);
  }

  /** However long work takes, it ends; who holds one and does nothing with it may wait for another one. */
  #isStuck(): boolean {
    if ([...this.#open].some(isAtWork)) this.#stillSince = null;
    else this.#stillSince ??= performance.now();
    return this.#stillSince !== null &&
      performance.now() - this.#stillSince > this.#patience;
  }

  /** How many there are. Those that were cut off do not say so. */
  #count(): number {
    for (const connection of this.#open) {
      if (isGone(connection)) this.#open.delete(connection);
    }
    return this.#open.size;
  }

  #forget(connection: mysql.PoolConnection): void {
    this.#open.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#openMore();
  }
}

/** Milliseconds until a server that had no connection left is asked for one again, at first and at last. */
const SHORTEST = 20;
const LONGEST = 1000;

/** Of all pools of this process: what one of them lacks, another one may have. */
const ALL = new Set<IdleConnections>();

function askForSpare(): void {
  for (const connections of ALL) connections.giveUpSpare();
}

/** No connection is left: of all, of this user, of what this user may have. */
const FULL = new Set([
  "ER_CON_COUNT_ERROR",
  "ER_TOO_MANY_USER_CONNECTIONS",
  "ER_USER_LIMIT_REACHED",
]);

/** As the driver has it, though its types do not say so: it marks what can be used no more. */
function isGone(connection: mysql.PoolConnection): boolean {
  const { _closing, _fatalError } = driversOwn(connection);
  return Boolean(_closing) || Boolean(_fatalError);
}

/** Likewise: a statement runs; a stream whose reader is away holds its connection up. */
function isAtWork(connection: mysql.PoolConnection): boolean {
  const { _command, _paused } = driversOwn(connection);
  return Boolean(_command) && !_paused;
}

function driversOwn(
  connection: mysql.PoolConnection,
): Readonly<Record<string, unknown>> {
  return connection as unknown as Record<string, unknown>;
}
