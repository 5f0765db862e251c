/**
 * A query: which rows of a table, lazily. Building one sends nothing; only the reading methods do.
 *
 * @module
 */
import { RowCountError } from "../errors.ts";
import { Looking } from "./looking.ts";
import type { QueryContext } from "./context.ts";
import type { QueryInside } from "./query_inside.ts";
import { countRows } from "./reading/count.ts";
import type { Expression } from "./expression/expression.ts";
import { keyOf, namesOf } from "./expression/heading.ts";
import type { Frame, FrameColumns } from "./reading/frame.ts";
import { giving } from "./reading/giving.ts";
import { notRead, refuseMistakes } from "./not_read.ts";
import type { ReadResult } from "./reading/read_result.ts";
import { firstTables, read, type ReadOptions } from "./reading/read.ts";
import { Reading } from "./reading/reading.ts";
import {
  columnsOf,
  frameOf,
  type Row,
  rowsOf,
  tuplesOf,
} from "./reading/result.ts";
import { namingResult } from "./reading/shown_results.ts";
import { QUERY_STATE } from "./condition/semijoin.ts";
import { streamRows } from "./reading/stream.ts";
import type { NwbRow } from "./reading/nwb_row.ts";
import type { ReadTicket } from "./reading/observer.ts";

/**
 * Rows of one table or several, by DataJoint's operators. Immutable: each building method gives a new query.
 *
 * @example
 * ```ts demo ignore
 * const few = Electrode`electrode_id > ${125}`.orderBy("electrode_id").limit(10);
 * // SELECT nwb_file_name, …, contacts FROM `common_ephys`.`_electrode` WHERE (electrode_id > 125) ORDER BY
 * // electrode_id, nwb_file_name, electrode_group_name LIMIT 10
 * const frame = await few.fetch();
 * ```
 */
export class Query extends Looking {
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
   *
   * @example
   * ```ts demo ignore
   * const frame = await Electrode`electrode_id > ${125}`.fetch("electrode_id", "x");
   * // SELECT electrode_id, x FROM `common_ephys`.`_electrode` WHERE (electrode_id > 125)
   * frame.numRows(); // 2
   * ```
   */
  fetch(...names: readonly string[]): Promise<Frame> {
    return this.#read(names, frameOf);
  }

  /**
   * Reads rows as objects, and logs them.
   *
   * @param names Attributes to read; all of them where none is named.
   * @returns One object a row, in the order of the query.
   * @throws {LogError} An export is active, and the read could not be logged.
   *
   * @example
   * ```ts demo ignore
   * await Electrode.orderBy("electrode_id").limit(2).rows("electrode_id"); // [{ electrode_id: 0 }, { electrode_id: 1 }]
   * // SELECT electrode_id FROM `common_ephys`.`_electrode` ORDER BY electrode_id, nwb_file_name, electrode_group_name
   * // LIMIT 2
   * ```
   */
  rows(...names: readonly string[]): Promise<Row[]> {
    return this.#read(names, rowsOf);
  }

  /**
   * Reads rows as one array an attribute, and logs them.
   *
   * @param names Attributes to read; all of them where none is named.
   * @returns Attribute → its values, all as long as there are rows.
   * @throws {LogError} An export is active, and the read could not be logged.
   *
   * @example
   * ```ts demo ignore
   * const { electrode_id, x } = await Electrode().columns("electrode_id", "x");
   * // SELECT electrode_id, x FROM `common_ephys`.`_electrode`
   * electrode_id; // [0, 1, 2, …]
   * ```
   */
  columns(...names: readonly string[]): Promise<FrameColumns> {
    return this.#read(names, columnsOf);
  }

