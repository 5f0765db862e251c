/**
 * What `` db.sql`…` `` gives: any SELECT, lazily, with the methods that read rows in any shape.
 *
 * @module
 */
import { RowCountError } from "../errors.ts";
import type { QueryContext } from "../query/context.ts";
import type { Frame, FrameColumns } from "../query/reading/frame.ts";
import { refuseVerbs } from "../query/not_read.ts";
import type { Preview } from "../query/reading/preview.ts";
import type { ReadResult } from "../query/reading/read_result.ts";
import { Reading } from "../query/reading/reading.ts";
import {
  columnsOf,
  frameOf,
  type Row,
  rowsOf,
  tuplesOf,
} from "../query/reading/result.ts";
import { namingResult } from "../query/reading/shown_results.ts";
import type { TableInfo } from "../schema/table.ts";
import type { SqlValue } from "../sql/fragment.ts";
import { checkSelect } from "./tree/gate.ts";
import { countSelect, previewSelect, selectHasRows } from "./not_logged.ts";
import { readSelect, type SelectReadOptions } from "./select_read.ts";
import { streamSelect } from "./select_stream.ts";
import type { Piece } from "../sql/tokens.ts";
import { statementOf, textOf } from "./statement.ts";

/** Asks a SELECT for its statement. */
export const SELECT_STATE: unique symbol = Symbol("spyglass.select");

/**
 * One SELECT. Nothing is sent until it is read. While an export is active it is logged by the rows of the base tables
 * that its result rests on.
 *
 * @example
 * ```ts demo ignore
 * const rates = await db.sql`
 *   select s.nwb_file_name, count(*) as electrodes
 *   from ${Electrode} e join ${Session} s using (nwb_file_name)
 *   where e.bad_channel = ${"False"} group by s.nwb_file_name`.fetch();
 * // select s.nwb_file_name, count(*) as electrodes from `common_ephys`.`_electrode` e join
 * // `common_session`.`_session` s using (nwb_file_name) where e.bad_channel = 'False' group by s.nwb_file_name
 * ```
 */
export class SqlQuery {
  readonly #context: QueryContext;
  readonly #statement: readonly Piece[];

