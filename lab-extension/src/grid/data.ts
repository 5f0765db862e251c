/**
 * The rows of a table as the data grid wants them: what is in sight is fetched from the kernel, one page after another.
 *
 * @module
 */
import type {
  GridHead,
  GridRows,
} from "../../../src/lab/grid/grid_messages.d.ts";
import { DataModel } from "@lumino/datagrid";
import { shownCount, shownText } from "../words/shown.ts";
import type { GridWords } from "./words.ts";
import { Pages, type Range } from "./pages.ts";

/** Where rows come from. */
export interface RowSource {
  /** Rows from a place on; fewer at the end of the table. */
  rows(offset: number, limit: number): Promise<GridRows>;
  /** The rows in sight. */
  visible(): Range | null;
  /** Rows could not be had. */
  failed(error: unknown): void;
  /** There are fewer rows than there were. */
  fewer(): void;
}

/** A column as the kernel describes it. */
export type Column = GridHead["columns"][number];

/** A table of any length of which a few thousand rows are here. */
export class GridData extends DataModel {
  /**
   * @param head columns and number of rows
   * @param source where rows come from
   * @param words what is said where there is no value
   */
  constructor(
    readonly head: GridHead,
    source: RowSource,
    readonly words: GridWords,
  ) {
    super();
    this.#source = source;
  }

  /** Whether a text stands in the place of a value that is not there. */
  isPlaceholder(text: string): boolean {
    return text === this.words.gone || text === this.words.notHere;
  }

  /** How the columns are sorted, for the marks in the header. */
  sort: readonly { column: string; isDescending: boolean }[] = [];

  override rowCount(region: DataModel.RowRegion): number {
    return region === "body" ? this.head.total : HEADER_ROWS;
  }

  override columnCount(region: DataModel.ColumnRegion): number {
    return region === "body" ? this.head.columns.length : 1;
  }

  /** Texts to be drawn: `null` is SQL's null, `undefined` is still on its way, or cannot be had. */
  override data(
    region: DataModel.CellRegion,
    row: number,
    column: number,
  ): string | null | undefined {
    if (region === "row-header") return shownCount(row + 1);
    if (region === "corner-header") return row === 0 ? "#" : "";
    if (region === "column-header") return this.#header(row, column);
    const value = this.cell(row, column);
    if (value === undefined && this.#hasFailed) return this.words.notHere;
    return typeof value === "string" ? shownText(value, CELL) : value;
  }

  /** The value of a cell as it came; `undefined` where it is still on its way. */
  cell(row: number, column: number): string | null | undefined {
    const values = this.#pages.row(row);
    const isNearNext = column === 0 && AHEAD_AT.has(row % PAGE);
    if (values === undefined || isNearNext) this.#want();
    return values === null ? this.words.gone : values?.[column];
  }

  /** The value of a cell in words, as much of it as there is. */
  text(row: number, column: number): string {
    const value = this.cell(row, column);
    if (value === null) return "NULL";
    if (value !== undefined) return shownText(value, 2000);
    return this.#hasFailed ? this.words.notHere : "…";
  }

  /** The greatest number of characters that a column shows in some rows. */
  longest(column: number, first: number, end: number): number {
    let longest = 0;
    for (let row = first; row < end; row++) {
      const value = this.#pages.row(row)?.[column] ?? "NULL";
      longest = Math.max(longest, value.length);
    }
    return longest;
  }

  /** Nothing more is fetched or drawn. */
  close(): void {
    this.#isClosed = true;
    this.#pages.clear();
  }

  readonly #source: RowSource;
  readonly #pages = new Pages(PAGE, KEPT);
  #hasFewer = false;
  #hasFailed = false;
  /** When rows may be asked for again, by `performance.now()`. */
  #again = 0;
  #isFetching = false;
  #isClosed = false;

  #header(row: number, at: number): string {
    const column = this.head.columns[at];
    if (column === undefined) return "";
    const type = shownText(column.type, 60);
    if (row > 0) return column.isKey ? this.words.keyType(type) : type;
    const sort = this.sort.find((one) => one.column === column.name);
    const mark = sort === undefined ? "" : sort.isDescending ? " ▼" : " ▲";
    return `${shownText(column.name, 80)}${mark}`;
  }

  /** Rows that only flew by are not fetched: what is in sight then is asked for, and what is near it. */
  #want(): void {
    if (this.#isFetching || this.#isClosed) return;
    if (performance.now() < this.#again) return;
    this.#isFetching = true;
    setTimeout(() => void this.#fetch(), CALM_MS);
  }

  async #fetch(): Promise<void> {
    try {
      for (;;) {
        const wanted = this.#wanted();
        if (wanted === null) break;
        const { first } = wanted;
        const { rows } = await this.#source.rows(first, PAGE);
        if (this.#isClosed) break;
        this.#hasFailed = false;
        this.#pages.keep(first, rows);
        this.#draw(wanted);
        this.#check(first + rows.length, wanted);
      }
    } catch (error) {
      if (!this.#isClosed) this.#fail(error);
    } finally {
      this.#isFetching = false;
    }
  }

  /** What is drawn anew must not ask at once again. */
  #fail(error: unknown): void {
    this.#hasFailed = true;
    this.#again = performance.now() + AGAIN_MS;
    this.#draw({ first: 0, end: this.head.total });
    this.#source.failed(error);
  }

  #wanted(): Range | null {
    const visible = this.#isClosed ? null : this.#source.visible();
    if (visible === null) return null;
    const { total } = this.head;
    const end = Math.min(visible.end, total);
    if (end <= visible.first) return null;
    const around = {
      first: Math.max(0, visible.first - AHEAD),
      end: Math.min(total, end + AHEAD),
    };
    return this.#pages.missing({ first: visible.first, end }) ??
      this.#pages.missing(around);
  }

  /** Rows that went away since they were counted do not come, however long one waits. */
  #check(found: number, { end }: Range): void {
    if (found >= Math.min(end, this.head.total) || this.#hasFewer) return;
    this.#hasFewer = true;
    this.#source.fewer();
  }

  #draw({ first, end }: Range): void {
    this.emitChanged({
      type: "cells-changed",
      region: "body",
      row: first,
      column: 0,
      rowSpan: Math.max(1, Math.min(end, this.head.total) - first),
      columnSpan: this.head.columns.length,
    });
  }
}

/** Rows of name and type. */
const HEADER_ROWS = 2;
const PAGE = 200;
/** Some ten thousand rows, and no more than some megabytes of long ones. */
const KEPT = { pages: 100, characters: 8_000_000 };
/** Rows beside those in sight that are fetched after them. */
const AHEAD = 80;
/** Where in a page the one beside it comes near. */
const AHEAD_AT: ReadonlySet<number> = new Set([AHEAD, PAGE - AHEAD]);
const CALM_MS = 30;
/** After a failure. */
const AGAIN_MS = 2000;
/** Characters of a cell that are drawn. */
const CELL = 200;
