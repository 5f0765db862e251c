/**
 * A query: which rows of a table, lazily. Building one sends nothing; only the reading methods do.
 *
 * @module
 */
import { RowCountError } from "../errors.ts";
import type { SqlValue } from "../sql/fragment.ts";
import { Building } from "./algebra/building.ts";
import type { QueryContext } from "./context.ts";
import { countRows, hasRows } from "./reading/count.ts";
import { describeRows } from "./describe/describe_rows.ts";
import type { Expression } from "./expression/expression.ts";
import { keyOf, namesOf } from "./expression/heading.ts";
import { statementOf } from "./expression/statement.ts";
import type { Frame, FrameColumns } from "./reading/frame.ts";
import { mergePart } from "./algebra/merge.ts";
import { refuseVerbs } from "./not_read.ts";
import { type Preview, previewOf } from "./reading/preview.ts";
import {
  firstTables,
  read,
  type ReadOptions,
  type ReadResult,
} from "./reading/read.ts";
import { Reading } from "./reading/reading.ts";
import {
  columnsOf,
  frameOf,
  type Row,
  rowsOf,
  tuplesOf,
} from "./reading/result.ts";
import { namingResult } from "./reading/shown_results.ts";
import type { Restriction } from "./condition/restriction.ts";
import { QUERY_STATE } from "./condition/semijoin.ts";
import { streamRows } from "./reading/stream.ts";
import type { NwbRow } from "../nwb/fetch.ts";
import type { TableInfo } from "../schema/table.ts";
import type { ReadTicket } from "./reading/observer.ts";

/** What one query shows other parts of this module. */
export interface QueryInside {
  readonly context: QueryContext;
  readonly expression: Expression;
  /** Its first base table. */
  readonly table: TableInfo;
  /** Another query of the same database. */
  readonly with: (expression: Expression) => Query;
}

/**
 * Rows of one table or several, by DataJoint's operators. Immutable: each building method gives a new query.
 *
 * @example
 * ```ts ignore
 * const few = Electrode`electrode_id > ${125}`.orderBy("electrode_id").limit(10);
 * const frame = await few.fetch();
 * ```
 */
export class Query extends Building {
  readonly #context: QueryContext;
  readonly #expression: Expression;

  /** Queries are made by tables; this is not for callers. */
  constructor(context: QueryContext, expression: Expression) {
    super();
    this.#context = context;
    this.#expression = expression;
  }

