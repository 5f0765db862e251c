/**
 * What is done with a paper, by the keyboard alone.
 *
 * @module
 */
import { READ } from "./harness/cells.ts";
import { focus, fromPalette, tabTo } from "./harness/keyboard.ts";
import { stories } from "./harness/lab.ts";
import { logging } from "./harness/logging.ts";
import { until } from "./harness/until.ts";

stories({
  "a bundle, a read removed and a section folded by the keyboard alone": async (
    lab,
  ) => {
    const { notebook: { page }, notebook, panel } = await logging(
      lab,
      "bundle-keys",
      [READ],
    );
    await notebook.run(1);
    await panel.says("1 read ·");
    await fromPalette(page, "Show the Spyglass Export Sidebar");
    await until("its button", () => focus(page, "Stop export"));
    await tabTo(page, /^Electrode/, 12);
    await page.keyboard.press("Enter");
    await panel.reads.getByRole("button", { name: "Remove…" }).waitFor();
    await tabTo(page, "Remove…", 8);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await until("the question has the focus", () => focus(page, "Keep"));
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await until("the focus is back", () => focus(page, "Remove…"));
    await tabTo(page, "Populate", 20);
    await page.keyboard.press("Enter");
    await panel.says("Populate: done", panel.slice, 60_000);
    await tabTo(page, "Verify", 3);
    await page.keyboard.press("Enter");
    await panel.says("no difference", panel.slice, 60_000);
    await tabTo(page, "Slice Section", 12, "Shift+Tab");
    await page.keyboard.press("Enter");
    await panel.slice.waitFor({ state: "hidden" });
    await page.keyboard.press("Enter");
    await panel.slice.waitFor();
  },
});
