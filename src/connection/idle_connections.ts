/**
 * The connections of a pool that nobody uses just now. mysql2 hands a free connection out in the next tick only; a
 * small read is long over half of its way by then, so free ones are kept here and taken at once.
 *
 * @module
 */
import type mysql from "mysql2";
import { PATIENCE } from "./patience.ts";

/** Takes connections from mysql2's pool, and keeps those that are given back. */
export class IdleConnections {
  readonly #pool: mysql.Pool;
  readonly #idle: mysql.PoolConnection[] = [];
  /** Those that there are, used or not. */
  readonly #open = new Set<mysql.PoolConnection>();
  /** How many wait for mysql2 to give them one. */
  #waiting = 0;

  /** @param pool Makes them; holds as many as its limit says. */
  constructor(pool: mysql.Pool) {
    this.#pool = pool;
    pool.on("connection", (connection) => {
      this.#hasOpen();
      this.#open.add(connection);
      const forget = () => this.#forget(connection);
      connection.on("end", forget);
      connection.on("error", forget);
    });
  }

  /** One that is free, `null` where none is: then it must be waited for. */
  take(): mysql.PoolConnection | null {
    return this.#idle.pop() ?? null;
  }

  /**
   * Waits for one, new or given back. Where the server has no more for this user, or for anybody, those that there are
   * must do.
   *
   * @throws What the driver gives as an error.
   */
  async wait(): Promise<mysql.PoolConnection> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      try {
        return this.take() ?? await this.#next();
      } catch (error) {
        const isFull = FULL.has((error as { code?: string }).code ?? "");
        if (!isFull || !this.#hasOpen() || performance.now() > end) {
          throw error;
        }
      }
      await new Promise((done) => setTimeout(done, 10 + 20 * Math.random()));
    }
  }

  #next(): Promise<mysql.PoolConnection> {
    this.#waiting++;
    return new Promise((resolve, reject) => {
      this.#pool.getConnection((error, connection) => {
        this.#waiting--;
        if (error) reject(error);
        else resolve(connection);
      });
    });
  }

  /** Gives one back. Who waits comes first. */
  give(connection: mysql.PoolConnection): void {
    if (this.#waiting > 0 || isGone(connection)) connection.release();
    else this.#idle.push(connection);
  }

  /** Those that were cut off do not say so. */
  #hasOpen(): boolean {
    for (const connection of this.#open) {
      if (isGone(connection)) this.#open.delete(connection);
    }
    return this.#open.size > 0;
  }

  #forget(connection: mysql.PoolConnection): void {
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
  }
}

/** No connection is left: of all, of this user, of what this user may have. */
const FULL = new Set([
  "ER_CON_COUNT_ERROR",
  "ER_TOO_MANY_USER_CONNECTIONS",
  "ER_USER_LIMIT_REACHED",
]);

/** As the driver has it, though its types do not say so: it marks what can be used no more. */
function isGone(connection: mysql.PoolConnection): boolean {
  const { _closing, _fatalError } = connection as unknown as Record<
    string,
    unknown
  >;
  return Boolean(_closing) || Boolean(_fatalError);
}