  /** See {@linkcode QueryInside}. */
  override [QUERY_STATE](): QueryInside {
    const [table] = firstTables(this.#expression);
    return {
      context: this.#context,
      expression: this.#expression,
      table,
      with: (expression) => new Query(this.#context, expression),
    };
  }

  /**
   * Reads rows as a data frame, and logs them.
   *
   * @param names Attributes to read; all of them where none is named.
   * @returns An arquero table.
   * @throws {LogError} An export is active, and the read could not be logged.
   */
  fetch(...names: readonly string[]): Promise<Frame> {
    return this.#read(names, frameOf);
  }

  /** Reads rows as objects, and logs them. */
  rows(...names: readonly string[]): Promise<Row[]> {
    return this.#read(names, rowsOf);
  }

  /** Reads rows as one array an attribute, and logs them. */
  columns(...names: readonly string[]): Promise<FrameColumns> {
    return this.#read(names, columnsOf);
  }

  /** Reads the primary keys as objects, and logs the rows. */
  keys(): Promise<Row[]> {
    const key = keyOf(this.#expression.heading);
    return this.#read(namesOf({ columns: key }), rowsOf);
  }

  /**
   * Reads the one row: all of it as an object, one attribute's value, or several values as an array.
   *
   * @throws {RowCountError} There are no rows, or several; it says how many, and nothing is logged.
   */
  fetch1(): Promise<Row>;
  fetch1(name: string): Promise<unknown>;
  fetch1(...names: readonly string[]): Promise<unknown[]>;
  fetch1(...names: readonly string[]): Promise<unknown> {
    return this.#read(names, (result) => {
      if (names.length === 0) return rowsOf(result)[0]!;
      return names.length === 1 ? result.values[0]![0] : tuplesOf(result)[0]!;
    }, { most: 2, check: (rows) => this.#checkOne(rows) });
  }

  /**
   * Reads rows one by one, at most 1,000 at a time; these are logged before the first of them is given.
   */
  stream(...names: readonly string[]): AsyncIterable<Row> {
    return streamRows(this.#context, this.#expression, names, new Error());
  }

  /**
   * Reads rows and opens the NWB files that they name: each row with `nwb`, the open file, and with each object that
   * it names by an `object_id`. Logs the rows, and the files.
   */
  fetchNwb(): Promise<NwbRow[]> {
    return Reading.of(() => {
      const ticket = this.#begin();
      const read = this.#context.fetchNwb(
        this.#context,
        this.#expression,
        ticket,
      );
      return read as Promise<NwbRow[]>;
    });
  }

  /**
   * Reads the one row and gives the data of its NWB objects as the frame that Spyglass' `fetch1_dataframe` gives: time
   * first. Logs as {@linkcode fetchNwb}.
   *
   * @throws {RowCountError} There are no rows, or several.
   */
  fetch1Dataframe(): Promise<Frame> {
    return Reading.of(async () => {
      const ticket = this.#begin();
      const context = this.#context;
      const many = context.rowsOfFrame?.(context, this.#expression) ?? null;
      const expression = many ?? this.#expression;
      try {
        const rows = await countRows(context, expression);
        const isEnough = many === null ? rows === 1 : rows > 0;
        if (!isEnough) await this.#checkOne(rows === 0 ? 0 : 2);
      } catch (error) {
        ticket.end();
        throw error;
      }
      const opened = await context.fetchNwb(context, expression, ticket);
      return await context.nwbFrame(opened as NwbRow[], context);
    });
  }

  /**
   * The rows of the one part table that these rows of a merge table have, `null` where they have none. Not a read:
   * nothing is logged.
   *
   * @param restrictions On the part's own attributes.
   * @throws {SpyglassError} This is no merge table, or several parts have rows.
   */
  mergeGetPart(...restrictions: readonly Restriction[]): Promise<Query | null> {
    return Reading.of(async () => {
      const part = await mergePart(
        this.#context,
        this.#expression,
        restrictions,
      );
      return part && new Query(this.#context, part);
    });
  }

  /** How many rows there are. Not a read: nothing is logged. */
  count(): Promise<number> {
    return countRows(this.#context, this.#expression);
  }

  /** True when there is a row. Not a read: nothing is logged. */
  exists(): Promise<boolean> {
    return hasRows(this.#context, this.#expression);
  }

  /** The SELECT, with `?` where values are, and the values. */
  toSql(): { sql: string; params: SqlValue[] } {
    return statementOf(this.#expression).toSql();
  }

  /** The table's definition in DataJoint's language: declared again, it makes the same table. */
  describe(): string {
    return describeRows(this.#context.catalog, this.#expression);
  }

  /**
   * Some rows, to look at. Nothing is logged, and nothing is handed to code.
   *
   * @param count How many rows. @default {12}
   */
  preview(count = 12): Promise<Preview> {
    return previewOf(this.#context, this.#expression, count);
  }

  /** Nothing has been read yet: iterating is a mistake that must not pass for an empty result. */
  [Symbol.iterator](): never {
    throw notRead(this.#expression, "iterate over");
  }

  /** How Jupyter shows it: a preview, which is not logged. */
  async [Symbol.for("Jupyter.display")](): Promise<Record<string, string>> {
    return namingResult((await this.preview()).display(), {
      kind: "query",
      context: this.#context,
      expression: this.#expression,
    });
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return `${this.#expression.heading.label}: a query, nothing has been read yet (await .fetch(), .rows() …)`;
  }

  /** The read belongs to the export that is active now, when the method is called. */
  #begin(): ReadTicket {
    return this.#context.observer.begin(...firstTables(this.#expression));
  }

  #read<T>(
    names: readonly string[],
    shape: (result: ReadResult) => T,
    options: Omit<ReadOptions, "names"> = {},
  ): Promise<T> {
    return Reading.of(async () => {
      const ticket = this.#begin();
      return shape(
        await read(this.#context, this.#expression, ticket, {
          names,
          ...options,
        }),
      );
    });
  }

  async #checkOne(seen: number): Promise<void> {
    if (seen === 1) return;
    const rows = seen === 0 ? 0 : await this.count();
    throw new RowCountError(
      `Cannot fetch one row of ${this.#expression.heading.label}: found ${rows} rows, wanted exactly 1; restrict it further, or use fetch()`,
      rows,
    );
  }
}

refuseVerbs(
  Query.prototype,
  (query, verb) =>
    notRead(query[QUERY_STATE]().expression, `call ${verb}() on`),
);

function notRead({ heading }: Expression, action: string): TypeError {
  return new TypeError(
    `Cannot ${action} ${heading.label}: nothing has been read yet; read first: await query.rows(), or query.fetch() for a frame`,
  );
}
