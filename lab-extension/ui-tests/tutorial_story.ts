/**
 * The tutorial by clicks only: each read is in the panel within 200 ms of its entry in the log.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { PROJECT } from "../../scripts/setup/project.ts";
import { within } from "../../src/connection/within.ts";
import { firstSeen, watchText, whenSeen } from "./harness/appearances.ts";
import { DataFrame } from "./harness/data_frame.ts";
import { type Lab, stories } from "./harness/lab.ts";
import type { NotebookPage } from "./harness/notebook_page.ts";
import { Panel } from "./harness/panel.ts";
import { judge } from "./harness/promptness.ts";
import { arrivalOf, watchMessages } from "./harness/read_path.ts";
import { until } from "./harness/until.ts";

stories({
  "the tutorial by clicks: start, read, preview, stop, populate, verify":
    async (lab) => {
      const cells = [...await tutorialCells(), SHOWS_HTML];
      const name = await lab.place.notebook("05_Export.ipynb", cells);
      const notebook = await lab.open(name);
      const { page } = notebook;
      const panel = new Panel(page);
      await panel.open();
      await panel.says("not connected", panel.root);
      // What JupyterLab itself loads for the first HTML of a page (its MathJax) is no part of a read's way.
      await runByClick(notebook, cells.length - 1);
      await runByClick(notebook, 0);
      await panel.says("NOT LOGGING");
      await watchText(page, "#spyglass-deno-reads");
      await watchMessages(page);
      await noteLogging(lab);

      await panel.start("paper1", "analysis1");
      await panel.says("Stop export", panel.export);
      const delays = [
        await readByClick(lab, notebook, 1, "1 read ·"),
        await readByClick(lab, notebook, 2, "2 reads ·"),
      ];
      await panel.start("paper1", "analysis2");
      await panel.says('Starting {"export_id":2}');
      // The curation, and the file that it names.
      delays.push(await readByClick(lab, notebook, 3, "4 reads ·"));
      delays.push(await readByClick(lab, notebook, 4, "5 reads ·"));
      for (const delay of delays) judge("from log to panel", delay, 200);
      await lab.keep(page, "tutorial-1-reads");

      await panel.slice.getByRole("button", { name: /^Electrode\b/ }).first()
        .click();
      const frame = page.locator(".jp-SpyglassDenoGrid:not(.lm-mod-hidden)")
        .first();
      await frame.getByText("6 rows", { exact: true }).waitFor();
      const rows = new DataFrame(notebook);
      await until("the rows of the preview", () => rows.isFilled());
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

/** A cell that has nothing to do with the module. */
const SHOWS_HTML =
  `({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>ready</b>" }) })`;

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

/** Clicks on a cell and on the toolbar's button that runs it, and waits until it has run. */
async function runByClick(notebook: NotebookPage, cell: number): Promise<void> {
  await clickToRun(notebook, cell);
  const { text, hasFailed } = await notebook.finished(cell);
  assert(!hasFailed, text);
}

async function clickToRun(notebook: NotebookPage, cell: number): Promise<void> {
  await notebook.cell(cell).locator(".jp-InputArea-editor").click();
  await notebook.page.locator(
    '[data-command="notebook:run-cell-and-select-next"] button, jp-button[data-command="notebook:run-cell-and-select-next"]',
  ).first().click();
}

/**
 * Runs a cell that reads, and waits until the panel says so.
 *
 * @returns Milliseconds from the statement that logs it, as the server tells, to the panel.
 */
async function readByClick(
  lab: Lab,
  notebook: NotebookPage,
  cell: number,
  text: string,
): Promise<number> {
  await clickToRun(notebook, cell);
  // What it says instead is told below.
  await within(whenSeen(notebook.page, text), 15_000);
  const result = await notebook.finished(cell);
  assert(!result.hasFailed, result.text);
  await new Panel(notebook.page).says(text);
  const [[at] = []] = await lab.place.sql(
    "SELECT UNIX_TIMESTAMP(MAX(event_time)) * 1000 FROM mysql.general_log WHERE argument LIKE 'INSERT INTO `common_usage`.`export_selection__table`%'",
  );
  const seen = await firstSeen(notebook.page, text);
  const came = await arrivalOf(notebook.page, Number.parseInt(text));
  const times = [Number(at), came!.known, came!.at, seen!];
  const parts = times.slice(1).map((time, i) => Math.round(time - times[i]!));
  console.log(
    `  ${text} server to kernel ${parts[0]} ms, to page ${
      parts[1]
    } ms, to panel ${parts[2]} ms`,
  );
  return Math.round(seen! - Number(at));
}

/** Has the server itself note when it gets each statement. */
async function noteLogging(lab: Lab): Promise<void> {
  const pool = await lab.place.pool();
  await pool.run("SET GLOBAL log_output = 'TABLE'");
  await pool.run("SET GLOBAL general_log = 1");
}
