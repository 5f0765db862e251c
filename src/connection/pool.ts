/**
 * Connections to one server, over mysql2: opened when needed, closed connections replaced, every value unharmed.
 *
 * @module
 */
import mysql from "mysql2";
import { ConnectionError } from "../errors.ts";
import { IdleConnections } from "./idle_connections.ts";
import { INITIAL_SETTINGS } from "./initial_settings.ts";
import type { LooseViews } from "./loose_views.ts";
import { cutOff, MysqlSession } from "./mysql_session.ts";
import type { TlsOptions } from "./options.ts";
import { isLostConnection, toError } from "./server_error.ts";
import type {
  Changed,
  ColumnSet,
  DriverValue,
  Pool,
  ResultSet,
  RowCells,
  RowKeeper,
  Session,
} from "./session.ts";

/** Where to connect to. */
export interface PoolOptions {
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
  readonly user: string;
  readonly password?: string;
  /** `null` or left out: TLS where a server elsewhere offers it. */
  readonly tls?: boolean | TlsOptions | null;
  /** The most connections at once. @default {8} */
  readonly size?: number;
  /** Has the server refuse whatever writes, a SELECT that calls a function that does, too. @default {false} */
  readonly readOnly?: boolean;
  /** Views that are read otherwise; who knows the tables says which. */
  readonly looseViews?: LooseViews;
}

/**
 * Opens a pool and proves that it works by one query.
 *
 * @throws {ConnectionError} The server cannot be reached or refuses us; the message says what to do.
 */
export async function openPool(options: PoolOptions): Promise<Pool> {
  const encrypted = wantsTls(options);
  try {
    return await proven(create(options, encrypted), options);
  } catch (error) {
    if (!mayFallBack(options, error)) throw error;
    return await proven(create(options, false), options);
  }
}

/** Closes pools, some of which may be the same. */
export async function closeAll(...pools: readonly Pool[]): Promise<void> {
  for (const pool of new Set(pools)) await pool.close();
}

/** `root@localhost:3308`: how a server is named in messages; never with a password. */
export function serverLabel(options: PoolOptions): string {
  return `${options.user}@${serverAddress(options)}`;
}

/** `localhost:3308`: where a server is, whoever asks. */
export function serverAddress(options: PoolOptions): string {
  return options.socketPath ?? `${options.host}:${options.port ?? 3306}`;
}

class MysqlPool implements Pool {
  readonly #pool: mysql.Pool;
  readonly #idle: IdleConnections;
  readonly #label: string;
  readonly #views: LooseViews | null;
  /** Cuts off the streams that have rows on the wire. */
  readonly #streaming = new Set<() => void>();
  #isClosed = false;

  constructor(
    pool: mysql.Pool,
    label: string,
    views: LooseViews | null,
    size: number,
  ) {
    this.#pool = pool;
    this.#idle = new IdleConnections(pool, size);
    this.#label = label;
    this.#views = views;
  }

  query(sql: string): Promise<ResultSet> {
    return this.#twice((session) => session.query(sql));
  }

  columns(sql: string, kept?: RowKeeper): Promise<ColumnSet> {
    return this.#twice((session) => session.columns(sql, kept));
  }

  texts(sql: string): Promise<(string | null)[][]> {
    return this.#twice((session) => session.texts(sql));
  }

  bytes(sql: string): Promise<(Uint8Array | null)[][]> {
    return this.#twice((session) => session.bytes(sql));
  }

  cells(
    sql: string,
    onRow: (row: RowCells) => void,
    onBegin?: () => void,
  ): Promise<void> {
    return onBegin === undefined
      ? this.reserve((session) => session.cells(sql, onRow))
      : this.#twice((session) => session.cells(sql, onRow, onBegin));
  }

  async *stream(sql: string): AsyncGenerator<DriverValue[]> {
    const connection = this.#taken() ?? await this.#wait();
    let finished = false;
    try {
      yield* this.#session(connection).stream(sql);
      finished = true;
    } finally {
      // A stream left half-way still has rows on the wire: that connection is no good to anyone else.
      if (finished) this.#idle.give(connection);
      else this.#idle.drop(connection);
    }
  }

  run(sql: string): Promise<Changed> {
    return this.reserve((session) => session.run(sql));
  }

