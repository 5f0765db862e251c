/**
 * While a cell runs, what is asked waits for its end and says so; then it is done.
 *
 * @module
 */
import { join } from "node:path";
import { READ, untilThere } from "./harness/cells.ts";
import { stories } from "./harness/lab.ts";
import { logging } from "./harness/logging.ts";
import { until } from "./harness/until.ts";
import { clipboardText } from "./harness/clipboard.ts";

stories({
  "buttons that are pressed while a cell runs wait, and say so": async (
    lab,
  ) => {
    const { notebook, panel } = await logging(lab, "waiting", [
      READ,
      untilThere("waited"),
    ]);
    const { page } = notebook;
    await notebook.run(1);
    await panel.says("1 read ·");
    await panel.reads.locator("button[aria-expanded=false]").first().click();
    await panel.reads.getByText("Analyses (1)").click();
    await notebook.start(2);
    await panel.says("busy");
    await panel.button("Copy query").click();
    await panel.says("Copies the query when the cell ends", panel.reads);
    await panel.button("Remove…").click();
    await panel.says("Removes the read when the cell ends", panel.reads);
    await panel.button("Remove …").waitFor();
    await panel.button("Diagram").click();
    await panel.says("Draws the diagram when the cell ends", panel.slice);
    const diagram = page.locator(".jp-SpyglassDeno-diagram");
    await diagram.getByText("Drawn when the cell ends").waitFor();
    await lab.keep(page, "waiting");
    await Deno.writeTextFile(join(lab.place.notebooks, "waited"), "");
    await until(
      "the query is copied",
      async () => (await clipboardText(page)).includes("db.table"),
    );
    const dialog = page.getByRole("dialog");
    await dialog.getByText("common_ephys.Electrode: 2").waitFor();
    await dialog.getByRole("button", { name: "Keep" }).click();
    await diagram.locator("img").waitFor();
    await panel.reads.getByText("when the cell ends").waitFor({
      state: "hidden",
    });
  },
});
