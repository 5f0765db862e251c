/**
 * The grid itself: Lumino's data grid, with sorting by a click on a header, its own copying, and words for screen
 * readers, to whom a canvas says nothing.
 *
 * @module
 */
import {
  BasicMouseHandler,
  BasicSelectionModel,
  DataGrid,
  type DataModel,
} from "@lumino/datagrid";
import {
  ConflatableMessage,
  type Message,
  MessageLoop,
} from "@lumino/messaging";
import { type ISignal, Signal } from "@lumino/signaling";
import { shownCount, shownText } from "../words/shown.ts";
import type { Column, GridData } from "./data.ts";
import { type CursorOwner, GridKeys } from "./grid_keys.ts";
import { SpokenCells } from "./spoken_cells.ts";
import { gridRenderers, gridStyle } from "./style.ts";
import { copyWholeRegions } from "./whole_copies.ts";

/** Which cells are chosen, all bounds included. */
export interface Selection {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** What the grid's user wants of it. */
export interface GridWishes {
  /** Sort by a column: not at all, up, down, and so on. */
  sort(column: Column): void;
  /** Copy what is chosen. */
  copy(): void;
}

/** A data grid over one table. */
export class RowsGrid extends DataGrid implements CursorOwner {
  /**
   * @param wishes called when the user wants something
   */
  constructor(wishes: GridWishes) {
    super({
      style: gridStyle(),
      defaultSizes: SIZES,
      minimumSizes: { ...SIZES, columnWidth: NARROWEST },
    });
    this.#wishes = wishes;
    copyWholeRegions(this);
    this.addClass("jp-SpyglassDenoGrid-grid");
    this.keyHandler = new GridKeys();
    this.mouseHandler = new BasicMouseHandler();
    this.viewport.node.tabIndex = 0;
    this.#spoken = new SpokenCells(this.viewport.node);
  }

  /** The cell of the cursor has changed, or its value has come. */
  get cursorChanged(): ISignal<this, void> {
    return this.#cursorChanged;
  }

  /** What is shown. */
  get rows(): GridData | null {
    return this.dataModel as GridData | null;
  }

  /** The column and row of the cursor. */
  get cursor(): { row: number; column: number } | null {
    const model = this.selectionModel;
    if (!model || model.cursorRow < 0 || model.cursorColumn < 0) return null;
    return { row: model.cursorRow, column: model.cursorColumn };
  }

  /** What is chosen; `null` where that is nothing, or the one cell of the cursor. */
  get selection(): Selection | null {
    const chosen = this.selectionModel?.currentSelection();
    if (!chosen) return null;
    const [firstRow, lastRow] = ordered(chosen.r1, chosen.r2);
    const [firstColumn, lastColumn] = ordered(chosen.c1, chosen.c2);
    const isOne = firstRow === lastRow && firstColumn === lastColumn;
    return isOne ? null : { firstRow, lastRow, firstColumn, lastColumn };
  }

  /** Shows other rows. Columns keep their widths, and the rows in sight their places, where they are the same ones. */
  present(rows: GridData): void {
    const isSame = sameColumns(this.rows, rows);
    const cursor = isSame ? this.cursor : null;
    const { scrollX, scrollY } = this;
    this.#isFitted &&= isSame;
    this.rows?.close();
    const widths = isSame
      ? rows.head.columns.map((_, i) => this.columnSize("body", i))
      : rows.head.columns.map(widthFor);
    this.cellRenderers = gridRenderers(rows);
    // A number at the far edge is beside nothing.
    this.stretchLastColumn = !rows.head.columns.at(-1)?.isNumber;
    this.dataModel = rows;
    const selection = new BasicSelectionModel({ dataModel: rows });
    selection.changed.connect(() => this.#onCursor());
    rows.changed.connect((_, change) => this.#onRows(change));
    this.selectionModel = selection;
    this.#spoken.present(rows);
    widths.forEach((width, i) => this.resizeColumn("body", i, width));
    const digits = shownCount(rows.head.total).length;
    this.resizeColumn("row-header", 0, 24 + digits * 7);
    if (isSame) this.#jumpTo(scrollX, scrollY);
    if (cursor) this.#select(cursor.row, cursor.column);
    else this.#onCursor();
  }

  /** Scrolls now: a wish that waits is forgotten where the window gets another size meanwhile. */
  #jumpTo(x: number, y: number): void {
    this.scrollTo(x, y);
    const request = new ConflatableMessage("scroll-request");
    MessageLoop.sendMessage(this.viewport, request);
  }

  /** Rows that are seen at once. */
  get rowsOfPage(): number {
    return Math.max(1, Math.floor(this.pageHeight / SIZES.rowHeight) - 1);
  }

  /** Puts the cursor where there is a cell nearest to a place, and scrolls there. */
  moveTo(row: number, column: number): void {
    this.#select(row, column);
    this.scrollToCursor();
  }

  /** Makes a column wider, or narrower where it is less than none. */
  widen(column: number, pixels: number): void {
    const width = this.columnSize("body", column) + pixels;
    this.resizeColumn("body", column, Math.max(NARROWEST, width));
    this.scrollToCursor();
  }

  /** Takes the colours of the theme that is on. */
  restyle(): void {
    this.style = gridStyle();
    if (this.rows) this.cellRenderers = gridRenderers(this.rows);
  }

  /** Copied data are a read: the kernel gives them, not the screen. */
  override copyToClipboard(): void {
    this.#wishes.copy();
  }

  override handleEvent(event: Event): void {
    if (event.type === "mousedown") this.#pressed = event as MouseEvent;
    if (event.type === "mousemove") this.#hint(event as MouseEvent);
    super.handleEvent(event);
  }

  override dispose(): void {
    this.rows?.close();
    Signal.clearData(this);
    super.dispose();
  }

  readonly #wishes: GridWishes;
  readonly #spoken: SpokenCells;
  readonly #cursorChanged = new Signal<this, void>(this);
  #pressed: MouseEvent | null = null;
  /** Columns have the widths of their values, or of the user. */
  #isFitted = false;

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.node.addEventListener("click", this.#onClick);
    this.viewport.node.addEventListener("focus", this.#onFocus);
  }

  /** Whoever comes by keyboard has a cursor to move. */
  readonly #onFocus = () => {
    if (this.cursor === null) this.#select(0, 0);
  };

  #select(row: number, column: number): void {
    const head = this.rows?.head;
    if (!head || head.total === 0) return;
    const [r, c] = [
      within(row, head.total - 1),
      within(column, head.columns.length - 1),
    ];
    this.selectionModel?.select({
      r1: r,
      c1: c,
      r2: r,
      c2: c,
      cursorRow: r,
      cursorColumn: c,
      clear: "all",
    });
  }

