/**
 * The tutorial by clicks only: each read is in the panel within 200 ms of its entry in the log.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { PROJECT } from "../../scripts/setup/project.ts";
import { firstSeen, watchText } from "./harness/appearances.ts";
import { type Lab, stories } from "./harness/lab.ts";
import type { NotebookPage } from "./harness/notebook_page.ts";
import { Panel } from "./harness/panel.ts";

stories({
  "the tutorial by clicks: start, read, preview, stop, populate, verify":
    async (lab) => {
      const cells = await tutorialCells();
      const name = await lab.place.notebook("05_Export.ipynb", cells);
      const notebook = await lab.open(name);
      const { page } = notebook;
      const panel = new Panel(page);
      await panel.open();
      await panel.says("not connected", panel.root);
      await runByClick(notebook, 0);
      await panel.says("NOT LOGGING");
      await watchText(page, "#spyglass-deno-reads");
      await noteLogging(lab);

      await panel.start("paper1", "analysis1");
      await panel.says("Stop export", panel.export);
      await readByClick(notebook, 1, panel, "1 read ·");
      await readByClick(notebook, 2, panel, "2 reads ·");
      await panel.start("paper1", "analysis2");
      await panel.says('Starting {"export_id":2}');
      await readByClick(notebook, 3, panel, "3 reads ·");
      await readByClick(notebook, 4, panel, "4 reads ·");
      const delays = await delaysOf(lab, page);
      console.log(
        `from log to panel: ${delays.map((ms) => `${ms} ms`).join(", ")}`,
      );
      assertEquals(delays.length, 4);
      assert(
        Math.max(...delays) <= 200,
        `${delays.join(", ")} ms, wanted 200 at most`,
      );
      await lab.keep(page, "tutorial-1-reads");

      await panel.slice.getByRole("button", { name: /^Electrode\b/ }).first()
        .click();
      const frame = page.locator(".jp-SpyglassDenoGrid:not(.lm-mod-hidden)")
        .first();
      await frame.getByText(/\b6\b/).first().waitFor();
      assertStringIncludes(await frame.innerText(), "Total: 6");
      await lab.keep(page, "tutorial-2-preview");

      await panel.button("Stop export").click();
      await panel.says("NOT LOGGING");
      await panel.button("Populate").click();
      await panel.says("Populate: done", panel.slice, 60_000);
      await panel.says(/41 tables, 58 rows, 3 files/, panel.slice);
      await panel.button("Verify").click();
      await page.getByRole("progressbar", { name: "Verify" }).waitFor();
      await lab.keep(page, "tutorial-3-verifying");
      await panel.says("Verify: done", panel.slice, 60_000);
      await panel.says("Verified", panel.slice);
      const green = panel.slice.locator(".jp-mod-good").filter({
        hasText: "Verified",
      });
      assert(await green.first().isVisible());
      await lab.keep(page, "tutorial-4-verified");
      assertEquals(notebook.errors, []);
    },
});

/** The cells of the tutorial that connect and read, as they stand in it. */
async function tutorialCells(): Promise<string[]> {
  const text = await Deno.readTextFile(
    join(PROJECT, "notebooks", "05_Export.ipynb"),
  );
  const { cells } = JSON.parse(text) as {
    cells: { cell_type: string; source: string | string[] }[];
  };
  const sources = cells.filter(({ cell_type }) => cell_type === "code")
    .map(({ source }) => Array.isArray(source) ? source.join("") : source);
  return [
    /await connect\(\)/,
    /const lfp = /,
    /const more = /,
    /fetchNwb\(\)/,
    /const pos = /,
  ]
    .map((pattern) => {
      const source = sources.find((one) => pattern.test(one));
      if (source === undefined) {
        throw new Error(`the tutorial has no cell with ${pattern}`);
      }
      return source.replace(/^await ExportSelection\.startExport.*\n/m, "");
    });
}

/** Clicks on a cell and on the toolbar's button that runs it. */
async function runByClick(notebook: NotebookPage, cell: number): Promise<void> {
  await notebook.cell(cell).locator(".jp-InputArea-editor").click();
  await notebook.page.locator(
    '[data-command="notebook:run-cell-and-select-next"] button, jp-button[data-command="notebook:run-cell-and-select-next"]',
  ).first().click();
  const { text, hasFailed } = await notebook.finished(cell);
  assert(!hasFailed, text);
}

async function readByClick(
  notebook: NotebookPage,
  cell: number,
  panel: Panel,
  text: string,
): Promise<void> {
  await runByClick(notebook, cell);
  await panel.says(text, panel.reads);
}

/** Has the server itself note when it gets each statement. */
async function noteLogging(lab: Lab): Promise<void> {
  const pool = await lab.place.pool();
  await pool.run("SET GLOBAL log_output = 'TABLE'");
  await pool.run("SET GLOBAL general_log = 1");
}

/** Milliseconds from the statement that writes an entry of the log to the panel that shows it. */
async function delaysOf(
  lab: Lab,
  page: NotebookPage["page"],
): Promise<number[]> {
  await (await lab.place.pool()).run("SET GLOBAL general_log = 0");
  const rows = await lab.place.sql(
    "SELECT UNIX_TIMESTAMP(event_time) * 1000 FROM mysql.general_log WHERE argument LIKE 'INSERT INTO `common_usage`.`export_selection__table`%' ORDER BY event_time",
  );
  const seen = await Promise.all(
    ["1 read", "2 reads", "3 reads", "4 reads"].map((text) =>
      firstSeen(page, `${text} ·`)
    ),
  );
  return rows.map(([at], i) => Math.round(seen[i]! - Number(at)));
}
