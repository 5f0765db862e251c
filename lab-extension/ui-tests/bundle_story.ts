/**
 * The bundle by buttons: the slice, its drawing and its files; populate and verify, cancelled and done.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { CONNECT, READ } from "./harness/cells.ts";
import { type Lab, stories } from "./harness/lab.ts";
import { Panel } from "./harness/panel.ts";
import { until } from "./harness/until.ts";
import { clipboardText } from "./harness/clipboard.ts";

const CURATION =
  `const { CurationV1 } = await db.schema("spikesorting_v1_curation");
await CurationV1\`curation_id = \${1}\`.fetchNwb(); 1`;

stories({
  "the slice is drawn, its files are told with size and state, and the bundle is written and proved, or not at all":
    async (lab) => {
      const name = await lab.place.notebook("bundle.ipynb", [
        CONNECT,
        READ,
        CURATION,
      ]);
      const notebook = await lab.open(name, { height: 1300 });
      const { page } = notebook;
      const panel = new Panel(page);
      await panel.open();
      await notebook.run(0);
      await panel.start("bundle", "a");
      await panel.says("Stop export");
      await notebook.run(1);
      const { text, hasFailed } = await notebook.run(2);
      assert(!hasFailed, text);
      await panel.button("Compute").click();
      const tables = panel.slice.getByRole("table", {
        name: "Tables of the slice",
      });
      await tables.getByText("CurationV1").first().waitFor();
      const files = panel.slice.getByRole("list", {
        name: "Files of the slice",
      });
      await files.getByText(/\d (kB|MB) · here/).first().waitFor();

      await panel.button("Diagram").click();
      const drawing = page.locator(".jp-SpyglassDeno-diagram img");
      await drawing.waitFor();
      await until(
        "the drawing is loaded",
        () => drawing.evaluate(isLoaded),
      );
      await lab.keep(page, "bundle-diagram");
      await notebook.show(name);

      await cancelled(lab, panel, page, "Populate");
      assertEquals(await resultOf(lab), []);
      assertEquals(await bundleOf(lab), []);

      await panel.button("Populate").click();
      await panel.says("Populate: done", panel.slice, 60_000);
      const written = await bundleOf(lab);
      assert(written.includes("_ExportSQL_bundle.sh"), written.join());
      const before = await resultOf(lab);
      assertEquals(before.length, 1);

      await cancelled(lab, panel, page, "Verify");
      assert(!(await bundleOf(lab)).includes("verified.json"));
      assertEquals(await resultOf(lab), before);
      await lab.keep(page, "bundle-cancelled");

      await panel.button("Verify").click();
      await panel.says("Verify: done", panel.slice, 60_000);
      await panel.slice.locator(".jp-mod-good").filter({ hasText: "Verified" })
        .first().waitFor();
      await lab.keep(page, "bundle-verified");

      await panel.button("Copy path").click();
      await until(
        "the bundle's path is copied",
        async () => await clipboardText(page) === folderOf(lab),
      );
      await panel.says(folderOf(lab), panel.slice);

      await lab.place.sql(
        "UPDATE common_ephys._electrode SET name = 'other' WHERE electrode_id > 125",
      );
      await panel.button("Verify").click();
      await panel.says("Verify: differences found", panel.slice, 60_000);
      await panel.slice.locator(".jp-mod-error").filter({
        hasText: "differences found",
      }).waitFor();
      assertEquals(
        await panel.slice.locator(".jp-SpyglassDeno-notice.jp-mod-good")
          .count(),
        0,
      );
      await lab.keep(page, "bundle-differs");
      assertEquals(notebook.errors, []);
    },
});

/** Begins something and cancels it, while it cannot come to its end: on a busy machine a click may come late. */
async function cancelled(
  lab: Lab,
  panel: Panel,
  page: Page,
  name: "Populate" | "Verify",
): Promise<void> {
  await withLock(lab, "common_ephys._electrode", async () => {
    await panel.button(name).click();
    await page.getByRole("progressbar", { name }).waitFor();
    await panel.button("Cancel").click();
    await lab.keep(page, `bundle-cancelling-${name.toLowerCase()}`);
  });
  await panel.says(`${name}: cancelled, nothing was changed`);
}

/** Keeps everybody else from reading a table while something is done. */
async function withLock(
  lab: Lab,
  table: string,
  work: () => Promise<void>,
): Promise<void> {
  const pool = await lab.place.pool();
  await pool.reserve(async (session) => {
    await session.run(`LOCK TABLES ${table} WRITE`);
    try {
      await work();
    } finally {
      await session.run("UNLOCK TABLES");
    }
  });
}

/** What Spyglass' own tables hold of the export. */
async function resultOf(lab: Lab): Promise<(string | null)[][]> {
  return await lab.place.sql(
    "SELECT export_id, (SELECT COUNT(*) FROM common_usage.__export__table AS t WHERE t.export_id = e.export_id), (SELECT COUNT(*) FROM common_usage.__export__file AS f WHERE f.export_id = e.export_id) FROM common_usage.__export AS e",
  );
}

function folderOf(lab: Lab): string {
  return join(lab.place.data, "base", "export", "bundle");
}

async function bundleOf(lab: Lab): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(folderOf(lab)), ({ name }) => name)
    .catch(() => []);
}

// These functions run in the page.

function isLoaded(image: unknown): boolean {
  return (image as { naturalWidth: number }).naturalWidth > 100;
}
