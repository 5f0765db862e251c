/**
 * A data frame of the sidebar, as its user sees and uses it.
 *
 * @module
 */
import type { Locator, Page } from "playwright-core";
import type { NotebookPage } from "./notebook_page.ts";
import { until } from "./until.ts";
import { clipboardText } from "./clipboard.ts";

/** The data frame in front. */
export class DataFrame {
  constructor(readonly notebook: NotebookPage) {}

  get page(): Page {
    return this.notebook.page;
  }

  /** The frame that is to be seen. */
  get main(): Locator {
    return this.page.locator(".jp-SpyglassDenoGrid:visible").last();
  }

  /** What the keyboard and the mouse go to. */
  get rows(): Locator {
    return this.main.getByRole("grid");
  }

  async open(table: string, rows: string): Promise<void> {
    await this.ask(table, rows);
    await this.rows.waitFor();
  }

  /** Asks for a frame, and does not wait for its rows. */
  async ask(table: string, rows: string): Promise<void> {
    await this.notebook.command("spyglass-deno:open-table", { table, rows });
  }

  /** Whether the keyboard is in the rows. */
  async hasFocus(): Promise<boolean> {
    return await this.rows.evaluate(isFocused);
  }

  /** Whether every row in sight has come. */
  async isFilled(): Promise<boolean> {
    return await this.page.evaluate(isFilled);
  }

  /** Whether what is drawn fills its room, and no more. */
  async isDrawn(): Promise<boolean> {
    return await this.page.evaluate(isDrawn);
  }

  async show(notebook: string): Promise<void> {
    await this.notebook.show(notebook);
  }

  button(name: string | RegExp): Locator {
    return this.main.getByRole("button", {
      name,
      exact: typeof name === "string",
    });
  }

  field(name: string): Locator {
    return this.main.getByRole("textbox", { name });
  }

  async choose(box: string, value: string): Promise<void> {
    await this.main.getByRole("combobox", { name: box, exact: true })
      .selectOption(value);
  }

  /** Adds a filter by its form. */
  async filter(
    column: string,
    operator: string,
    value: string,
  ): Promise<void> {
    await this.choose("Filter", column);
    await this.choose("Comparison", operator);
    if (!operator.startsWith("is ")) await this.field("Value").fill(value);
    await this.button("Add filter").click();
  }

  async chosen(box: string): Promise<string> {
    return await this.main.getByRole("combobox", { name: box, exact: true })
      .inputValue();
  }

  /** Waits for the line with the number of rows. */
  async says(text: string): Promise<void> {
    await this.main.getByRole("status").filter({ hasText: text }).first()
      .waitFor();
  }

  /** Presses keys while the rows have the focus. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.rows.press(key);
  }

  /** Waits for the line under the rows: the cell of the cursor. */
  async under(text: string): Promise<void> {
    await until(
      `"${text}" under the rows`,
      async () => (await this.footText()).includes(text),
    ).catch(async (error) => {
      throw new Error(`${error.message}; it says: ${await this.footText()}`);
    });
  }

  async footText(): Promise<string> {
    return (await this.main.getByRole("status").last().innerText()).trim();
  }

  /** The cell of the cursor, as a screen reader has it. */
  cell(value: string | RegExp): Locator {
    return this.rows.getByRole("gridcell", { name: value });
  }

  /** Waits for one of JupyterLab's messages. */
  async notice(text: string): Promise<void> {
    await this.page.getByRole("alert").filter({ hasText: text }).first()
      .waitFor();
  }

  async clipboard(): Promise<string> {
    return await clipboardText(this.page);
  }

  /** Turns the wheel, a notch a step; upwards where there are fewer than none. */
  async scroll(steps: number): Promise<void> {
    await this.#pointAtRows();
    for (let i = 0; i < Math.abs(steps); i++) {
      await this.page.mouse.wheel(0, Math.sign(steps) * 120);
    }
  }

  /** Scrolls from the first to the last of so many rows, in about two hundred steps. */
  async scrollThrough(rows: number): Promise<void> {
    await this.#pointAtRows();
    const step = (rows / 200) * 22;
    while (!await this.page.evaluate(isAtEnd)) {
      await this.page.mouse.wheel(0, step);
    }
  }

