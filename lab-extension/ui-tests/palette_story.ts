/**
 * The commands of the palette.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { READ } from "./harness/cells.ts";
import { stories } from "./harness/lab.ts";
import { logging } from "./harness/logging.ts";
import { until } from "./harness/until.ts";
import { clipboardText } from "./harness/clipboard.ts";

stories({
  "every command of the palette does what it says": async (lab) => {
    const { notebook, panel } = await logging(lab, "palette", [
      READ,
      "for (let i = 0; i < 25; i++) await Electrode`electrode_id = ${i}`.fetch()",
      "await Electrode`electrode_id < ${globalThis.most = (globalThis.most ?? 0) + 1}`.fetch()",
    ]);
    const { page } = notebook;
    await notebook.run(2);
    await notebook.run(3);
    await notebook.run(3);
    await notebook.run(1);
    await panel.says("28 reads ·");
    const labels = await page.evaluate(paletteLabels);
    // There is a story of its own of the lost connection.
    const used = new Set<string>(["Connect to the Kernel Again"]);
    const run = async (label: string) => {
      used.add(label);
      await fromPalette(page, label);
    };
    const dialog = page.getByRole("dialog");
    const closed = () => dialog.waitFor({ state: "hidden" });

    await notebook.command("application:toggle-right-area");
    await panel.root.waitFor({ state: "hidden" });
    await run("Show the Spyglass Export Sidebar");
    await panel.root.waitFor();
    await run("Go to the Cell That Read Last");
    await run("Copy Read as Query");
    await clipboardHas(page, "db.table");
    await run("Compute Slice");
    await panel.slice.getByRole("table", { name: "Tables of the slice" })
      .waitFor();
    await run("Show Diagram");
    const diagram = page.locator(".jp-SpyglassDeno-diagram");
    await diagram.locator("img").waitFor();
    await run("Diagram: Fit or True Size");
    await page.locator(".jp-SpyglassDeno-diagram.jp-mod-trueSize").waitFor();
    await run("Copy Diagram as Mermaid");
    await clipboardHas(page, "flowchart");
    await notebook.show("palette.ipynb");
    await run("Show Diagram");
    await notebook.show("palette.ipynb");
    assertEquals(await diagram.count(), 1);
    await run("Keep Both Reads of a Cell");
    await panel.reads.getByText("A cell read").waitFor({ state: "hidden" });
    await run("Show Older Reads…");
    await dialog.getByRole("button", { name: "Ok", exact: true }).click();
    await panel.says("(electrode_id = 0)", panel.reads);
    await run("Open Result as Data Frame");
    const frames = page.locator(".jp-SpyglassDenoGrid");
    await frames.filter({ hasText: "2 rows" }).first().waitFor();
    await run("Copy Data Frame as TSV");
    await clipboardHas(page, "electrode_id\t");
    await run("Copy Data Frame as CSV");
    await clipboardHas(page, "electrode_id,");
    const saved = page.waitForEvent("download");
    await run("Download Data Frame as CSV");
    assert((await saved).suggestedFilename().endsWith(".csv"));
    await run("Filter Data Frame…");
    const filter = frames.first().getByRole("form", { name: "Filter" })
      .locator("select").first();
    await until("the filter has the focus", () => filter.evaluate(isFocused));
    await notebook.show("palette.ipynb");
    await run("Open Table…");
    await dialog.getByRole("button", { name: "Ok", exact: true }).click();
    await until("another data frame", async () => await frames.count() === 2);
    await frames.last().getByText(/^\d+ rows?$/).waitFor();
    await run("Copy Data Frame as Code");
    await clipboardHas(page, "db.table");
    await notebook.show("palette.ipynb");
    await run("Show Paper…");
    await dialog.getByRole("button", { name: "Ok", exact: true }).click();
    await closed();
    await run("Remove Read…");
    await dialog.getByRole("button", { name: "Keep" }).click();
    await closed();
    await run("Delete Analysis…");
    for (const _ of ["paper", "analysis"]) {
      await dialog.getByRole("button", { name: "Ok", exact: true }).click();
    }
    await panel.says(/its export \d+ is active/);
    await run("Close Message");
    await panel.export.getByText(/its export \d+ is active/)
      .waitFor({ state: "hidden" });
    await run("Stop Export");
    await panel.says("NOT LOGGING");
    await run("Populate");
    // The palette stands open until there is a bundle.
    await run("Copy Bundle Path");
    await panel.says("Populate: done", panel.slice, 60_000);
    await until(
      "the path is copied",
      async () => (await clipboardText(page)).endsWith("export/palette"),
    );
    await run("Verify");
    await page.getByRole("progressbar", { name: "Verify" }).waitFor();
    await run("Cancel");
    await panel.says("Verify: cancelled, nothing was changed");
    await run("Start Export…");
    const field = panel.export.getByLabel("Paper", { exact: true });
    await until("the form has the focus", () => field.evaluate(isFocused));
    await panel.start("palette", "b");
    await panel.says("Stop export");
    for (const then of ["Resume Export", "Dismiss Interrupted Export"]) {
      await notebook.restart();
      await notebook.ready();
      await notebook.run(0);
      await panel.says(/was active when the kernel ended: resume\?/);
      await run(then);
      await panel.export.getByText(/was active when the kernel ended/)
        .waitFor({ state: "hidden" });
      await panel.says(
        then === "Resume Export" ? "Stop export" : "NOT LOGGING",
      );
    }
    assertEquals(labels.filter((label) => !used.has(label)), []);
    assert(labels.length >= 28, labels.join());
    assertEquals(notebook.errors, []);
  },
});

async function fromPalette(page: Page, label: string): Promise<void> {
  await page.keyboard.press("Control+Shift+C");
  const search = page.locator(".lm-CommandPalette-input:visible");
  await search.fill(`Spyglass Export ${label}`);
  await page.locator(".lm-CommandPalette-item:not(.lm-mod-disabled)")
    .filter({
      has: page.locator(".lm-CommandPalette-itemLabel").getByText(label, {
        exact: true,
      }),
    }).first().click();
}

async function clipboardHas(page: Page, text: string): Promise<void> {
  await until(
    `${text} is copied`,
    async () => (await clipboardText(page)).includes(text),
  );
}

// These functions run in the page.

/** Labels of our commands that the palette shows. */
function paletteLabels(): string[] {
  const { commands } = (globalThis as unknown as {
    jupyterapp: {
      commands: {
        listCommands(): string[];
        isVisible(id: string): boolean;
        label(id: string): string;
      };
    };
  }).jupyterapp;
  return commands.listCommands().filter((id) => id.startsWith("spyglass-deno:"))
    .filter((id) => commands.isVisible(id))
    .map((id) => commands.label(id));
}

function isFocused(element: unknown): boolean {
  const { document } = globalThis as unknown as {
    document: { activeElement: unknown };
  };
  return document.activeElement === element;
}