  /**
   * Made by `db.sql`.
   *
   * @throws {SyntaxError} It is not one SELECT.
   * @throws {TypeError} A value that has no one meaning.
   */
  constructor(
    context: QueryContext,
    strings: readonly string[],
    values: readonly unknown[],
  ) {
    this.#context = context;
    this.#statement = statementOf(strings, values);
    checkSelect(this.#statement);
  }

  /**
   * Reads rows as a data frame, and logs what they rest on.
   *
   * @param names Columns to give; all of them where none is named.
   * @throws {LogError} An export is active, and nobody could say which rows these rest on; the message says why.
   * @returns An arquero table.
   *
   * @example
   * ```ts demo ignore
   * const frame = await db.sql`select max(x) as x from ${Electrode}`.fetch();
   * // select max(x) as x from `common_ephys`.`_electrode`
   * frame.get("x");
   * ```
   */
  fetch(...names: readonly string[]): Promise<Frame> {
    return this.#read(frameOf, { names });
  }

  /**
   * Reads rows as objects, and logs what they rest on.
   *
   * @param names Columns to give; all of them where none is named.
   * @returns One object a row.
   * @throws {LogError} As {@linkcode SqlQuery.fetch}.
   *
   * @example
   * ```ts demo ignore
   * await db.sql`select electrode_id, x from ${Electrode} where electrode_id in ${[1, 2]}`.rows("x");
   * // select electrode_id, x from `common_ephys`.`_electrode` where electrode_id in (1, 2)
   * ```
   */
  rows(...names: readonly string[]): Promise<Row[]> {
    return this.#read(rowsOf, { names });
  }

  /**
   * Reads rows as one array a column, and logs what they rest on.
   *
   * @param names Columns to give; all of them where none is named.
   * @returns Column → its values.
   * @throws {LogError} As {@linkcode SqlQuery.fetch}.
   *
   * @example
   * ```ts demo ignore
   * const { electrode_id } = await db.sql`select electrode_id from ${Electrode} where electrode_id < ${2}`.columns();
   * // select electrode_id from `common_ephys`.`_electrode` where electrode_id < 2
   * ```
   */
  columns(...names: readonly string[]): Promise<FrameColumns> {
    return this.#read(columnsOf, { names });
  }

  /**
   * Reads the one row: all of it as an object, one column's value, or several values as an array.
   *
   * @throws {RowCountError} There are no rows, or several; it says how many, and nothing is logged.
   * @param names Columns to give.
   *
   * @example
   * ```ts demo ignore
   * await db.sql`select count(*) as n from ${Electrode}`.fetch1("n"); // 128
   * // select count(*) as n from `common_ephys`.`_electrode`
   * ```
   */
  fetch1(): Promise<Row>;
  fetch1(name: string): Promise<unknown>;
  fetch1(...names: readonly string[]): Promise<unknown[]>;
  fetch1(...names: readonly string[]): Promise<unknown> {
    return this.#read<unknown>((result) => {
      if (names.length === 0) return rowsOf(result)[0]!;
      return names.length === 1 ? result.values[0]![0] : tuplesOf(result)[0]!;
    }, { names, check: checkOne });
  }

  /**
   * Reads rows one by one; each is logged, with what it rests on, before it is given.
   *
   * @param names Columns to give; all of them where none is named.
   * @returns Rows as objects.
   * @throws {LogError} As {@linkcode SqlQuery.fetch}.
   *
   * @example
   * ```ts demo ignore
   * for await (const { electrode_id } of db.sql`select electrode_id from ${Electrode} order by 1`.stream()) {
   *   if (electrode_id === 3) break;
   * }
   * // select electrode_id from `common_ephys`.`_electrode` order by 1
   * ```
   */
  stream(...names: readonly string[]): AsyncIterable<Row> {
    const begin = this.#context.observer.later(ANY_TABLE);
    return streamSelect(this.#context, this.#statement, {
      names,
      begin,
      site: new Error(),
    });
  }

  /**
   * How many rows there are. Not a read: nothing is logged.
   *
   * @example
   * ```ts demo ignore
   * await db.sql`select distinct bad_channel from ${Electrode}`.count(); // 1
   * // SELECT COUNT(*) FROM (select distinct bad_channel from `common_ephys`.`_electrode`) AS `counted`
   * ```
   */
  count(): Promise<number> {
    return countSelect(this.#context, this.#statement);
  }

  /**
   * True when there is a row. Not a read: nothing is logged.
   *
   * @example
   * ```ts demo ignore
   * await db.sql`select * from ${Electrode} where electrode_id = ${500}`.exists(); // false
   * // select * from `common_ephys`.`_electrode` where electrode_id = 500
   * ```
   */
  exists(): Promise<boolean> {
    return selectHasRows(this.#context, this.#statement);
  }

  /**
   * The SELECT as it is sent, with the values in it; `params` is always empty.
   *
   * @example
   * ```ts demo ignore
   * db.sql`select * from ${Electrode} where electrode_id in ${[1, 2]}`.toSql().sql;
   * // select * from `common_ephys`.`_electrode` where electrode_id in (1, 2)
   * ```
   */
  toSql(): { sql: string; params: SqlValue[] } {
    return { sql: textOf(this.#statement), params: [] };
  }

  /**
   * Some rows, to look at. Nothing is logged, and nothing is handed to code.
   *
   * @param count How many rows. @default {12}
   *
   * @example
   * ```ts demo ignore
   * await db.sql`select * from ${Electrode}`.preview(3); // shows itself as the last of a cell
   * // select * from `common_ephys`.`_electrode`
   * ```
   */
  preview(count = 12): Promise<Preview> {
    return previewSelect(this.#context, this.#statement, count);
  }

  /**
   * What runs.
   *
   * @internal
   */
  [SELECT_STATE](): readonly Piece[] {
    return this.#statement;
  }

  /** Nothing has been read yet: iterating is a mistake that must not pass for an empty result. */
  [Symbol.iterator](): never {
    throw notRead("iterate over");
  }

  /** How Jupyter shows it: a preview, which is not logged. */
  async [Symbol.for("Jupyter.display")](): Promise<Record<string, string>> {
    return namingResult((await this.preview()).display(), {
      kind: "select",
      context: this.#context,
      statement: this.#statement,
    });
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return "A SELECT: a query, nothing has been read yet (await .fetch(), .rows() …)";
  }

  #begin() {
    return this.#context.observer.begin(ANY_TABLE);
  }

  #read<T>(
    shape: (result: ReadResult) => T,
    options: SelectReadOptions,
  ): Promise<T> {
    // The read belongs to the export that is active now, when the method is called.
    return Reading.of(async () => {
      const ticket = this.#begin();
      return shape(
        await readSelect(this.#context, this.#statement, ticket, options),
      );
    });
  }
}

refuseVerbs(SqlQuery.prototype, (_query, verb) => notRead(`call ${verb}() on`));

/** Which tables it reads is known when it has been taken apart; that it is to be logged, at once. */
export const ANY_TABLE = { schema: "", name: "", fullName: "" } as TableInfo;

function checkOne(rows: number): void {
  if (rows === 1) return;
  throw new RowCountError(
    `Cannot fetch one row by db.sql: found ${rows} rows, wanted exactly 1; restrict it further, or use fetch()`,
    rows,
  );
}

function notRead(action: string): TypeError {
  return new TypeError(
    `Cannot ${action} a SELECT: nothing has been read yet; read first: await db.sql\`…\`.rows(), or .fetch() for a frame`,
  );
}