  /** Rows that come are told where the cursor's is one of them. */
  #onRows(change: DataModel.ChangedArgs): void {
    if (change.type !== "cells-changed") return;
    const { row, rowSpan } = change;
    if (!this.#isFitted) this.#fit(row, row + rowSpan);
    const { cursor } = this;
    if (cursor === null) return;
    if (cursor.row >= row && cursor.row < row + rowSpan) this.#onCursor();
  }

  /** Columns are as wide as their names, and the first values that come, need. */
  #fit(first: number, end: number): void {
    const { rows } = this;
    if (!rows || rows.cell(first, 0) === undefined) return;
    this.#isFitted = true;
    const last = Math.min(end, first + FITTED_ROWS);
    rows.head.columns.forEach((column, at) => {
      const longest = rows.longest(at, first, last);
      const width = Math.min(24 + longest * LETTER, WIDEST);
      if (width > widthFor(column)) this.resizeColumn("body", at, width);
    });
  }

  #onCursor(): void {
    const { cursor, rows } = this;
    if (cursor && rows) {
      const text = rows.text(cursor.row, cursor.column);
      this.#spoken.say(text, cursor.row, cursor.column);
    }
    this.#cursorChanged.emit();
  }

  /** A click on a name sorts; dragging its edge resizes. */
  readonly #onClick = (event: MouseEvent) => {
    const from = this.#pressed;
    if (from === null || Math.abs(event.clientX - from.clientX) > 3) return;
    const { region, column, x, width } = this.hitTest(
      event.clientX,
      event.clientY,
    );
    const isEdge = x < EDGE || width - x < EDGE;
    if (region !== "column-header" || isEdge) return;
    const found = this.rows?.head.columns[column];
    if (found) this.#wishes.sort(found);
  };

  #hint({ clientX, clientY }: MouseEvent): void {
    const { region, row, column } = this.hitTest(clientX, clientY);
    const found = this.rows?.head.columns[column];
    const { node } = this.viewport;
    if (region === "column-header" && found) node.title = hintOf(found);
    else if (region === "body" && this.rows) {
      const value = this.rows.data("body", row, column);
      node.title = typeof value === "string" && value.length > 20 ? value : "";
    } else node.title = "";
  }
}

const SIZES = {
  rowHeight: 22,
  columnWidth: 120,
  rowHeaderWidth: 50,
  columnHeaderHeight: 22,
};
/** Pixels of a column. */
const NARROWEST = 40;
const WIDEST = 260;
/** Of a letter that is not one of the narrow ones. */
const LETTER = 7.5;
/** Rows that are looked at for the widths of columns. */
const FITTED_ROWS = 100;
/** Of a column's edge that resizes it. */
const EDGE = 7;

function hintOf({ name, type, comment }: Column): string {
  const said = comment === "" ? "" : `\n${shownText(comment, 500)}`;
  return `${shownText(name, 100)}: ${shownText(type, 100)}${said}`;
}

function widthFor({ name, type, isKey, isBlob }: Column): number {
  const below = Math.min(type.length, 16) + (isKey ? 6 : 0);
  // =BLOB= and a size.
  const least = isBlob ? 17 : 8;
  const letters = Math.max(name.length + 3, below, least);
  return Math.min(24 + letters * LETTER, WIDEST);
}

function sameColumns(last: GridData | null, next: GridData): boolean {
  const names = (rows: GridData) => rows.head.columns.map(({ name }) => name);
  return last !== null &&
    JSON.stringify(names(last)) === JSON.stringify(names(next));
}

function within(at: number, last: number): number {
  return Math.max(0, Math.min(at, last));
}

function ordered(a: number, b: number): [number, number] {
  return a < b ? [a, b] : [b, a];
}
