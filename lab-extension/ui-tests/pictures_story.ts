/**
 * The pictures of the README, taken of the sidebar as it is: `docs/sidebar-*.png` are copies of what this keeps.
 *
 * @module
 */
import { join } from "node:path";
import { DataFrame } from "./harness/data_frame.ts";
import { stories } from "./harness/lab.ts";
import { Panel } from "./harness/panel.ts";
import { artefactsFolder } from "./harness/run.ts";

const CELLS = [
  `import { connect } from "spyglass-deno";
const db = await connect();
const { Electrode } = await db.schema("common_ephys");`,
  "await Electrode`electrode_id > ${125}`.fetch()",
];

stories({
  "the sidebar beside a notebook, with rows of the slice; then verified":
    async (lab) => {
      const name = await lab.place.notebook("lfp.ipynb", CELLS);
      const notebook = await lab.open(name, { width: 1180, height: 900 });
      const { page } = notebook;
      const panel = new Panel(page);
      await notebook.command("application:toggle-left-area");
      await panel.open();
      await notebook.run(0);
      await panel.says("NOT LOGGING");
      await panel.start("paper1", "analysis1");
      await panel.says("Stop export");
      await notebook.run(1);
      await panel.says("2 rows", panel.reads);
      await panel.button("Close").click();
      await panel.button("Compute", panel.slice).click();
      await panel.slice.getByRole("button", { name: /^Electrode\b/ }).first()
        .click();
      const frame = new DataFrame(notebook);
      await frame.says("2 rows");
      await frame.press("ArrowRight");
      await frame.under("31");
      await page.mouse.move(400, 30);
      await lab.keep(page, "sidebar-rows");

      await panel.button("Stop export").click();
      await panel.says("NOT LOGGING");
      await panel.button("Populate").click();
      await panel.says("Populate: done", panel.slice, 60_000);
      await panel.button("Verify").click();
      await panel.says("Verify: done", panel.slice, 60_000);
      const green = panel.slice.locator(".jp-mod-good").first();
      await green.waitFor();
      await page.mouse.move(400, 30);
      // What is below it names a folder of this machine.
      const box = (await panel.root.boundingBox())!;
      const end = (await green.boundingBox())!;
      await page.screenshot({
        path: join(await artefactsFolder(), "sidebar-verified.png"),
        clip: { ...box, height: end.y + end.height + 6 - box.y },
      });
    },
});
