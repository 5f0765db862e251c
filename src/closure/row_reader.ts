/**
 * Reads rows of one table into the graph, and says in plain words why the server would not.
 *
 * @module
 */
import type { RowCells, Session } from "../connection/session.ts";
import { CancelledError, ExportError, QueryError } from "../errors.ts";
import { unknownColumn } from "../query/reading/unknown_column.ts";
import type { TableInfo } from "../schema/table.ts";
import { fullName } from "../sql/identifier.ts";
import { textLiteral } from "../sql/literal.ts";
import { requireTableRights } from "./column_rights.ts";
import type { ClosureOptions } from "./closure_options.ts";
import type { RowGraph } from "./row_graph.ts";
import type { TableRows } from "./table_rows.ts";

/** Reads rows on one session, telling how far it got and stopping when asked to. */
export class RowReader {
  readonly graph: RowGraph;
  /** {@linkcode ClosureOptions.scanFrom} */
  readonly scanFrom: number;
  /** {@linkcode ClosureOptions.perSeed} */
  readonly perSeed: boolean;
  readonly #session: Session;
  readonly #options: ClosureOptions;
  readonly #onComplete: (rows: TableRows) => void;
  readonly #complete: TableRows[] = [];
  #guesses: Promise<ReadonlyMap<string, number>> | null = null;

  /** @param onComplete Told of each table that is complete, while the server is busy with another one. */
  constructor(
    graph: RowGraph,
    session: Session,
    options: ClosureOptions,
    onComplete: (rows: TableRows) => void,
  ) {
    this.graph = graph;
    this.#session = session;
    this.#options = options;
    this.#onComplete = onComplete;
    this.scanFrom = options.scanFrom ?? 500;
    this.perSeed = options.perSeed ?? false;
  }

  /**
   * Reads the rows that fulfil one of the conditions into the graph.
   *
   * @param conditions Each is planned by the server on its own; a row that fulfils several comes several times.
   * @param onRow Told the number of each.
   * @throws {ExportError} The table has no primary key and there are such rows, or they may not be read.
   * @throws {CancelledError} The signal says stop.
   */
  async read(
    rows: TableRows,
    conditions: readonly string[],
    onRow: (index: number) => void = () => {},
  ): Promise<void> {
    const { table } = rows;
    if (table.primaryKey.length === 0) {
      return await this.refuseAny(table, conditions.join(" OR "));
    }
    const arms = conditions.map((condition) =>
      `SELECT ${rows.select} FROM ${table.fullName} WHERE ${condition}`
    );
    await this.each(
      table,
      arms.length === 1
        ? arms[0]!
        : arms.map((arm) => `(${arm})`).join(" UNION ALL "),
      (row) => onRow(this.graph.add(rows, row)),
    );
    this.tell(table);
  }

  /** Says that a table was visited. */
  tell(table: TableInfo): void {
    this.#options.onProgress?.(this.graph.total, table.fullName);
  }

  /** Says that all rows of a table are known. */
  complete(rows: TableRows): void {
    this.#complete.push(rows);
  }

  /** Says which tables are complete, where nobody has been told yet. */
  tellComplete(): void {
    while (this.#complete.length > 0) this.#tellNext();
  }

  #tellNext(): void {
    const rows = this.#complete.shift();
    if (rows !== undefined) this.#onComplete(rows);
  }

  /** Runs one SELECT on a table, whose rows are looked at one by one. */
  async each(
    table: TableInfo,
    sql: string,
    onRow: (row: RowCells) => void,
  ): Promise<void> {
    this.#check();
    let count = 0;
    try {
      const running = this.#session.cells(sql, (row) => {
        onRow(row);
        if (++count % 10_000 !== 0) return;
        this.#check();
        this.tell(table);
      });
      try {
        this.#tellNext();
      } finally {
        await running;
      }
    } catch (error) {
      throw error instanceof QueryError ? explained(table, error) : error;
    }
  }

  /** About how many rows a table has, as the server guesses; `Infinity` where it does not say. All are asked at once. */
  async guessRows({ fullName }: TableInfo): Promise<number> {
    this.#guesses ??= this.#allGuesses();
    return (await this.#guesses).get(fullName) ?? Infinity;
  }

  async #allGuesses(): Promise<Map<string, number>> {
    this.#check();
    const schemas = this.graph.catalog.schemas.map(textLiteral).join(", ");
    const rows = await this.#session.texts(
      `SELECT table_schema, table_name, table_rows FROM information_schema.tables WHERE table_schema IN (${schemas})`,
    );
    return new Map(
      rows.flatMap(([schema, name, rows]) =>
        rows === null ? [] : [[fullName(schema!, name!), Number(rows)]]
      ),
    );
  }

  /** A row without a primary key cannot be named, so it cannot be in a slice. */
  async refuseAny(table: TableInfo, condition: string): Promise<void> {
    let found = false;
    const sql = `SELECT 1 FROM ${table.fullName} WHERE ${condition} LIMIT 1`;
    await this.each(table, sql, () => found = true);
    if (!found) return;
    await requireTableRights(this.#session, [table]);
    throw new ExportError(
      `Cannot compute the slice: rows of ${table.fullName} belong to it, but the table has no primary key, wanted ` +
        `one to tell its rows apart; add one (ALTER TABLE ${table.fullName} ADD PRIMARY KEY …)`,
    );
  }

  /**
   * Does work, and does not wait for its end where the signal says stop: the server may be long in answering.
   *
   * @throws {CancelledError} The signal says stop. The session's connection must be closed then.
   */
  async untilCancelled(work: () => Promise<void>): Promise<void> {
    const { signal } = this.#options;
    const stopped = Promise.withResolvers<never>();
    const stop = () => stopped.reject(this.#cancelled());
    signal?.addEventListener("abort", stop);
    try {
      await Promise.race([stopped.promise, work()]);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  #check(): void {
    if (this.#options.signal?.aborted) throw this.#cancelled();
  }

  #cancelled(): CancelledError {
    return new CancelledError(
      `Cannot finish the slice: it was cancelled after ${this.graph.total} rows; start it again when you like`,
    );
  }
}

/** Access denied to a database, a table, a column, a view's underlying objects. */
const DENIED = new Set([1044, 1142, 1143, 1356]);
/** There is no such table any more; it is another one than in our snapshot. */
const ALTERED = new Set([1146, 1412]);

function explained(table: TableInfo, error: QueryError): Error {
  const { fullName } = table;
  if (DENIED.has(error.errno)) {
    return new ExportError(
      `Cannot compute the slice: this user may not read ${fullName}, wanted the right to; ` +
        `ask for GRANT SELECT ON ${fullName} (MySQL ${error.errno})`,
      { cause: error },
    );
  }
  if (!ALTERED.has(error.errno) && !lostColumn(table, error)) return error;
  return new ExportError(
    `Cannot compute the slice: ${fullName} was altered, renamed or removed meanwhile, wanted tables that stay as ` +
      `they are; run it again (MySQL ${error.errno})`,
    { cause: error },
  );
}

/** True where the server does not know a column that the table had when the tables were looked up. */
function lostColumn({ columns }: TableInfo, error: QueryError): boolean {
  const unknown = unknownColumn(error);
  return columns.some(({ name }) => name === unknown);
}
