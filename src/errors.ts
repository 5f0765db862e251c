/**
 * Every error class of the module. A message says: what was tried, colon, what was found, what is wanted, what to
 * do. Facts are fields, so that callers need not read the message. The kernel shows only the message, so the cause
 * is told in it, too.
 *
 * @module
 */

/**
 * Base class of all errors that this module throws on its own account.
 *
 * @example
 * ```ts demo ignore
 * try {
 *   await Electrode().fetch1();
 * } catch (error) {
 *   if (!(error instanceof SpyglassError)) throw error;
 *   error.message; // "Cannot fetch one row of …: found 128 rows, wanted exactly 1; …"
 * }
 * ```
 */
export class SpyglassError extends Error {
  override readonly name: string = "SpyglassError";
}

/** The server cannot be reached, or does not let us in. See {@linkcode connect}. */
export class ConnectionError extends SpyglassError {
  override readonly name = "ConnectionError";
  /** The server's or system's code, for example `ER_ACCESS_DENIED_ERROR` or `ECONNREFUSED`. */
  readonly code: string;
  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * The server refused a statement. The text of the statement is kept out of logs: `sql` is not enumerable.
 *
 * @example
 * ```ts demo ignore
 * try {
 *   await db.sql`select x from ${Electrode} where ${sql.id("depth")} > 1`.fetch();
 * } catch (error) {
 *   if (!(error instanceof QueryError)) throw error;
 *   error.errno; // 1054: there is no such column
 * }
 * ```
 */
export class QueryError extends SpyglassError {
  override readonly name = "QueryError";
  readonly code: string;
  /** The server's number, for example 1054. */
  readonly errno: number;
  declare readonly sql: string;
  constructor(
    message: string,
    facts: { code: string; errno: number; sql: string },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = facts.code;
    this.errno = facts.errno;
    Object.defineProperty(this, "sql", { value: facts.sql, enumerable: false });
  }
}

/**
 * A schema, table, column or option that does not exist.
 *
 * @example
 * ```ts demo ignore
 * try {
 *   await db.schema("comon_ephys");
 * } catch (error) {
 *   if (!(error instanceof UnknownNameError)) throw error;
 *   error.nearest; // "common_ephys"
 * }
 * ```
 */
export class UnknownNameError extends SpyglassError {
  override readonly name = "UnknownNameError";
  readonly unknown: string;
  /** The nearest name that exists, `null` where none is near. */
  readonly nearest: string | null;
  constructor(message: string, unknown: string, nearest: string | null) {
    super(message);
    this.unknown = unknown;
    this.nearest = nearest;
  }
}

/** A table's definition that cannot be declared; nothing was created. See {@linkcode Database.declare}. */
export class DefinitionError extends SpyglassError {
  override readonly name = "DefinitionError";
  /** The line of the definition, counted from 1 at its first line that is not blank; `null` where it is none of them. */
  readonly line: number | null;
  constructor(message: string, line: number | null, options?: ErrorOptions) {
    super(message, options);
    this.line = line;
  }
}

/**
 * A row that the server refused; nothing of its batch was written.
 *
 * @example
 * ```ts demo ignore
 * try {
 *   await Mouse.insert([{ mouse_id: 3 }, { mouse_id: 1 }]);
 * } catch (error) {
 *   if (!(error instanceof InsertError)) throw error;
 *   error.row; // 2: there is a mouse 1
 * }
 * ```
 */
export class InsertError extends QueryError {
  /** The row, counted from 1. */
  readonly row: number;
  /** The columns that the server objected to, empty where it named none. */
  readonly columns: readonly string[];
  constructor(
    message: string,
    facts: {
      code: string;
      errno: number;
      sql: string;
      row: number;
      columns: readonly string[];
    },
    options?: ErrorOptions,
  ) {
    super(message, facts, options);
    this.row = facts.row;
    this.columns = facts.columns;
  }
}

/**
 * `make` failed for a key; what it had done for that key was undone. `cause` is what it failed with. See
 * {@linkcode AutoPopulated.populate}.
 */
export class PopulateError extends SpyglassError {
  override readonly name = "PopulateError";
  /** The key that was being computed. */
  readonly key: Readonly<Record<string, unknown>>;
  constructor(
    message: string,
    key: Readonly<Record<string, unknown>>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.key = key;
  }
}

/** Bytes that are no DataJoint blob. See {@linkcode Query.fetch}. */
export class BlobError extends SpyglassError {
  override readonly name = "BlobError";
}

/**
 * A number of rows that the call does not allow.
 *
 * @example
 * ```ts demo ignore
 * try {
 *   await Electrode().fetch1();
 * } catch (error) {
 *   if (!(error instanceof RowCountError)) throw error;
 *   error.rows; // 128
 * }
 * ```
 */
export class RowCountError extends SpyglassError {
  override readonly name = "RowCountError";
  readonly rows: number;
  constructor(message: string, rows: number) {
    super(message);
    this.rows = rows;
  }
}

/**
 * An NWB file that is missing, damaged, or lacks what was asked of it.
 *
 * @example
 * ```ts demo ignore
 * try {
 *   nwb.get("/units");
 * } catch (error) {
 *   if (!(error instanceof NwbError)) throw error;
 *   error.path; // "…/raw/minirec20230622_.nwb"
 * }
 * ```
 */
export class NwbError extends SpyglassError {
  override readonly name = "NwbError";
  /** The file's path. */
  readonly path: string;
  constructor(message: string, path: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/** A read that could not be logged, and was therefore not given out. See {@linkcode Query.fetch}. */
export class LogError extends SpyglassError {
  override readonly name = "LogError";
}

/**
 * An export that cannot be computed, written or restored.
 *
 * @example
 * ```ts demo ignore
 * try {
 *   await ExportSelection.review({ paper_id: "none" });
 * } catch (error) {
 *   if (!(error instanceof ExportError)) throw error;
 *   error.message; // "Cannot read the log of paper "none": there is no such paper, …"
 * }
 * ```
 */
export class ExportError extends SpyglassError {
  override readonly name = "ExportError";
}

/** The private server cannot be set up or started. See {@linkcode connect}. */
export class ServerError extends SpyglassError {
  override readonly name = "ServerError";
}

/** Work that the user cancelled; nothing was left half done. See {@linkcode Changes.delete}. */
export class CancelledError extends SpyglassError {
  override readonly name = "CancelledError";
}
