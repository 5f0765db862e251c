/**
 * What can be done about what was read: find its cell, copy it, replace it, take it out, delete its analysis; and what
 * the panel warns of.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { READ } from "./harness/cells.ts";
import { type Lab, stories } from "./harness/lab.ts";
import { logging, noted } from "./harness/logging.ts";
import { Panel } from "./harness/panel.ts";
import { until } from "./harness/until.ts";
import { clipboardText } from "./harness/clipboard.ts";

stories({
  "a read leads to its cell, is copied as a query, and is taken out of the log":
    async (lab) => {
      const { notebook, panel } = await logging(lab, "entries", [
        READ,
        "1 // nothing",
      ]);
      const { page } = notebook;
      await notebook.run(1);
      await panel.says("1 read ·");
      await notebook.run(2);
      const entries = await openEntries(panel);

      await panel.button("Go to cell", entries).click();
      await until(
        "the cell that read it is the active one",
        async () => await page.evaluate(activeCell) === 1,
      );

      await panel.button("Copy query", entries).click();
      const code = await until(
        "the query is copied",
        async () => {
          const text = await clipboardText(page);
          return text.includes("db.table") && text;
        },
      );
      assertEquals(
        code,
        'await (await db.table("common_ephys.Electrode")).and("(electrode_id > 125)").fetch()',
      );

      await panel.button("Remove…", entries).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("rows leave the slice").waitFor();
      await dialog.getByText("common_ephys.Electrode: 2").waitFor();
      await lab.keep(page, "reads-remove");
      await dialog.getByRole("button", { name: "Remove" }).click();
      await panel.says("0 reads ·");
      assertEquals(await logOf(lab, "entries"), []);
      assertEquals(notebook.errors, []);
    },

  "a read of an earlier session leads to its cell by its text; one whose cell was deleted says so":
    async (lab) => {
      const { notebook, panel } = await logging(lab, "jumps", [
        "1 // nothing",
        READ,
      ]);
      await notebook.run(2);
      await panel.says("1 read ·");
      await noted(lab, "jumps");
      // Another window has not seen which cell it was.
      const other = await lab.open("jumps.ipynb");
      const { page } = other;
      const there = new Panel(page);
      await there.open();
      await there.says("1 read ·");
      const entries = await openEntries(there);
      await there.button("Go to cell", entries).click();
      await until(
        "the cell that read it is the active one",
        async () => await page.evaluate(activeCell) === 2,
      );
      await other.command("notebook:delete-cell");
      await there.button("Go to cell", entries).click();
      await page.getByText(/is not in the notebook any more/).first()
        .waitFor();
      await lab.keep(page, "reads-jump");
    },

  "the status bar counts the reads of the analysis, the panel those of the paper, too":
    async (lab) => {
      const { notebook, panel } = await logging(lab, "counted", [
        READ,
        "await Electrode`electrode_id = 3`.fetch()",
      ]);
      await notebook.run(1);
      await panel.status.getByText("counted / a · 1 read").waitFor();
      await panel.start("counted", "b");
      await panel.status.getByText("counted / b · 0 reads").waitFor();
      await notebook.run(2);
      await panel.status.getByText("counted / b · 1 read").waitFor();
      await panel.says(/2 reads · 1 table · 1 in analysis b/, panel.reads);
    },

  "a cell that ran again offers to replace what it read before": async (
    lab,
  ) => {
    const { notebook, panel } = await logging(lab, "reruns", [
      "await Electrode`electrode_id < ${globalThis.most = (globalThis.most ?? 0) + 1}`.fetch()",
    ]);
    const { page } = notebook;
    await notebook.run(1);
    await panel.says("1 read ·");
    await notebook.run(1);
    await panel.says("A cell read common_ephys.Electrode anew");
    await panel.says("(electrode_id < 1)", panel.reads);
    await lab.keep(page, "reads-rerun");
    await panel.button("Replace earlier read…").click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" })
      .click();
    await panel.says("1 read ·");
    await panel.reads.getByText("A cell read").waitFor({ state: "hidden" });
    assertEquals(await logOf(lab, "reruns"), ["(electrode_id < 2)"]);

    await notebook.run(1);
    await panel.says("2 reads ·");
    await panel.button("Keep both").click();
    await panel.reads.getByText("A cell read").waitFor({ state: "hidden" });
    assertEquals(await logOf(lab, "reruns"), [
      "(electrode_id < 2)",
      "(electrode_id < 3)",
    ]);
  },

  "an analysis is deleted once its export is not active": async (lab) => {
    const { notebook, panel } = await logging(lab, "deleted", [READ]);
    const { page } = notebook;
    await notebook.run(1);
    await panel.says("1 read ·");
    await panel.reads.getByText("Analyses (1)").click();
    await panel.button("Delete analysis a").click();
    await panel.says(/its export \d+ is active/);
    await panel.button("Stop export").click();
    await panel.says("NOT LOGGING");
    await panel.button("Delete analysis a").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Delete analysis a of deleted?").waitFor();
    await dialog.getByText("common_ephys.Electrode: 2").waitFor();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await until(
      "the analysis is gone",
      async () => (await logOf(lab, "deleted")).length === 0,
    );
    await panel.reads.getByText("deleted").waitFor({ state: "hidden" });
    assertEquals(
      await lab.place.sql(
        "SELECT export_id FROM common_usage.export_selection WHERE paper_id = 'deleted'",
      ),
      [],
    );
  },

  "a whole table, and a session that the paper may not show, are warned of":
    async (lab) => {
      const { notebook, panel } = await logging(lab, "warned", [
        `await ExportSelection.startExport({ paper_id: "warned", analysis_id: "b", includedNwbFiles: ["other_.nwb"] });
await Electrode().fetch()`,
      ]);
      const { text, hasFailed } = await notebook.run(1);
      assertEquals(hasFailed, false, text);
      assertStringIncludes(text, "Total: 128");
      await panel.says("The whole table was read.", panel.reads);
      await panel.says(
        /Not among the paper's sessions: minirec\d+_\.nwb/,
        panel.reads,
      );
      await lab.keep(notebook.page, "reads-warnings");
    },
});

/** Unfolds the first table. */
async function openEntries(panel: Panel) {
  await panel.reads.locator("button[aria-expanded=false]").first().click();
  const entries = panel.reads.getByRole("list", { name: /^Reads of/ });
  await entries.waitFor();
  return entries;
}

async function logOf(lab: Lab, paper: string): Promise<string[]> {
  const rows = await lab.place.sql(
    `SELECT restriction FROM common_usage.export_selection__table JOIN common_usage.export_selection USING (export_id) WHERE paper_id = '${paper}' ORDER BY table_id`,
  );
  return rows.map(([text]) => text!);
}

// These functions run in the page.

function activeCell(): number {
  const { jupyterapp } = globalThis as unknown as {
    jupyterapp: {
      shell: { currentWidget: { content: { activeCellIndex: number } } };
    };
  };
  return jupyterapp.shell.currentWidget.content.activeCellIndex;
}
