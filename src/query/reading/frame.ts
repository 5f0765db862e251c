/**
 * The result of `fetch`: an arquero table that knows where its rows came from and shows itself in a cell.
 *
 * @module
 */
import { ColumnTable } from "arquero";
import { BLOB } from "../../present/cell.ts";
import { displayBundle } from "../../present/display.ts";
import type { TableView } from "../../present/table_view.ts";
import { type FrameOrigin, mergedOrigin, NO_ORIGIN } from "./frame_origin.ts";
import type { RecordedEntry } from "./observer.ts";
import { namingResult } from "./shown_results.ts";
import { tableHtml } from "../../present/table_html.ts";
import { tableText } from "../../present/table_text.ts";
import { visibleText } from "../../present/visible_text.ts";

/** Columns of values by name, in order. */
export type FrameColumns = Record<string, unknown[]>;

/**
 * Rows that were read, as a data frame: an arquero `ColumnTable`, with all its verbs
 * (https://idl.uw.edu/arquero/api/verbs). Tables derived by verbs are frames, too.
 *
 * @example
 * ```ts demo ignore
 * const frame = await Electrode`electrode_id > ${125}`.fetch();
 * frame.filter((d) => d.bad_channel === "False").select("electrode_id", "x");
 * ```
 */
export class Frame extends ColumnTable {
  #origin: FrameOrigin = NO_ORIGIN;

  /**
   * Makes a frame of columns; what `fetch` calls.
   *
   * @internal
   */
  static of(columns: FrameColumns, origin: FrameOrigin): Frame {
    const frame = new Frame(columns as never);
    frame.#origin = origin;
    return frame;
  }

  /**
   * Gives rows the origins of all frames that they were put together of.
   *
   * @internal
   */
  static merged(rows: Frame, frames: readonly Frame[]): Frame {
    // A verb may give its first table itself, which stays what it is.
    const made = rows === frames[0] ? rows.create() : rows;
    made.#origin = mergedOrigin(frames.map((frame) => frame.#origin));
    return made;
  }

  /**
   * Keeps the origin through arquero's verbs, all of which make their results here.
   *
   * @internal
   */
  override create(options?: Parameters<ColumnTable["create"]>[0]): this {
    const made = super.create(options);
    (made as Frame).#origin = this.#origin;
    return made;
  }

  /**
   * The entries of the log that say what was read; empty where nothing was logged.
   *
   * @example
   * ```ts demo ignore
   * const frame = await Electrode`electrode_id > ${125}`.fetch();
   * frame.recorded; // []: no export is active
   * ```
   */
  get recorded(): readonly RecordedEntry[] {
    return this.#origin.recorded;
  }

  /** How Jupyter shows it. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const view = this.#view(SHOWN_ROWS);
    const bundle = { ...displayBundle(tableHtml(view), tableText(view)) };
    const origin = this.#origin;
    return namingResult(bundle, { kind: "frame", frame: this, origin });
  }

  /** How `console.log` shows it; inside of something else in a few words. */
  [Symbol.for("Deno.customInspect")](
    _inspect?: unknown,
    options?: { readonly currentDepth?: number },
  ): string {
    return options?.currentDepth
      ? this.inWords()
      : tableText(this.#view(SHOWN_ROWS));
  }

  /**
   * How many rows of which columns, on one line.
   *
   * @internal
   */
  inWords(): string {
    const rows = this.numRows();
    const columns = visibleText(this.columnNames().join(", "), WORDS);
    return `Frame, ${rows} ${rows === 1 ? "row" : "rows"} of ${columns}`;
  }

  #view(shown: number): TableView {
    const known = new Map(
      this.#origin.columns.map((column) => [column.name, column]),
    );
    const names = this.columnNames();
    const rows: unknown[][] = [];
    this.scan((row, _data, stop) => {
      rows.push(names.map((name) => this.#cell(name, row ?? 0)));
      if (rows.length >= shown) stop?.();
    }, true);
    return {
      columns: names.map((name) => known.get(name) ?? { name, isKey: false }),
      rows,
      total: this.numRows(),
      shown,
      notes: this.#origin.note === "" ? [] : [this.#origin.note],
    };
  }

  #cell(name: string, row: number): unknown {
    const value = this.data()[name]?.at(row);
    const isBlob = this.#origin.blobs.includes(name) && value !== null;
    return isBlob ? BLOB : value;
  }
}

const SHOWN_ROWS = 12;
/** Characters of the columns' names. */
const WORDS = 100;

/** The verbs that put rows of several tables together, or choose rows by another one's. */
const VERBS_OF_SEVERAL = [
  "antijoin",
  "assign",
  "concat",
  "cross",
  "except",
  "intersect",
  "join",
  "join_full",
  "join_left",
  "join_right",
  "lookup",
  "semijoin",
  "union",
] as const satisfies readonly (keyof ColumnTable)[];

// Arquero makes the result of the first table alone.
for (const verb of VERBS_OF_SEVERAL) {
  const plain = ColumnTable.prototype[verb] as (...given: unknown[]) => Frame;
  Object.defineProperty(Frame.prototype, verb, {
    configurable: true,
    writable: true,
    value: function (this: Frame, ...given: unknown[]): Frame {
      const others = given.flat().filter((one) => one instanceof Frame);
      return Frame.merged(plain.apply(this, given), [this, ...others]);
    },
  });
}
