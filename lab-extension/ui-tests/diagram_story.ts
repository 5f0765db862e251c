/**
 * The diagram of a slice: one tab for each paper of a notebook, which is found again after a reload.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { READ } from "./harness/cells.ts";
import { type Lab, stories } from "./harness/lab.ts";
import { logging } from "./harness/logging.ts";
import { Panel } from "./harness/panel.ts";
import { until } from "./harness/until.ts";

stories({
  "a diagram has one tab, tells that the log has changed, goes with its notebook, and is there after a reload":
    async (lab) => {
      const { notebook, panel } = await logging(lab, "diagram", [
        READ,
        `const { Session } = await db.schema("common_session");
await Session().fetch()`,
      ]);
      const { page } = notebook;
      await notebook.run(1);
      await panel.says("1 read ·");
      const diagram = page.locator(".jp-SpyglassDeno-diagram");
      for (let clicks = 0; clicks < 3; clicks++) {
        await panel.button("Diagram", panel.slice).click();
        await diagram.locator("img").waitFor();
      }
      assertEquals(await diagram.count(), 1);
      await lab.keep(page, "diagram");
      const first = await diagram.locator("img").getAttribute("src");

      await notebook.show("diagram.ipynb");
      await notebook.run(2);
      await panel.says("2 reads ·");
      await page.getByRole("tab", { name: "Slice of diagram" }).click();
      await diagram.getByText("The log has changed since").waitFor();
      await page.getByRole("button", { name: "Draw Anew" }).click();
      await until(
        "it is drawn anew",
        async () => await diagram.locator("img").getAttribute("src") !== first,
      );
      await diagram.getByText("The log has changed since").waitFor({
        state: "hidden",
      });

      await page.evaluate(rename, ["diagram.ipynb", "moved.ipynb"]);
      // JupyterLab's layout hears of the new name with its next change.
      await notebook.show("moved.ipynb");
      await saved(lab, page, "moved.ipynb:diagram");
      await notebook.reload();
      await page.getByRole("tab", { name: "Slice of diagram" }).click();
      await diagram.locator("img").waitFor();
      await new Panel(page).says("Stop export");
      assertEquals(await diagram.count(), 1);
      assertEquals(notebook.errors, []);
    },
});

/** JupyterLab saves its layout a moment after it has changed. */
async function saved(lab: Lab, page: Page, name: string): Promise<void> {
  const [, workspace] = /workspaces\/(\w+)/.exec(page.url())!;
  const { url, token } = lab.jupyter;
  await until("the layout is saved", async () => {
    const answer = await fetch(
      `${url}lab/api/workspaces/${workspace}?token=${token}`,
    );
    const layout = (await answer.json()).data?.["layout-restorer:data"];
    return JSON.stringify(layout ?? null).includes(
      `spyglass-deno-diagrams:${name}`,
    );
  });
}

// This function runs in the page.
async function rename([from, to]: readonly string[]): Promise<void> {
  const { jupyterapp } = globalThis as unknown as {
    jupyterapp: {
      serviceManager: {
        contents: { rename(from: string, to: string): Promise<unknown> };
      };
    };
  };
  await jupyterapp.serviceManager.contents.rename(from!, to!);
}
