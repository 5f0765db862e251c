/**
 * A data frame of the sidebar, as its user sees and uses it.
 *
 * @module
 */
import type { Locator, Page } from "playwright-core";
import type { NotebookPage } from "./notebook_page.ts";
import { until } from "./until.ts";

/** How a grid scrolled. */
export interface Scrolled {
  /** Milliseconds between two pictures. */
  readonly median: number;
  readonly longest: number;
}

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
    return this.main.getByRole("application");
  }

  async open(table: string, rows: string): Promise<void> {
    await ask(this.page, table, rows);
    await this.rows.waitFor();
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

  /** Waits for one of JupyterLab's messages. */
  async notice(text: string): Promise<void> {
    await this.page.getByRole("alert").filter({ hasText: text }).first()
      .waitFor();
  }

  async clipboard(): Promise<string> {
    return await this.page.evaluate(readClipboard);
  }

  /** Turns the wheel over the rows, or over something else. */
  async scroll(steps: number, over: Locator = this.rows): Promise<Scrolled> {
    const box = (await over.boundingBox())!;
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const watched = this.page.evaluate(watchPictures);
    for (let i = 0; i < steps; i++) {
      await this.page.mouse.wheel(0, 100 + 40 * i);
    }
    await this.page.evaluate(stopWatching);
    return await watched;
  }

  async clickHeader(column: number): Promise<void> {
    const { x, y } = await this.#header(column);
    await this.page.mouse.click(x, y);
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

/** Asks for a data frame, without waiting for it. */
export async function ask(
  page: Page,
  table: string,
  rows: string,
): Promise<void> {
  await page.evaluate(execute, { table, rows });
}

interface Grid {
  readonly headerWidth: number;
  columnSize(region: "body", column: number): number;
  columnOffset(region: "body", column: number): number;
}

// These functions run in the page: they may use nothing from here but types.

async function execute(args: unknown): Promise<void> {
  const { jupyterapp } = globalThis as unknown as {
    jupyterapp: {
      commands: { execute(id: string, args: unknown): Promise<unknown> };
    };
  };
  await jupyterapp.commands.execute("spyglass-deno:open-table", args);
}

function readClipboard(): Promise<string> {
  const { navigator } = globalThis as unknown as {
    navigator: { clipboard: { readText(): Promise<string> } };
  };
  return navigator.clipboard.readText();
}

function widthOf(column: number): number {
  const { jupyterapp } = globalThis as unknown as {
    jupyterapp: {
      shell: { currentWidget: { content: { widgets: readonly Grid[] } } };
    };
  };
  const grid = jupyterapp.shell.currentWidget.content.widgets[1]!;
  return grid.columnSize("body", column);
}

function placeOf(column: number): { left: number; width: number } {
  const { jupyterapp } = globalThis as unknown as {
    jupyterapp: {
      shell: { currentWidget: { content: { widgets: readonly Grid[] } } };
    };
  };
  const grid = jupyterapp.shell.currentWidget.content.widgets[1]!;
  return {
    left: grid.headerWidth + grid.columnOffset("body", column),
    width: grid.columnSize("body", column),
  };
}

function watchPictures(): Promise<Scrolled> {
  const page = globalThis as unknown as {
    requestAnimationFrame(call: (at: number) => void): void;
    isWatching: boolean;
  };
  const times: number[] = [];
  page.isWatching = true;
  return new Promise((resolve) => {
    const next = (at: number) => {
      times.push(at);
      if (page.isWatching) return page.requestAnimationFrame(next);
      const gaps = times.slice(1).map((time, i) => time - times[i]!)
        .sort((a, b) => a - b);
      resolve({
        median: Math.round(gaps[Math.floor(gaps.length / 2)] ?? 0),
        longest: Math.round(gaps.at(-1) ?? 0),
      });
    };
    page.requestAnimationFrame(next);
  });
}

function stopWatching(): void {
  (globalThis as unknown as { isWatching: boolean }).isWatching = false;
}
