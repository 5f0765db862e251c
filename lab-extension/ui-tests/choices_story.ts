/**
 * What a user finds where they left it, and can choose: the layout, the settings, the button in the notebook's toolbar.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { CONNECT, READ } from "./harness/cells.ts";
import { type Lab, stories } from "./harness/lab.ts";
import { logging } from "./harness/logging.ts";
import type { NotebookPage } from "./harness/notebook_page.ts";
import { Panel } from "./harness/panel.ts";
import { until } from "./harness/until.ts";

stories({
  "after a reload the panel is where it was, with the same notebook": async (
    lab,
  ) => {
    const { notebook, panel } = await logging(lab, "layout", [READ]);
    await notebook.run(1);
    await panel.says("1 read ·");
    const before = await panel.root.boundingBox();
    await saved(lab, notebook.page);
    await notebook.reload();
    await panel.root.waitFor();
    await panel.says("Stop export");
    await panel.says("1 read ·");
    await until("it has its place", async () => {
      const { x, width } = (await panel.root.boundingBox())!;
      return Math.abs(x - before!.x) < 4 && Math.abs(width - before!.width) < 4;
    });
    await panel.status.getByText("layout / a · 1 read").waitFor();
    await until("the form to start an export has the most room", async () => {
      const start = await panel.export.boundingBox();
      const reads = await panel.reads.boundingBox();
      return start!.height > 1.3 * reads!.height;
    });
  },

  "the button in the notebook's toolbar says whether it logs, and opens the panel":
    async (lab) => {
      const name = await lab.place.notebook("button.ipynb", [CONNECT, READ]);
      const notebook = await lab.open(name);
      const panel = new Panel(notebook.page);
      const button = notebook.page.locator(
        ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-SpyglassDeno-toolbarItem button",
      );
      await notebook.run(0);
      await button.filter({ hasText: "NOT LOGGING" }).click();
      await panel.root.waitFor();
      await panel.start("button", "a");
      await button.filter({ hasText: "● Logging" }).waitFor();
      await lab.keep(notebook.page, "choices-toolbar");
    },

  "each choice of the settings has its effect at once": async (lab) => {
    const name = await lab.place.notebook("settings.ipynb", [CONNECT, READ]);
    const notebook = await lab.open(name);
    const { page } = notebook;
    const panel = new Panel(page);
    await notebook.run(0);
    await panel.status.getByText("NOT LOGGING").waitFor();
    await choose(notebook, "Status bar", false);
    await lab.keep(page, "choices-settings");
    await panel.status.waitFor({ state: "hidden" });
    await choose(notebook, "Status bar", true);
    await panel.status.getByText("NOT LOGGING").waitFor();

    await choose(notebook, "Warn of reads that nothing logs", false);
    await choiceIsSaved(lab, "warnUnlogged", false);
    await notebook.show(name);
    await notebook.run(1);
    await panel.status.getByText("1 unlogged").waitFor();
    assertEquals(await warnings(page).count(), 0);
    // The choice comes later than the kernel's first word.
    await notebook.reload();
    await notebook.show(name);
    await panel.status.getByText("1 unlogged").waitFor();
    assertEquals(await warnings(page).count(), 0);
    await choose(notebook, "Warn of reads that nothing logs", true);
    await choiceIsSaved(lab, "warnUnlogged", undefined);
    await notebook.show(name);
    await notebook.restart();
    await notebook.ready();
    await notebook.run(0);
    await notebook.run(1);
    await warnings(page).first().waitFor();

    await choose(notebook, "Open with the first notebook", true);
    await panel.root.waitFor();
    assertEquals(notebook.errors, []);
  },
});

/** Brings the settings to the front, and makes a choice there. */
async function choose(
  notebook: NotebookPage,
  title: string,
  isOn: boolean,
): Promise<void> {
  await notebook.command("settingeditor:open", { query: "Spyglass Export" });
  const editor = notebook.page.locator(".jp-SettingsPanel");
  const choice = editor.getByLabel(title, { exact: true }).or(
    editor.locator(".checkbox").filter({ hasText: title }).getByRole(
      "checkbox",
    ),
  ).first();
  await choice.setChecked(isOn);
}

/** JupyterLab writes a choice a moment after it was made; a default is not written. */
async function choiceIsSaved(
  lab: Lab,
  name: string,
  value: boolean | undefined,
): Promise<void> {
  const url =
    `${lab.jupyter.url}lab/api/settings/spyglass-deno:plugin?token=${lab.jupyter.token}`;
  await until(`${name} is saved`, async () => {
    const { settings } = await (await fetch(url)).json();
    return settings[name] === value || value === undefined &&
        settings[name] !== false;
  });
}

function warnings(page: Page): Locator {
  return page.getByText("and no export is active: it is not logged");
}

/** JupyterLab saves its layout a moment after it has changed. */
async function saved(lab: Lab, page: Page): Promise<void> {
  const [, workspace] = /workspaces\/(\w+)/.exec(page.url())!;
  const { url, token } = lab.jupyter;
  await until("the layout is saved", async () => {
    const answer = await fetch(
      `${url}lab/api/workspaces/${workspace}?token=${token}`,
    );
    const text = await answer.text();
    if (!answer.ok) return false;
    const { right } = JSON.parse(text).data?.["layout-restorer:data"] ?? {};
    return right?.collapsed === false &&
      right.current === "spyglass-deno-sidebar";
  });
}
