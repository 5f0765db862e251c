/**
 * The driver's errors in our words: what was tried, what the server said, what to do. Never a password.
 *
 * @module
 */
import { ConnectionError, QueryError, SpyglassError } from "../errors.ts";

/**
 * Turns whatever the driver threw into one of our errors.
 *
 * @param error What was thrown.
 * @param label The server, as `root@localhost:3308`.
 * @param sql The statement that was running, `null` while connecting.
 */
export function toError(
  error: unknown,
  label: string,
  sql: string | null,
): SpyglassError {
  if (error instanceof SpyglassError) return error;
  const { errno = 0, ...rest } = error as DriverError;
  const said = rest.sqlMessage ?? (error as Error).message ?? String(error);
  const code = GONE.has(errno) || rest.fatal && !rest.code
    ? "PROTOCOL_CONNECTION_LOST"
    : rest.code ?? "UNKNOWN";
  if (sql === null || LOST.has(code)) {
    return new ConnectionError(
      connectionMessage(label, sql, { code, errno, said }),
      code,
    );
  }
  return new QueryError(
    `Cannot run a statement on ${label}: the server refused it (MySQL ${errno}: ${said})${
      remedy(code, sql) || REMEDIES.get(Number(errno)) || ""
    }`,
    { code, errno: Number(errno), sql },
  );
}

/** True when the connection went away, so that a read may be tried again on a new one. */
export function isLostConnection(error: unknown): boolean {
  return error instanceof ConnectionError && LOST.has(error.code) &&
    error.code !== "ECONNREFUSED";
}

/** True when the server gave up a transaction that may succeed when it is run again whole. */
export function isRetryable(error: unknown): boolean {
  return error instanceof QueryError && RETRYABLE.has(error.errno);
}

/** True when there is no such table, or no such schema. */
export function isMissingTable(error: unknown): boolean {
  return error instanceof QueryError && MISSING.has(error.errno);
}

/** True where this user may not do that, in a schema or in a table, or nobody on this server. */
export function isDenied(error: unknown): error is QueryError {
  return error instanceof QueryError && DENIED.has(error.errno) ||
    isReadOnly(error);
}

/** True where the server takes no changes. */
export function isReadOnly(error: unknown): error is QueryError {
  return error instanceof QueryError && error.errno === NOT_SO_STARTED &&
    READ_ONLY.test(error.message);
}

/** True where the server had no room, or no time, for a statement. */
export function isOverLimit(error: unknown): boolean {
  return error instanceof QueryError && REMEDIES.has(error.errno);
}

/** The properties of mysql2's errors that we read. */
interface DriverError {
  readonly code?: string;
  readonly errno?: number;
  readonly sqlMessage?: string;
  /** True where the connection is gone. */
  readonly fatal?: boolean;
}

const MISSING = new Set([1146, 1049]);

const LOST = new Set([
  "PROTOCOL_CONNECTION_LOST",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
]);

/** Shut down, killed, idle too long: by number, for MariaDB's have no name in the driver. */
const GONE = new Set([1053, 1927, 4031]);

/** Deadlock, lock wait timeout. */
const RETRYABLE = new Set([1213, 1205]);

function connectionMessage(
  label: string,
  sql: string | null,
  { code, errno, said }: { code: string; errno: number; said: string },
): string {
  const cause = errno > 0 ? `(MySQL ${errno}: ${said})` : `(${code}: ${said})`;
  const action = sql === null ? "connect to" : "run a statement on";
  const [found, advice] = sql === "COMMIT"
    ? LOST_COMMIT
    : CONNECTION[code] ?? UNKNOWN;
  return `Cannot ${action} ${label}: ${found}; ${advice} ${cause}`;
}

const UNKNOWN = [
  "the connection failed",
  "check the server's name, port and state",
] as const;

const LOST_COMMIT = [
  "the connection was lost while changes were committed, and it is not known whether they were",
  "look whether they are there before you run it again",
] as const;

