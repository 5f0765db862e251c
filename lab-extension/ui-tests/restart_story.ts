/**
 * What must not be overlooked: a read under no export, a kernel that restarts or dies in the middle of one, a page that is
 * loaded anew while a cell runs.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { firstSeen, watchText } from "./harness/appearances.ts";
import { CONNECT, READ } from "./harness/cells.ts";
import { type Lab, stories } from "./harness/lab.ts";
import type { NotebookPage } from "./harness/notebook_page.ts";
import { Panel } from "./harness/panel.ts";
import { soon } from "./harness/promptness.ts";
import { until } from "./harness/until.ts";

stories({
  "a read under no export says so in the panel, the status bar and under its frame":
    async (lab) => {
      const { notebook, panel } = await connected(lab, "unlogged.ipynb", [
        READ,
      ]);
      await panel.says("No export is active: what is read is not shipped.");
      const { text } = await notebook.run(1);
      assertStringIncludes(text, "not logged: no export active");
      await soon(
        "a read that nothing logs",
        () => panel.says("is in no export"),
      );
      await panel.status.getByText("NOT LOGGING · 1 unlogged").waitFor();
      await lab.keep(notebook.page, "unlogged");
    },

  "a kernel restart in the middle of an export is told, and a click resumes it":
    async (lab) => {
      const { notebook, panel } = await connected(lab, "restart.ipynb", [READ]);
      await panel.start("restarted", "a");
      await panel.says("Stop export");
      assertStringIncludes((await notebook.run(1)).text, "logged in export");
      await panel.says("1 read ·");
      await notebook.restart();
      await soon(
        "the restart",
        () => panel.says(/The kernel ended while export \d+ \(.+\) was active/),
      );
      await panel.status.getByText("NOT LOGGING").waitFor();
      assert(!await panel.export.getByText("Stop export").isVisible());
      await notebook.ready();
      await notebook.run(0);
      await panel.says(/was active when the kernel ended: resume\?/);
      await panel.says("NOT LOGGING");
      await lab.keep(notebook.page, "restarted");
      assertStringIncludes((await notebook.run(1)).text, "not logged");
      await panel.says("is in no export");
      await panel.button("Resume").click();
      await soon("the export again", () => panel.says("Stop export"));
      assertStringIncludes((await notebook.run(1)).text, "logged in export");
      await panel.button("Stop export").click();
      await panel.says("NOT LOGGING");
    },

  "a kernel that is killed is told at once": async (lab) => {
    const { notebook, panel } = await connected(lab, "killed.ipynb", [
      "Deno.pid",
    ]);
    await panel.start("killed", "a");
    await panel.says("Stop export");
    const pid = Number(/\d{3,}/.exec((await notebook.run(1)).text)?.[0]);
    // Zero and less would be whole groups of processes.
    assert(pid > 1, `${pid}`);
    Deno.kill(pid, "SIGKILL");
    await soon(
      "the end of the kernel",
      () => panel.says(/does not answer|The kernel ended while export \d+/),
    );
    assert(!await panel.export.getByText("Stop export").isVisible());
    await panel.status.getByText(/Kernel does not answer|NOT LOGGING/)
      .waitFor();
    await panel.says(/The kernel ended while export \d+ \(killed \/ a\)/);
    await panel.status.getByText("NOT LOGGING").waitFor();
    await lab.keep(notebook.page, "killed");
    // Jupyter looks every three seconds whether its kernels live, and then starts another one.
    await notebook.ready();
    await panel.says("connect() is missing", panel.root, 30_000);
    await notebook.run(0);
    await panel.says(/was active when the kernel ended: resume\?/);
  },

  "a cell that computes without a pause is busy, and not gone": async (lab) => {
    const { notebook, panel } = await connected(lab, "computing.ipynb", [
      `const end = Date.now() + 3000;
while (Date.now() < end);
"computed"`,
    ]);
    await panel.start("computing", "a");
    await panel.says("Stop export");
    await watchText(notebook.page, "#spyglass-deno-sidebar");
    const { text } = await notebook.run(1);
    assertStringIncludes(text, "computed");
    assert(await firstSeen(notebook.page, "busy"), "it was busy");
    assertEquals(await firstSeen(notebook.page, "does not answer"), null);
    await panel.says("Stop export");
  },

  "a page loaded anew in a long cell shows the export at once, and a stop waits for the cell":
    async (lab) => {
      const { notebook, panel } = await connected(lab, "long.ipynb", [
        `for (let i = 0; !await Deno.stat("enough").catch(() => null); i++) {
  await Electrode\`electrode_id = \${i % 128}\`.fetch();
  await new Promise((done) => setTimeout(done, 50));
}
"done"`,
      ]);
      await panel.start("long", "a");
      await panel.says("Stop export");
      await notebook.start(1);
      await panel.says(/\d+ reads ·/);
      await notebook.reload();
      const again = new Panel(notebook.page);
      await again.open();
      await soon("the export after a reload", () => again.says("Stop export"));
      await soon("reads after a reload", () => again.says(/\d+ reads ·/), 2000);
      await again.says("busy");
      await notebook.command("spyglass-deno:jump");
      await until(
        "the cell that read last is found, also of reads after the reload",
        async () => await notebook.page.evaluate(activeCell) === 1,
      );
      await again.button("Stop export").click();
      await again.says("Stops when the cell ends", again.export);
      await until("that is to be seen in its section", async () => {
        const [text, section] = await Promise.all([
          again.export.getByText("Stops when the cell ends").boundingBox(),
          again.export.boundingBox(),
        ]);
        return text!.y >= section!.y - 1 &&
          text!.y + text!.height <= section!.y + section!.height + 1;
      });
      await lab.keep(notebook.page, "reloaded");
      await Deno.writeTextFile(join(lab.place.notebooks, "enough"), "");
      await again.says("NOT LOGGING", again.root, 60_000);
    },
});

async function connected(
  lab: Lab,
  name: string,
  cells: readonly string[],
): Promise<{ notebook: NotebookPage; panel: Panel }> {
  await lab.place.notebook(name, [CONNECT, ...cells]);
  const notebook = await lab.open(name);
  const panel = new Panel(notebook.page);
  await panel.open();
  await panel.says("connect() is missing");
  const { text, hasFailed } = await notebook.run(0);
  assert(!hasFailed, text);
  await panel.says("NOT LOGGING");
  return { notebook, panel };
}

// This function runs in the page.

function activeCell(): number {
  const { jupyterapp } = globalThis as unknown as {
    jupyterapp: {
      shell: { currentWidget: { content: { activeCellIndex: number } } };
    };
  };
  return jupyterapp.shell.currentWidget.content.activeCellIndex;
}
