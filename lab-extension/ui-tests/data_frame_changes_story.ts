/**
 * What changes around an open data frame: the page is loaded anew, the notebook gets another name, the database stops,
 * rows and slices are others.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { NotebookPage } from "./harness/notebook_page.ts";
import { type Lab, stories } from "./harness/lab.ts";
import { soon } from "./harness/promptness.ts";
import { openSamples, SAMPLES, SPIKES, startCell } from "./harness/samples.ts";
import { until } from "./harness/until.ts";

stories({
  "a reload restores the frame with its order and its filter": async (lab) => {
    const { frame, notebook } = await openSamples(lab, "restored.ipynb");
    await frame.open(SAMPLES, "all");
    await frame.says("100 rows");
    await frame.clickHeader(1);
    await frame.filter("value", ">", "10");
    await frame.says("94 of 100 rows");
    await until(
      "JupyterLab has kept the frame",
      async () => (await workspaceOf(lab, notebook)).includes('"value":"10"'),
    );
    await notebook.reload();
    await frame.says("94 of 100 rows");
    assertEquals(await frame.chosen("Sort"), "name");
    await frame.button("Remove filter value > 10").waitFor();
    await frame.press("Control+Home", "ArrowDown");
    await frame.under("Row 2, id: 20");
  },

  "a frame goes with its notebook to another name": async (lab) => {
    const { frame, notebook } = await openSamples(lab, "before.ipynb");
    await frame.open(SAMPLES, "all");
    await frame.says("100 rows");
    await notebook.page.evaluate(rename, ["before.ipynb", "after.ipynb"]);
    await frame.filter("id", ">", "98");
    await frame.says("2 of 100 rows");
    const title = notebook.page.locator(".lm-TabBar-tab.lm-mod-current", {
      hasText: "samples.Sample",
    }).first();
    await until(
      "the tab names the notebook",
      async () => (await title.getAttribute("title"))?.includes("after.ipynb"),
    );
  },

  "a database that stops is told over the rows, which come back with it":
    async (lab) => {
      const { frame, page } = await withPage(lab, "stopped.ipynb");
      await frame.open(SPIKES, "all");
      await frame.says("100,000 rows");
      await frame.press("Control+Home", "ArrowDown");
      await frame.under("Row 2, id: 2");
      await lab.place.stopDatabase();
      await soon(
        "that the database does not answer",
        () => frame.main.getByText("The database does not answer").waitFor(),
        2000,
      );
      await frame.press("Control+End", "Home");
      await frame.under("Row 100000, id: (not loaded)");
      await lab.keep(page, "data-frame-stopped");
      await lab.place.startDatabase();
      await frame.main.getByText("The database does not answer")
        .waitFor({ state: "hidden" });
      await frame.under("Row 100000, id: 100000");
      assertEquals(await frame.main.getByRole("alert").count(), 0);
    },

  "rows that went away are not waited for": async (lab) => {
    const { frame } = await openSamples(lab, "fewer.ipynb", [
      "db.sql`select id, name from samples.sample`",
    ]);
    await frame.notebook.run(1);
    await frame.notebook.command("spyglass-deno:open-result");
    await frame.says("100 rows");
    await lab.place.sql("delete from samples.sample where id > 40");
    await frame.choose("Sort", "name");
    await frame.says("40 rows");
    await lab.place.sql("delete from samples.sample where id > 20");
    await frame.choose("Sort", "");
    await frame.says("20 rows");
    await frame.press("Control+End");
    await frame.under("Row 20, name");
  },

  "a slice of as many rows, but of others, is shown anew": async (lab) => {
    const { frame, notebook, name } = await openSamples(lab, "slices.ipynb", [
      startCell("slices"),
      "await Sample.and({ id: 7 }).fetch()",
      `await ExportSelection.forget(await Sample.and({ id: 7 }), { force: true });
await Sample.and({ id: 9 }).fetch()`,
    ]);
    for (const cell of [1, 2]) {
      const { hasFailed, text } = await notebook.run(cell);
      assert(!hasFailed, text);
    }
    await frame.open(SAMPLES, "slice");
    await frame.says("1 row");
    await frame.press("Control+Home");
    await frame.under("Row 1, id: 7");
    await notebook.show(name);
    const { hasFailed, text } = await notebook.run(3);
    assert(!hasFailed, text);
    await frame.show(name);
    await frame.ask(SAMPLES, "slice");
    await frame.under("Row 1, id: 9");
  },
});

async function withPage(lab: Lab, name: string) {
  const { frame, notebook } = await openSamples(lab, name);
  return { frame, page: notebook.page };
}

/** What JupyterLab would restore, as text. */
async function workspaceOf(lab: Lab, { page }: NotebookPage): Promise<string> {
  const { url, token } = lab.jupyter;
  const [, workspace] = /workspaces\/(\w+)/.exec(page.url())!;
  const answer = await fetch(
    `${url}lab/api/workspaces/${workspace}?token=${token}`,
  );
  return JSON.stringify(await answer.json());
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
