/**
 * A slice that takes long to compute: the panel and the cell say meanwhile what is being done.
 *
 * @module
 */
import { READ } from "./harness/cells.ts";
import { type Lab, stories } from "./harness/lab.ts";
import { logging } from "./harness/logging.ts";

/** Reads that the server takes its time for, one after the other. */
const SLOW = [
  ["_electrode", "electrode_id = 1 AND sleep(2.5) = 0"],
  ["_electrode_group", "electrode_group_name = 0 AND sleep(2.5) = 0"],
] as const;

stories({
  "computing a slice says in the panel and in the cell what it does": (lab) =>
    computes(lab, "light"),
  "so it does by night": (lab) => computes(lab, "dark"),
});

async function computes(lab: Lab, theme: "light" | "dark"): Promise<void> {
  const paper = `slow_${theme}`;
  const { notebook, panel } = await logging(lab, paper, [
    READ,
    `await ExportSelection.showAllTables({ paper_id: "${paper}" })`,
  ], { width: 1180, height: 900, theme });
  const { page } = notebook;
  await notebook.run(1);
  await panel.says("1 read ·");
  for (const [at, [table, restriction]] of SLOW.entries()) {
    await lab.place.sql(
      `INSERT INTO common_usage.export_selection__table (export_id, table_id, table_name, restriction) SELECT export_id, ${
        90 + at
      }, '\`common_ephys\`.\`${table}\`', '${restriction}' FROM common_usage.export_selection WHERE paper_id = '${paper}'`,
    );
  }
  await panel.button("Compute", panel.slice).click();
  await panel.says("rows so far", panel.slice);
  await lab.keep(page, `slow-slice-panel-${theme}`);
  await panel.says(/\d tables, /, panel.slice, 30_000);

  await notebook.start(2);
  const said = page.locator(".jp-OutputArea-output .spyglass-progress");
  await said.getByText(/^Computing the slice.*, for \d s …$/).waitFor();
  await lab.keep(page, `slow-slice-cell-${theme}`);
  await said.getByText(/^Done in \d+ s$/).waitFor();
  await lab.keep(page, `slow-slice-done-${theme}`);
}