  /**
   * Reads the primary keys as objects, and logs the rows.
   *
   * @returns One object a row, with the attributes of the primary key.
   * @throws {LogError} An export is active, and the read could not be logged.
   *
   * @example
   * ```ts demo ignore
   * await Electrode`electrode_id > ${125}`.keys();
   * // SELECT nwb_file_name, electrode_group_name, electrode_id FROM `common_ephys`.`_electrode` WHERE (electrode_id >
   * // 125)
   * ```
   */
  keys(): Promise<Row[]> {
    const key = keyOf(this.#expression.heading);
    return this.#read(namesOf({ columns: key }), rowsOf);
  }

  /**
   * Reads the one row: all of it as an object, one attribute's value, or several values as an array.
   *
   * @throws {RowCountError} There are no rows, or several; it says how many, and nothing is logged.
   * @param names Attributes to read.
   *
   * @example
   * ```ts demo ignore
   * const few = Electrode.and({ electrode_id: 3 });
   * await few.fetch1("bad_channel"); // "False"
   * // SELECT bad_channel FROM `common_ephys`.`_electrode` WHERE (electrode_id=3) LIMIT 2
   * const [x, y] = await few.fetch1("x", "y");
   * // SELECT x, y FROM `common_ephys`.`_electrode` WHERE (electrode_id=3) LIMIT 2
   * ```
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
   *
   * @param names Attributes to read; all of them where none is named.
   * @returns Rows as objects; the server waits while nobody takes them.
   * @throws {LogError} An export is active, and the read could not be logged.
   *
   * @example
   * ```ts demo ignore
   * for await (const { electrode_id } of Electrode.stream("electrode_id")) {
   *   if (electrode_id === 3) break;
   * }
   * // SELECT electrode_id FROM `common_ephys`.`_electrode`
   * ```
   */
  stream(...names: readonly string[]): AsyncIterable<Row> {
    return streamRows(this.#context, this.#expression, names, new Error());
  }

  /**
   * Reads rows and opens the NWB files that they name: each row with `nwb`, the open file, and with each object that
   * it names by an `object_id`. Logs the rows, and the files.
   *
   * @returns One object a row; close the files, or let them be. Last in a cell they show as a table, with what was opened.
   * @throws {NwbError} A file is missing, or lacks the object.
   * @throws {LogError} An export is active, and the read could not be logged.
   *
   * @example
   * ```ts demo ignore
   * const [recording] = await Raw().fetchNwb();
   * // SELECT nwb_file_name, interval_list_name, raw_object_id, sampling_rate, comments, description FROM
   * // `common_ephys`.`_raw`
   * recording?.raw; // the acquisition's series, by `raw_object_id`
   * recording?.nwb.close();
   * ```
   */
  fetchNwb(): Promise<NwbRow[]> {
    return Reading.of(() => {
      const context = this.#context;
      const ticket = this.#begin();
      return giving(
        ticket,
        () =>
          context.fetchNwb(context, this.#expression, ticket, (rows) => rows),
      );
    });
  }

  /**
   * Reads the one row and gives the data of its NWB objects as the frame that Spyglass' `fetch1_dataframe` gives: time
   * first. Logs as {@linkcode fetchNwb}.
   *
   * @throws {RowCountError} There are no rows, or several.
   *
   * @example
   * ```ts demo ignore
   * const position = await TrodesPosV1.and({ trodes_pos_params_name: "single_led" }).fetch1Dataframe();
   * // SELECT count(*) FROM `position_v1_trodes_position`.`__trodes_pos_v1` WHERE
   * // (trodes_pos_params_name='single_led')
   * position.columnNames(); // ["time", "position_x", "position_y", "orientation", …]
   * ```
   */
  fetch1Dataframe(): Promise<Frame> {
    return Reading.of(async () => {
      const ticket = this.#begin();
      const context = this.#context;
      const many = context.rowsOfFrame?.(context, this.#expression) ?? null;
      const expression = many ?? this.#expression;
      const give = (rows: NwbRow[]) => context.nwbFrame(rows, context);
      return await giving(ticket, async () => {
        const rows = await countRows(context, expression);
        const isEnough = many === null ? rows === 1 : rows > 0;
        if (!isEnough) await this.#checkOne(rows === 0 ? 0 : 2);
        return await context.fetchNwb(context, expression, ticket, give);
      });
    });
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
      const how = { names, ...options };
      return await read(this.#context, this.#expression, ticket, how, shape);
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

/** Names of methods that only throw. */
export const REFUSED = refuseMistakes(
  Query.prototype,
  (query) => query[QUERY_STATE]().expression,
);
