/**
 * The connections of a pool that nobody uses just now. mysql2 hands a free connection out in the next tick only; a
 * small read is long over half of its way by then, so free ones are kept here and taken at once.
 *
 * @module
 */
import type mysql from "mysql2";

/** Takes connections from mysql2's pool, and keeps those that are given back. */
export class IdleConnections {
  readonly #pool: mysql.Pool;
  readonly #idle: mysql.PoolConnection[] = [];
  /** How many wait for mysql2 to give them one. */
  #waiting = 0;

  /** @param pool Makes them; holds as many as its limit says. */
  constructor(pool: mysql.Pool) {
    this.#pool = pool;
    pool.on("connection", (connection) => {
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
   * Waits for one, new or given back.
   *
   * @throws What the driver gives as an error.
   */
  wait(): Promise<mysql.PoolConnection> {
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

  #forget(connection: mysql.PoolConnection): void {
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
  }
}

/** As the driver has it, though its types do not say so: it marks what can be used no more. */
function isGone(connection: mysql.PoolConnection): boolean {
  const { _closing, _fatalError } = connection as unknown as Record<
    string,
    unknown
  >;
  return Boolean(_closing) || Boolean(_fatalError);
}
