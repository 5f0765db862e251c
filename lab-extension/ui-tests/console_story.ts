/**
 * A console in front: it has a kernel and an export as a notebook has, and no cells to go to.
 *
 * @module
 */
import { CONNECT, READ } from "./harness/cells.ts";
import { stories } from "./harness/lab.ts";
import { noted } from "./harness/logging.ts";
import type { NotebookPage } from "./harness/notebook_page.ts";
import { Panel } from "./harness/panel.ts";

stories({
  "a console in front logs, and is followed as a notebook is": async (lab) => {
    const name = await lab.place.notebook("beside.ipynb", ["1"]);
    const notebook = await lab.open(name);
    const { page } = notebook;
    const panel = new Panel(page);
    await panel.open();
    await notebook.command("console:create", {
      kernelPreference: { name: "deno" },
    });
    await page.locator(".jp-CodeConsole").waitFor();
    await panel.root.getByText(/^Console/).first().waitFor();
    await panel.says("connect() is missing");
    await run(notebook, CONNECT);
    await panel.says("NOT LOGGING");
    await panel.start("console", "a");
    await panel.says("Stop export");
    await run(notebook, READ);
    await panel.says("1 read ·");
    await panel.status.getByText("console / a · 1 read").waitFor();
    await panel.reads.locator("button[aria-expanded=false]").first().click();
    await noted(lab, "console");
    await panel.button("Go to cell").click();
    await page.getByText(/came from no open notebook/).first().waitFor();
    await lab.keep(page, "console");
    await notebook.show(name);
    await panel.says("connect() is missing");
  },
});

/** Types a line into the console, and runs it. */
async function run({ page }: NotebookPage, code: string): Promise<void> {
  const prompt = page.locator(".jp-CodeConsole-promptCell .cm-content");
  await prompt.click();
  await page.keyboard.insertText(code);
  await page.keyboard.press("Shift+Enter");
}