const USER_FULL = [
  "the server gives this user no more connections, wanted 2 at once for an export (3 with readOnly, more with JupyterLab's sidebar)",
  "close other kernels and programs of this user, or ask its administrator to raise max_user_connections",
] as const;

const CONNECTION: Readonly<Record<string, readonly [string, string]>> = {
  ER_ACCESS_DENIED_ERROR: [
    "the user name or password is wrong",
    "correct DJ_USER and DJ_PASS, or database.user and database.password in dj_local_conf.json",
  ],
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: [
    "a password is needed",
    "set DJ_PASS, or database.password in dj_local_conf.json",
  ],
  ER_HOST_NOT_PRIVILEGED: [
    "this machine may not connect",
    "ask the server's administrator to allow it",
  ],
  ER_CON_COUNT_ERROR: [
    "the server has no connection left",
    "try again later, or ask its administrator to raise max_connections",
  ],
  ER_TOO_MANY_USER_CONNECTIONS: USER_FULL,
  ER_USER_LIMIT_REACHED: USER_FULL,
  ECONNREFUSED: [
    "no server answers there",
    "start it, or correct DJ_HOST and DJ_PORT",
  ],
  ENOENT: ["there is no such socket", "start the server"],
  ENOTFOUND: ["no machine has that name", "correct DJ_HOST"],
  EAI_AGAIN: ["the name could not be looked up", "check the network"],
  ETIMEDOUT: ["it did not answer in time", "check DJ_HOST and the network"],
  PROTOCOL_CONNECTION_LOST: ["the connection was lost", "run it again"],
  ECONNRESET: ["the connection was lost", "run it again"],
  EPIPE: [
    "the connection was lost while sending",
    "run it again; a statement larger than the server's max_allowed_packet does this, too",
  ],
  HANDSHAKE_NO_SSL_SUPPORT: [
    "it offers no TLS, and TLS was asked for",
    "set database.use_tls to false, or enable TLS there",
  ],
};

function remedy(code: string, sql: string): string {
  switch (code) {
    case "ER_TABLEACCESS_DENIED_ERROR":
    case "ER_DBACCESS_DENIED_ERROR":
    case "ER_COLUMNACCESS_DENIED_ERROR":
    case "ER_SPECIFIC_ACCESS_DENIED_ERROR":
      return "; ask the server's administrator for that right";
    case "ER_NO_DB_ERROR":
      return `;${WINDOW.test(sql) ? NO_WINDOWS : ""}` +
        " a table was named without its schema: write schema.table, or put the table itself into ${}";
    case "ER_LOCK_WAIT_TIMEOUT":
      return "; someone else holds these rows, or locks or alters their table (SHOW FULL PROCESSLIST says who): run it again";
    case "ER_LOCK_DEADLOCK":
      return "; someone else holds these rows: run it again";
    default:
      return "";
  }
}

const NO_ROOM =
  "; the server's disk is full, or what this may take of it: have room made there, then run it again";
const TOO_LONG =
  "; the server ends statements that take so long (max_statement_time, max_execution_time): ask for less at once, or have that time raised";

/** Of errors whose codes the driver may not know. */
const REMEDIES: ReadonlyMap<number, string> = new Map([
  [1021, NO_ROOM],
  [1114, NO_ROOM],
  [1969, TOO_LONG],
  [3024, TOO_LONG],
]);

/** A window function: a server that has none takes it for a function of a schema. */
const WINDOW = /\)\s*over\b/i;

const NO_WINDOWS =
  " window functions (… OVER …) need MySQL 8.0 and MariaDB 10.2 or later, look at SELECT VERSION(); else";

/** To this user, on the schema or on the table. */
const DENIED = new Set([1044, 1142, 1143]);

/** "The server is running with the --… option so it cannot execute this statement": of several options. */
const NOT_SO_STARTED = 1290;

/** `--read-only`, `--super-read-only`, `--innodb-read-only`, with an underscore, too. */
const READ_ONLY = /--[\w-]*read.only\b/i;
