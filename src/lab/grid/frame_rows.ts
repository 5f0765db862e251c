/**
 * The rows of a frame that a cell showed: they are in memory, and are sorted and filtered there. They were read, and
 * logged or not, when the cell ran; taking them away is no other read, and must not pass for one.
 *
 * @module
 */
import { LogError } from "../../errors.ts";
import { activeExportId } from "../../log/exports/active_export.ts";
import { cell } from "../../present/cell.ts";
import type { QueryContext } from "../../query/context.ts";
import {
  type Attribute,
  computedAttribute,
  type Heading,
  headingWith,
} from "../../query/expression/heading.ts";
import { readsOf } from "../../query/reading/frame_origin.ts";
import type { ShownResult } from "../../query/reading/shown_results.ts";
import { ANY_TABLE } from "../../select/sql_query.ts";
import { checkRowCount, copiedNames, copiedText } from "./copied_text.ts";
import { compareValues, passes } from "./frame_values.ts";
import { CELL_LENGTH } from "./grid_cells.ts";
import type { GridCopy, GridCopyAsked } from "./grid_copy.ts";
import type { GridView } from "./grid_messages.d.ts";
import type { ResultRows } from "./result_rows.ts";

/** Rows of a frame. */
export class FrameRows implements ResultRows {
  readonly #result: Extract<ShownResult, { kind: "frame" }>;
  readonly #query: QueryContext;
  #last: { readonly view: string; readonly places: readonly number[] } | null =
    null;

  /** @param query Whose log it is that says whether rows may be taken away. */
  constructor(
    result: Extract<ShownResult, { kind: "frame" }>,
    query: QueryContext,
  ) {
    this.#result = result;
    this.#query = query;
  }

  heading(): Promise<Heading> {
    return Promise.resolve(this.#heading());
  }

  count(filter: GridView["filter"]): Promise<number> {
    return Promise.resolve(this.#places({ filter, sort: [] }).length);
  }

  texts(
    view: GridView,
    offset: number,
    limit: number,
  ): Promise<(string | null)[][]> {
    const names = this.#result.frame.columnNames();
    const places = this.#places(view).slice(offset, offset + limit);
    return Promise.resolve(places.map((place) =>
      names.map((name) => {
        const value = this.#value(name, place);
        if (value === null || value === undefined) return null;
        return this.#isBlob(name) ? "=BLOB=" : textOf(value);
      })
    ));
  }

  copy(asked: GridCopyAsked): Promise<GridCopy> {
    const note = this.#note();
    const { view, format, offset, limit } = asked;
    if (format === "code") {
      throw new RangeError(
        "Cannot write the result as code: it is a data frame in the kernel's memory, wanted rows or a query; copy them as TSV or CSV",
      );
    }
    const places = this.#places(view).slice(offset, offset + limit);
    checkRowCount(places.length, "the result");
    const names = copiedNames(this.#heading(), asked.columns);
    const rows = places.map((place) =>
      names.map((name) => this.#value(name, place))
    );
    const text = copiedText(names, rows, format);
    return Promise.resolve({ text, rows: rows.length, note });
  }

  #heading(): Heading {
    const { frame, origin } = this.#result;
    const known = new Map(origin.columns.map((one) => [one.name, one]));
    const columns = frame.columnNames().map((name): Attribute => {
      const column = known.get(name);
      return {
        ...computedAttribute(name),
        kind: this.#kind(name),
        type: column?.type ?? "",
        comment: column?.comment ?? "",
      };
    });
    const keys = origin.columns.filter(({ isKey }) => isKey)
      .map(({ name }) => name);
    const facts = { label: "Data frame", name: "frame" };
    return headingWith(facts, columns, keys);
  }

  #kind(name: string): Attribute["kind"] {
    if (this.#isBlob(name)) return "blob";
    const { frame } = this.#result;
    for (let row = 0; row < frame.totalRows(); row++) {
      const value = this.#value(name, row);
      if (value === null || value === undefined) continue;
      const isNumber = typeof value === "number" || typeof value === "bigint";
      return isNumber ? "double" : "string";
    }
    return "string";
  }

  /** Where the rows are that a filter leaves, in the order that is asked for. */
  #places({ filter, sort }: Pick<GridView, "filter" | "sort">) {
    const view = JSON.stringify([filter, sort]);
    if (this.#last?.view === view) return this.#last.places;
    const places = [...this.#result.frame.indices() as Iterable<number>]
      .filter((place) =>
        filter.every((one) => passes(this.#value(one.column, place), one))
      );
    const [first] = sort;
    if (first) {
      const sign = first.isDescending ? -1 : 1;
      places.sort((a, b) =>
        sign * compareValues(
          this.#value(first.column, a),
          this.#value(first.column, b),
        )
      );
    }
    this.#last = { view, places };
    return places;
  }

  #value(name: string, place: number): unknown {
    return this.#result.frame.data()[name]?.at(place);
  }

  #isBlob(name: string): boolean {
    return this.#result.origin.blobs.includes(name);
  }

  /** What there is to say of the log; rows that are not in the active export are not given out. */
  #note(): string {
    const ticket = this.#query.observer.begin(ANY_TABLE);
    ticket.end();
    const active = activeExportId();
    if (!ticket.logs) return ticket.note;
    const reads = readsOf(this.#result.origin);
    const isLogged = reads.length > 0 &&
      reads.every(({ recorded }) =>
        recorded.some(({ exportId }) => exportId === active)
      );
    if (isLogged) return ticket.note;
    throw new LogError(
      `Cannot copy rows of this result: they, or some of them, were read outside of export ${active}, wanted rows that are in its log; run the cells that read them again, and copy what they show then`,
    );
  }
}

function textOf(value: unknown): string {
  return cell(value, CELL_LENGTH).text;
}
