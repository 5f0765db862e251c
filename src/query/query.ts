/**
 * A query: which rows of a table, lazily. Building one sends nothing; only the reading methods do.
 *
 * @module
 */
import { RowCountError } from "../errors.ts";
import type { Fragment, SqlValue } from "../sql/fragment.ts";
import { Changes } from "./changes.ts";
import { type Condition, negated } from "./condition.ts";
import { type QueryContext, tableLabel } from "./context.ts";
import { countRows, hasRows } from "./count.ts";
import { describeTable } from "./describe.ts";
import type { Frame, FrameColumns } from "./frame.ts";
import { refuseVerbs } from "./not_read.ts";
import { type Preview, previewOf } from "./preview.ts";
import { read, type ReadOptions, type ReadResult } from "./read.ts";
import { Reading } from "./reading.ts";
import { AndList, conditionOf, type Restriction } from "./restriction.ts";
import { columnsOf, frameOf, type Row, rowsOf } from "./result.ts";
import {
  limited,
  orderTerms,
  type QueryState,
  restricted,
  selectFragment,
  subselect,
  unlimited,
} from "./select.ts";
import { QUERY_STATE } from "./semijoin.ts";
import { streamRows } from "./stream.ts";
import type { NwbRow } from "../nwb/fetch.ts";
import type { TableInfo } from "../schema/table.ts";

/** What one query shows other parts of this module. */
export interface QueryInside {
  readonly context: QueryContext;
  readonly state: QueryState;
  readonly table: TableInfo;
  readonly attributes: readonly string[];
  /** The query as a list of some attributes, to stand in `IN (…)`. */
  readonly subselect: (names: readonly string[]) => Fragment;
}

/**
 * Rows of one table, restricted, sorted and limited. Immutable: each building method gives a new query.
 *
 * @example
 * ```ts ignore
 * const few = Electrode`electrode_id > ${125}`.orderBy("electrode_id").limit(10);
 * const frame = await few.fetch();
 * ```
 */
export class Query extends Changes {
  readonly #context: QueryContext;
  readonly #state: QueryState;

  /** Queries are made by tables; this is not for callers. */
  constructor(context: QueryContext, state: QueryState) {
    super();
    this.#context = context;
    this.#state = state;
  }

  /** What other parts of this module need of a query. */
  override [QUERY_STATE](): QueryInside {
    const state = this.#state;
    return {
      context: this.#context,
      state,
      table: state.table,
      attributes: state.table.columns.map((column) => column.name),
      subselect: (names) => subselect(state, names),
    };
  }

  /**
   * The rows for which all of these hold, too. `q.and(a).and(b)` is `a AND b`.
   *
   * @param restrictions See {@linkcode Restriction}.
   */
  and(...restrictions: readonly Restriction[]): Query {
    return this.#restrict((table) =>
      restrictions.flatMap((item) =>
        item instanceof AndList ? item.items : [item]
      )
        .map((item) => conditionOf(this.#context, table, item))
    );
  }

  /** The rows for which none of these holds: DataJoint's `-`. */
  except(...restrictions: readonly Restriction[]): Query {
    return this.#restrict((table) =>
      restrictions.map((item) =>
        negated(conditionOf(this.#context, table, item))
      )
    );
  }

  /**
   * The same rows, sorted.
   *
   * @param terms Attributes, each as `"name"` or `"name desc"`; `"KEY"` stands for the primary key.
   */
  orderBy(...terms: readonly string[]): Query {
    const order = orderTerms(this.#state.table, terms);
    return new Query(this.#context, { ...unlimited(this.#state), order });
  }

  /** At most `count` of the rows. */
  limit(count: number): Query {
    return new Query(this.#context, limited(this.#state, "limit", count));
  }

  /** The rows without the first `count`. */
  offset(count: number): Query {
    return new Query(this.#context, limited(this.#state, "offset", count));
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
    return this.#read(this.#state.table.primaryKey, rowsOf);
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
      return names.length === 1 ? result.rows[0]![0] : result.rows[0]!;
    }, { most: 2, check: (rows) => this.#checkOne(rows) });
  }

  /**
   * Reads rows one by one, at most 1,000 at a time; these are logged before the first of them is given.
   */
  stream(...names: readonly string[]): AsyncIterable<Row> {
    return streamRows(this.#context, this.#state, names, new Error());
  }

  /**
   * Reads rows and opens the NWB files that they name: each row with `nwb`, the open file, and with each object that
   * it names by an `object_id`. Logs the rows, and the files.
   */
  fetchNwb(): Promise<NwbRow[]> {
    return Reading.of(() => {
      const ticket = this.#context.observer.begin(this.#state.table);
      const read = this.#context.fetchNwb(this.#context, this.#state, ticket);
      return read as Promise<NwbRow[]>;
    });
  }

  /** How many rows there are. Not a read: nothing is logged. */
  count(): Promise<number> {
    return countRows(this.#context, this.#state);
  }

  /** True when there is a row. Not a read: nothing is logged. */
  exists(): Promise<boolean> {
    return hasRows(this.#context, this.#state);
  }

  /** The SELECT, with `?` where values are, and the values. */
  toSql(): { sql: string; params: SqlValue[] } {
    return selectFragment(this.#state, "*").toSql();
  }

  /** The table's definition in DataJoint's language: declared again, it makes the same table. */
  describe(): string {
    return describeTable(this.#context.catalog, this.#state.table);
  }

  /**
   * Some rows, to look at. Nothing is logged, and nothing is handed to code.
   *
   * @param count How many rows. @default {12}
   */
  preview(count = 12): Promise<Preview> {
    return previewOf(this.#context, this.#state, count);
  }

  /** Nothing has been read yet: iterating is a mistake that must not pass for an empty result. */
  [Symbol.iterator](): never {
    throw notRead(this.#state.table, "iterate over");
  }

  /** How Jupyter shows it: a preview, which is not logged. */
  async [Symbol.for("Jupyter.display")](): Promise<Record<string, string>> {
    return (await this.preview()).display();
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return `${
      tableLabel(this.#state.table)
    }: a query, nothing has been read yet (await .fetch(), .rows() …)`;
  }

  #restrict(make: (table: TableInfo) => readonly Condition[]): Query {
    const state = unlimited(this.#state);
    const conditions = [...state.conditions, ...make(state.table)];
    return new Query(this.#context, restricted(state, conditions));
  }

  #read<T>(
    names: readonly string[],
    shape: (result: ReadResult) => T,
    options: Omit<ReadOptions, "names"> = {},
  ): Promise<T> {
    // The read belongs to the export that is active now, when the method is called.
    return Reading.of(async () => {
      const ticket = this.#context.observer.begin(this.#state.table);
      return shape(
        await read(this.#context, this.#state, ticket, {
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
      `Cannot fetch one row of ${
        tableLabel(this.#state.table)
      }: found ${rows} rows, wanted exactly 1; restrict it further, or use fetch()`,
      rows,
    );
  }
}

refuseVerbs(
  Query.prototype,
  (query, verb) => notRead(query[QUERY_STATE]().table, `call ${verb}() on`),
);

function notRead(table: TableInfo, action: string): TypeError {
  return new TypeError(
    `Cannot ${action} ${
      tableLabel(table)
    }: nothing has been read yet; read first: await query.rows(), or query.fetch() for a frame`,
  );
}