  async #pointAtRows(): Promise<void> {
    const box = (await this.rows.boundingBox())!;
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  }

  /** Drags the line between the notebook and the frame. */
  async dragSplit(by: number): Promise<void> {
    const box = (await this.main.boundingBox())!;
    const x = box.x + box.width / 2;
    const handle = this.page.locator(
      "#jp-main-dock-panel > .lm-DockPanel-handle[data-orientation=vertical]:visible",
    ).first();
    const y = (await handle.boundingBox())!.y + 1;
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x, y + by / 2);
    await this.page.mouse.move(x, y + by);
    await this.page.mouse.up();
  }

  async clickHeader(column: number): Promise<void> {
    const { x, y } = await this.#header(column);
    await this.page.mouse.click(x, y);
  }

  /** Puts the pointer on a column's header. */
  async hover(column: number): Promise<void> {
    const { x, y } = await this.#header(column);
    await this.page.mouse.move(x, y);
    await this.page.mouse.move(x + 2, y);
  }

  /** What stands beside the pointer. */
  async hint(): Promise<string> {
    return await this.rows.getAttribute("title") ?? "";
  }

  async columnWidth(column: number): Promise<number> {
    return await this.page.evaluate(widthOf, column);
  }

  /** Drags the right edge of a column's header. */
  async drag(column: number, by: number): Promise<void> {
    const { edge, y } = await this.#header(column);
    await this.page.mouse.move(edge - 1, y);
    await this.page.mouse.down();
    await this.page.mouse.move(edge - 1 + by / 2, y);
    await this.page.mouse.move(edge - 1 + by, y);
    await this.page.mouse.up();
  }

  async #header(column: number) {
    const box = (await this.rows.boundingBox())!;
    const { left, width } = await this.page.evaluate(placeOf, column);
    const start = box.x + left;
    return { x: start + width / 2, edge: start + width, y: box.y + 11 };
  }
}

interface Grid {
  readonly headerWidth: number;
  readonly headerHeight: number;
  readonly pageHeight: number;
  readonly scrollY: number;
  readonly maxScrollY: number;
  readonly currentViewport:
    | { readonly firstRow: number; readonly lastRow: number }
    | undefined;
  readonly dataModel: {
    cell(row: number, column: number): string | null | undefined;
  };
  readonly node: { readonly clientHeight: number };
  readonly viewport: { readonly node: { readonly clientHeight: number } };
  columnSize(region: "body", column: number): number;
  columnOffset(region: "body", column: number): number;
}

interface Lab {
  readonly jupyterapp: {
    readonly shell: {
      readonly currentWidget: { content: { widgets: readonly Grid[] } };
    };
  };
}

// These functions run in the page: they may use nothing from here but types.

function widthOf(column: number): number {
  const { jupyterapp } = globalThis as unknown as Lab;
  const grid = jupyterapp.shell.currentWidget.content.widgets[1]!;
  return grid.columnSize("body", column);
}

function placeOf(column: number): { left: number; width: number } {
  const { jupyterapp } = globalThis as unknown as Lab;
  const grid = jupyterapp.shell.currentWidget.content.widgets[1]!;
  return {
    left: grid.headerWidth + grid.columnOffset("body", column),
    width: grid.columnSize("body", column),
  };
}

function isAtEnd(): boolean {
  const { jupyterapp } = globalThis as unknown as Lab;
  const grid = jupyterapp.shell.currentWidget.content.widgets[1]!;
  return grid.scrollY >= grid.maxScrollY;
}

function isFilled(): boolean {
  const { jupyterapp } = globalThis as unknown as Lab;
  const grid = jupyterapp.shell.currentWidget.content.widgets[1]!;
  const seen = grid.currentViewport;
  if (!seen) return false;
  for (let row = seen.firstRow; row <= seen.lastRow; row++) {
    if (grid.dataModel.cell(row, 0) === undefined) return false;
  }
  return true;
}

function isDrawn(): boolean {
  const { jupyterapp } = globalThis as unknown as Lab;
  const grid = jupyterapp.shell.currentWidget.content.widgets[1]!;
  const drawn = grid.viewport.node.clientHeight;
  return Math.abs(grid.headerHeight + grid.pageHeight - drawn) < 2 &&
    drawn <= grid.node.clientHeight;
}

function isFocused(element: unknown): boolean {
  const { document } = globalThis as unknown as {
    document: { activeElement: unknown };
  };
  return document.activeElement === element;
}
