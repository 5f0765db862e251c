/**
 * Reads rows of one table into the graph, and says in plain words why the server would not.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { CancelledError, ExportError, QueryError } from "../errors.ts";
import type { TableInfo } from "../schema/table.ts";
import type { ClosureOptions } from "./closure.ts";
import type { RowGraph, TableRows } from "./row_graph.ts";

/** Reads rows on one session, telling how far it got and stopping when asked to. */
export class RowReader {
  readonly graph: RowGraph;
  readonly #session: Session;
  readonly #options: ClosureOptions;

  constructor(graph: RowGraph, session: Session, options: ClosureOptions) {
    this.graph = graph;
    this.#session = session;
    this.#options = options;
  }

  /**
   * Reads the rows that fulfil the condition, and gives their numbers in the graph.
   *
   * @throws {ExportError} The table has no primary key and there are such rows, or they may not be read.
   * @throws {CancelledError} The signal says stop.
   */
  async read(rows: TableRows, condition: string): Promise<number[]> {
    const { table } = rows;
    if (table.primaryKey.length === 0) {
      await this.refuseAny(table, condition);
      return [];
    }
    const sent = await this.texts(
      table,
      `SELECT ${rows.select} FROM ${table.fullName} WHERE ${condition}`,
    );
    const found = sent.map((row) => this.graph.add(rows, row));
    this.#options.onProgress?.(this.graph.total, table.fullName);
    return found;
  }

  /** Runs one SELECT on a table. */
  async texts(table: TableInfo, sql: string): Promise<(string | null)[][]> {
    this.#check();
    try {
      return await this.#session.texts(sql);
    } catch (error) {
      if (error instanceof QueryError && DENIED.has(error.errno)) {
        throw forbidden(table, error);
      }
      throw error;
    }
  }

  /** A row without a primary key cannot be named, so it cannot be in a slice. */
  async refuseAny(table: TableInfo, condition: string): Promise<void> {
    const rows = await this.texts(
      table,
      `SELECT 1 FROM ${table.fullName} WHERE ${condition} LIMIT 1`,
    );
    if (rows.length === 0) return;
    throw new ExportError(
      `Cannot compute the slice: rows of ${table.fullName} belong to it, but the table has no primary key, wanted ` +
        `one to tell its rows apart; add one (ALTER TABLE ${table.fullName} ADD PRIMARY KEY …)`,
    );
  }

  #check(): void {
    if (!this.#options.signal?.aborted) return;
    throw new CancelledError(
      `Cannot finish the slice: it was cancelled after ${this.graph.total} rows; start it again when you like`,
    );
  }
}

/** Access denied to a database, a table, a column, a view's underlying objects. */
const DENIED = new Set([1044, 1142, 1143, 1356]);

function forbidden(table: TableInfo, error: QueryError): ExportError {
  return new ExportError(
    `Cannot compute the slice: this user may not read ${table.fullName}, wanted the right to; ` +
      `ask for GRANT SELECT ON ${table.fullName} (MySQL ${error.errno})`,
    { cause: error },
  );
}
