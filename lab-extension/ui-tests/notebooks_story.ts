/**
 * Several notebooks, each with a kernel and an export of its own, and one of another kernel.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { CONNECT, READ } from "./harness/cells.ts";
import { type Lab, stories } from "./harness/lab.ts";
import type { NotebookPage } from "./harness/notebook_page.ts";
import { Panel } from "./harness/panel.ts";
import { soon } from "./harness/promptness.ts";
import { until } from "./harness/until.ts";

const CELLS = [CONNECT, READ];

stories({
  "the panel follows the notebook in front: two exports, and a Python notebook":
    async (lab) => {
      const { place } = lab;
      await place.notebook("one.ipynb", CELLS);
      await place.notebook("two.ipynb", CELLS);
      await place.notebook("python.ipynb", ["1 + 1"], "python3");
      const notebook = await lab.open("one.ipynb");
      const panel = new Panel(notebook.page);
      await panel.open();
      await notebook.run(0);
      await panel.says("NOT LOGGING");
      await panel.start("first", "a");
      await panel.says("Stop export");
      await notebook.run(1);
      await panel.says("1 read ·");

      await notebook.show("two.ipynb");
      await panel.says("connect() is missing");
      await notebook.run(0);
      await panel.says("NOT LOGGING");
      await panel.start("second", "b");
      await panel.status.getByText("second / b").waitFor();

      await notebook.show("one.ipynb");
      await soon(
        "the first notebook's export",
        () => panel.status.getByText("first / a").waitFor(),
      );
      await panel.says("1 read ·");
      await notebook.show("two.ipynb");
      await soon(
        "the second notebook's export",
        () => panel.status.getByText("second / b").waitFor(),
      );
      assert(!await panel.root.getByText("1 read ·").isVisible());

      await notebook.show("python.ipynb");
      await soon(
        "the Python notebook",
        () => panel.says(/This notebook runs Python/),
      );
      assert(!await panel.export.getByText("Stop export").isVisible());
      assertEquals((await notebook.run(0)).text, "2");
      await lab.keep(notebook.page, "python");

      await notebook.show("one.ipynb");
      await notebook.run(1);
      await panel.says("1 read ·");
      const rows = await place.sql(
        "SELECT paper_id, COUNT(table_id) FROM common_usage.export_selection LEFT JOIN common_usage.export_selection__table USING (export_id) GROUP BY paper_id ORDER BY paper_id",
      );
      assertEquals(rows, [["first", "1"], ["second", "0"]]);
      assertEquals(notebook.errors, []);
    },

  "a window that was closed leaves the server alone": async (lab) => {
    const { notebook } = await looking(lab, "closed.ipynb");
    await notebook.page.goto("about:blank");
    await untilQuiet(lab);
  },

  "a notebook that was closed leaves the server alone, while its kernel lives on":
    async (lab) => {
      const { notebook } = await looking(lab, "left.ipynb");
      await notebook.command("docmanager:save");
      await notebook.command("application:close");
      await notebook.page.locator(".jp-NotebookPanel").waitFor({
        state: "detached",
      });
      await untilQuiet(lab);
    },
});

/** A notebook whose panel looks at the server again and again. */
async function looking(
  lab: Lab,
  name: string,
): Promise<{ notebook: NotebookPage }> {
  await lab.place.notebook(name, CELLS);
  const notebook = await lab.open(name);
  const panel = new Panel(notebook.page);
  await panel.open();
  await notebook.run(0);
  await panel.says("NOT LOGGING");
  const asked = async () => {
    const text = "SHOW GLOBAL STATUS LIKE 'Questions'";
    return Number((await lab.place.sql(text))[0]![1]);
  };
  const first = await asked();
  await until("the panel looks", async () => await asked() > first + 20);
  return { notebook };
}

/** A panel that looks does so several times a second. */
async function untilQuiet({ place }: Lab): Promise<void> {
  await until("the server has not been asked for a while", async () => {
    const [[idle] = []] = await place.sql(
      "SELECT MIN(time_ms) FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND user = 'root'",
    );
    return idle === null || Number(idle) > 1500;
  }, 20_000);
}
