/**
 * What the rest of the project knows of a connection: run one statement of text, get its result.
 * `pool.ts` implements it over mysql2. Statements are complete text: values are written by `src/sql/`.
 *
 * @module
 */

/** One value as the driver gives it: numbers as numbers, 64-bit ones beyond 2^53 as text, dates and decimals as text. */
export type DriverValue = string | number | Uint8Array | null;

/**
 * One row where it lies, as the text protocol sent it. The object is the same for all rows of a SELECT: it is good only
 * while it is looked at, and so are its bytes.
 */
export interface RowCells {
  readonly bytes: Uint8Array;
  /** Where each column's value begins in the bytes; −1 for NULL. */
  readonly starts: Int32Array;
  /** Where it ends. */
  readonly ends: Int32Array;
}

/** Somebody who keeps rows beside those who read them. */
export interface RowKeeper {
  /** The statement is sent, perhaps once more: its rows come from the first on. */
  clear(): void;
  take(row: RowCells): void;
}

/** What the server says of a column of a result. */
export interface ResultField {
  readonly name: string;
  /** Where its values come from; empty for what is computed. */
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  /** The protocol's number of its type. */
  readonly type: number;
  /** True for bytes rather than texts. */
  readonly isBinary: boolean;
  /** How much its type holds: characters, digits, or, of BIT, bits. */
  readonly length: number;
}

/** Rows of one SELECT, with the names of their columns. */
export interface ResultSet {
  readonly names: readonly string[];
  /** More of them, made when they are asked for. */
  fields(): readonly ResultField[];
  readonly rows: DriverValue[][];
}

/** What a changing statement did. */
export interface Changed {
  readonly affectedRows: number;
  /** First auto-increment value that was made, 0 where there was none. */
  readonly insertId: number;
}

/** Rows of one SELECT as one list of values a column. */
export interface ColumnSet {
  readonly names: readonly string[];
  /** More of them, made when they are asked for. */
  fields(): readonly ResultField[];
  /** How many rows there are. */
  readonly length: number;
  readonly columns: DriverValue[][];
}

/** Runs a statement that was prepared, with values in place of its `?`. */
export type PreparedChange = (
  values: readonly (number | string)[],
) => Promise<void>;

/** Somewhere to run statements. */
export interface Session {
  /** Runs a SELECT (or SHOW) and gives its rows. */
  query(sql: string): Promise<ResultSet>;
  /**
   * Runs a SELECT and gives its columns: for many rows several times faster, for no row is made.
   *
   * @param kept Is shown each row, too.
   */
  columns(sql: string, kept?: RowKeeper): Promise<ColumnSet>;
  /** Runs a SELECT and gives every value as exactly the text the server sent (utf8), `null` for NULL. */
  texts(sql: string): Promise<(string | null)[][]>;
  /** Runs a SELECT and gives every value as the bytes the server sent, `null` for NULL. */
  bytes(sql: string): Promise<(Uint8Array | null)[][]>;
  /**
   * Runs a SELECT and shows each row where it lies: none is kept, however many there are, and nothing is made of it, not
   * even an object a value.
   *
   * @param onBegin Called when the statement is sent. Where it is given, a pool whose connection had gone stale sends it
   * once more: its rows come from the first on.
   */
  cells(
    sql: string,
    onRow: (row: RowCells) => void,
    onBegin?: () => void,
  ): Promise<void>;
  /** Runs a SELECT and gives its rows one by one; the server is held back while the reader is busy. */
  stream(sql: string): AsyncIterable<DriverValue[]>;
  /** Runs anything that gives no rows. */
  run(sql: string): Promise<Changed>;
  /**
   * Runs what gives no rows and prepares for what follows: `columns` and `cells` that are asked for before it is done are
   * sent right behind it. Where it fails, these fail, too, and the connection is closed. Only a connection that is held
   * can.
   */
  runAhead?(sql: string): Promise<void>;
  /**
   * Has the server take a statement apart that will run again and again; it lasts as long as its connection. Only a
   * connection that is held can; a transaction's does not.
   */
  prepare?(sql: string): Promise<PreparedChange>;
}

/** A set of connections to one server. */
export interface Pool extends Session {
  /**
   * Holds one connection for `work`, so that its statements share a session (transactions, `set`, locks).
   *
   * @param giveBack Where `work` could do without it: called when the server has no more connections and somebody waits
   * for one.
   */
  reserve<T>(
    work: (session: Session) => Promise<T>,
    giveBack?: () => void,
  ): Promise<T>;
  close(): Promise<void>;
  /** Transactions that hold all that is done in them; a plain pool has none. */
  readonly transactions?: Transactions;
}

/** Transactions of which the code in them need not know. */
export interface Transactions {
  /** True for code that runs in one. */
  readonly isOpen: boolean;
  /**
   * Runs `work` in a transaction: whatever it does with the pool, directly or not, is done on one connection.
   *
   * @throws {SpyglassError} One is open already.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Has the one that is open here end undone, whatever its work does after this; the cause is told. */
  forbidCommit(cause: unknown): void;
}
