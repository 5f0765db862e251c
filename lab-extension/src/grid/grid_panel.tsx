/**
 * A data frame in the main area: a bar, the rows, and the value under the cursor.
 *
 * @module
 */
import { MainAreaWidget, Notification } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import { ReactWidget, spreadsheetIcon } from "@jupyterlab/ui-components";
import { MessageLoop } from "@lumino/messaging";
import { Panel, Widget } from "@lumino/widgets";
import * as React from "react";
import { toClipboard } from "../page/clipboard.ts";
import { shownText } from "../words/shown.ts";
import { GridBar } from "./bar.tsx";
import { GridData } from "./data.ts";
import { saveAs } from "./download.ts";
import type { CopyFormat, GridModel, Part } from "./grid_model.ts";
import { gridWords } from "./words.ts";
import { RowsGrid } from "./rows_grid.ts";

/** One open data frame. */
export class GridPanel extends MainAreaWidget<Panel> {
  /**
   * @param model what it shows
   * @param trans the language of the page
   */
  constructor(readonly model: GridModel, trans: TranslationBundle) {
    const content = new Panel();
    super({ content });
    this.#trans = trans;
    this.#grid = new RowsGrid({
      sort: ({ name }) => model.sortBy(name),
      copy: () => void this.copy("tsv"),
    });
    this.#bar = new Drawn(() => this.#drawBar());
    this.#foot = new Drawn(() => this.#drawFoot());
    this.#grid.viewport.node.setAttribute(
      "aria-description",
      trans.__(
        "Alt and the left or right arrow make a column narrower or wider",
      ),
    );
    content.addClass("jp-SpyglassDenoGrid");
    content.addWidget(this.#bar);
    content.addWidget(this.#grid);
    content.addWidget(this.#foot);
    this.toolbar.hide();
    this.title.icon = spreadsheetIcon;
    this.title.closable = true;
    model.changed.connect(this.#onChanged, this);
    this.#grid.cursorChanged.connect(() => {
      this.#bar.update();
      this.#foot.update();
    });
    this.#sizes = new ResizeObserver(() => this.#fit());
    // Bar and foot grow with what they say, and the window with its neighbours.
    this.#sizes.observe(this.#grid.node);
    this.#onChanged();
    void model.load();
  }

  /** Takes the colours of the theme that is on. */
  restyle(): void {
    this.#grid.restyle();
  }

  /** Draws anew what depends on the kernel. */
  refresh(): void {
    this.model.refresh();
    // A kernel may tell something ten times a second: only whether rows wait for it is said in the bar.
    const { link, head, isWaiting } = this.model;
    const { view } = link ?? {};
    const waiting = head === null
      ? `${view?.link} ${view?.isBusy}`
      : String(isWaiting);
    if (waiting !== this.#waiting) this.#bar.update();
    this.#waiting = waiting;
  }

  /** Copies what is chosen, or all: a read. */
  async copy(format: CopyFormat): Promise<void> {
    const copied = await this.model.copy(format, this.#part());
    if (copied) await toClipboard(copied.text, this.#trans, copied.note);
  }

  /** Saves what is chosen, or all, as a file: a read. */
  async download(): Promise<void> {
    const copied = await this.model.copy("csv", this.#part());
    if (!copied) return;
    saveAs(`${this.title.label}.csv`, copied.text);
    Notification.info(copied.note, { autoClose: 5000 });
  }

  /** Moves the focus to the filter. */
  focusFilter(): void {
    this.#bar.node.querySelector<HTMLElement>("form select, form input")
      ?.focus();
  }

  override dispose(): void {
    this.#sizes.disconnect();
    super.dispose();
  }

  readonly #trans: TranslationBundle;
  readonly #grid: RowsGrid;
  readonly #bar: Drawn;
  readonly #foot: Drawn;
  readonly #sizes: ResizeObserver;
  #waiting = "";

  #onChanged(): void {
    if (this.isDisposed) return;
    const { head, view } = this.model;
    const label = shownText(head?.label ?? view.table, 100);
    this.title.label = label;
    this.title.caption = this.#trans.__("%1, of %2", label, this.model.path);
    this.#grid.viewport.node.setAttribute("aria-label", label);
    if (head !== null && this.#grid.rows?.head !== head) this.#show(head);
    this.#bar.update();
    this.#foot.update();
  }

  #show(head: NonNullable<GridModel["head"]>): void {
    const grid = this.#grid;
    const rows = new GridData(head, {
      rows: (offset, limit) => this.model.rows(offset, limit),
      visible: () => {
        const seen = grid.currentViewport;
        return seen === undefined
          ? null
          : { first: seen.firstRow, end: seen.lastRow + 1 };
      },
      failed: (error) => this.model.fail(error),
      fewer: () => this.model.recount(),
    }, gridWords(this.#trans));
    rows.sort = this.model.view.sort;
    grid.present(rows);
  }

  /** A canvas has no size of its own. */
  #fit(): void {
    if (this.#grid.isAttached) {
      MessageLoop.sendMessage(this.#grid, Widget.ResizeMessage.UnknownSize);
    }
  }

  /** What is chosen, or all. */
  #part(): Part {
    const { selection, rows } = this.#grid;
    if (selection === null || !rows) {
      return { offset: 0, limit: rows?.head.total ?? 0, columns: [] };
    }
    const { firstRow, lastRow, firstColumn, lastColumn } = selection;
    const names = rows.head.columns.slice(firstColumn, lastColumn + 1)
      .map(({ name }) => name);
    const isAll = names.length === rows.head.columns.length;
    return {
      offset: firstRow,
      limit: Math.min(lastRow, rows.head.total - 1) - firstRow + 1,
      columns: isAll ? [] : names,
    };
  }

  #drawBar(): React.ReactElement {
    const { selection } = this.#grid;
    const chosen = selection === null
      ? 0
      : selection.lastRow - selection.firstRow + 1;
    return (
      <GridBar
        model={this.model}
        trans={this.#trans}
        chosen={chosen}
        copy={(format) => void this.copy(format)}
        download={() => void this.download()}
      />
    );
  }

  /** What a canvas cannot say to a screen reader, and the whole of a long value. */
  #drawFoot(): React.ReactElement {
    const { cursor, rows } = this.#grid;
    const column = cursor && rows?.head.columns[cursor.column];
    return (
      <p className="jp-SpyglassDenoGrid-foot" role="status">
        {cursor && column && rows && (
          <>
            <span>
              {this.#trans.__(
                "Row %1, %2: ",
                cursor.row + 1,
                shownText(column.name, 80),
              )}
            </span>
            <code>{rows.text(cursor.row, cursor.column)}</code>
          </>
        )}
      </p>
    );
  }
}

/** A widget that draws what a function gives. */
class Drawn extends ReactWidget {
  constructor(draw: () => React.ReactElement) {
    super();
    this.#draw = draw;
  }

  readonly #draw: () => React.ReactElement;

  protected override render(): React.ReactElement {
    return this.#draw();
  }
}