  async reserve<T>(
    work: (session: Session) => Promise<T>,
    giveBack?: () => void,
  ): Promise<T> {
    if (giveBack !== undefined) {
      using _lent = this.#idle.lend(giveBack);
      return await this.reserve(work);
    }
    const connection = this.#taken() ?? await this.#wait();
    try {
      const result = await work(this.#session(connection));
      this.#idle.give(connection);
      return result;
    } catch (error) {
      // Whatever state the session was left in (transaction, locks) goes with it.
      this.#idle.drop(connection);
      throw error;
    }
  }

  close(): Promise<void> {
    this.#isClosed = true;
    // Nobody may ever take the rest of such a stream, and the driver would wait for that.
    for (const cut of this.#streaming) cut();
    this.#idle.close(closed(this.#label));
    return new Promise((resolve) => this.#pool.end(() => resolve()));
  }

  /** Reads may be repeated once on a new connection when the old one had gone stale. */
  async #twice<T>(
    work: (session: Session) => Promise<T>,
    isAgain = false,
  ): Promise<T> {
    let connection: mysql.PoolConnection | null = null;
    try {
      // Without a tick in between where one is free: the statement goes out before this returns.
      connection = this.#taken() ?? await this.#wait();
      return await work(this.#session(connection));
    } catch (error) {
      if (isAgain || !isLostConnection(error)) throw error;
    } finally {
      if (connection !== null) this.#idle.give(connection);
    }
    return await this.#twice(work, true);
  }

  #session(connection: mysql.PoolConnection): MysqlSession {
    return new MysqlSession(
      connection,
      this.#label,
      this.#streaming,
      this.#views,
    );
  }

  #taken(): mysql.PoolConnection | null {
    if (this.#isClosed) throw closed(this.#label);
    return this.#idle.take();
  }

  async #wait(): Promise<mysql.PoolConnection> {
    try {
      return await this.#idle.wait();
    } catch (error) {
      throw toError(error, this.#label, null);
    }
  }
}

const SIZE = 8;

function closed(label: string): ConnectionError {
  return new ConnectionError(
    `Cannot use ${label}: the connection was closed, wanted an open one; connect again`,
    "CLOSED",
  );
}

function create(options: PoolOptions, encrypted: boolean): mysql.Pool {
  const pool = mysql.createPool({
    ...(options.socketPath
      ? { socketPath: options.socketPath }
      : { host: options.host ?? "localhost", port: options.port ?? 3306 }),
    user: options.user,
    ...(options.password ? { password: options.password } : {}),
    ...(encrypted ? { ssl: tlsOf(options) } : {}),
    charset: "utf8mb4",
    connectionLimit: options.size ?? SIZE,
    supportBigNumbers: true,
    bigNumberStrings: false,
    dateStrings: true,
    jsonStrings: true,
    multipleStatements: false,
    // Rows that an UPDATE, or ON DUPLICATE KEY UPDATE, left as they were are not counted. Statements have no attributes,
    // so that `driver_command.ts` sends the same to all servers.
    flags: ["-FOUND_ROWS", "-CLIENT_QUERY_ATTRIBUTES"],
    enableKeepAlive: true,
  } as mysql.PoolOptions);
  // Sent before anything else on each new connection; mysql2 keeps the order.
  pool.on("connection", (connection) => {
    connection.query(INITIAL_SETTINGS, (error) => {
      // Conditions would mean something else in such a session.
      if (error) cutOff(connection, error);
    });
    if (!options.readOnly) return;
    connection.query("SET SESSION TRANSACTION READ ONLY", (error) => {
      if (error) cutOff(connection, error);
    });
  });
  return pool;
}

async function proven(pool: mysql.Pool, options: PoolOptions): Promise<Pool> {
  const opened = new MysqlPool(
    pool,
    serverLabel(options),
    options.looseViews ?? null,
    options.size ?? SIZE,
  );
  try {
    await opened.reserve((session) => session.query("SELECT 1"));
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function wantsTls(options: PoolOptions): boolean {
  if (options.socketPath || options.tls === false) return false;
  if (options.tls) return true;
  return !["localhost", "127.0.0.1", "::1"].includes(options.host ?? "");
}

function mayFallBack(options: PoolOptions, error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return !options.tls && wantsTls(options) &&
    code === "HANDSHAKE_NO_SSL_SUPPORT";
}

/** Without certificates of its own a lab's server is encrypted to but not verified, as DataJoint does. */
function tlsOf(options: PoolOptions): mysql.SslOptions {
  if (typeof options.tls === "object" && options.tls !== null) {
    return { ...options.tls, rejectUnauthorized: Boolean(options.tls.ca) };
  }
  return { rejectUnauthorized: false };
}
