/**
 * What is asked of a kernel that cannot answer: the connection is cut, or the kernel is silent. Whatever was asked ends in
 * words, and all is well when the other side is back.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { CONNECT, READ, untilThere } from "./harness/cells.ts";
import { Gateway } from "./harness/gateway.ts";
import { type Lab, stories } from "./harness/lab.ts";
import { logging } from "./harness/logging.ts";
import { Panel } from "./harness/panel.ts";
import { soon } from "./harness/promptness.ts";

stories({
  "a connection that is cut is told; what was asked ends in words; all is well when it is back":
    async (lab) => {
      await using gateway = new Gateway(lab.jupyter.url);
      const { notebook, panel } = await logging(lab, "cut", [
        READ,
        untilThere("mended"),
      ], { url: gateway.url });
      await notebook.run(1);
      await panel.says("1 read ·");
      await notebook.start(2);
      await panel.says("busy");
      await panel.button("Stop export").click();
      await panel.says("Stops when the cell ends");
      await gateway.cut();
      await soon(
        "the lost connection",
        () => panel.says("No connection to the kernel"),
      );
      await panel.status.getByText("No connection").waitFor();
      await panel.says(/Export \d+ \(cut \/ a\) was active when/);
      await panel.says(
        "There is no connection to the kernel. What was asked may have been done",
        panel.export,
        30_000,
      );
      assertEquals(
        await panel.button("Compute", panel.slice).getAttribute(
          "aria-disabled",
        ),
        "true",
      );
      await lab.keep(notebook.page, "offline");
      await done(lab, "mended");
      gateway.mend();
      await dismissed(panel);
      await panel.button("Connect again").click();
      // It was stopped at the end of the cell, as it was asked to be.
      await panel.says("NOT LOGGING", panel.export, 30_000);
      await panel.says("ready");
      await panel.button("Close", panel.export).click();
      await panel.start("cut", "b");
      await panel.says("Stop export");
      await notebook.run(1);
      await panel.says("2 reads ·");
    },

  "a kernel that is silent is told; what was asked ends in words, and is done when it is back":
    async (lab) => {
      const { notebook, panel } = await logging(lab, "silent", ["Deno.pid"]);
      const pid = Number(/\d{3,}/.exec((await notebook.run(1)).text)?.[0]);
      // Zero and less would be whole groups of processes.
      assert(pid > 1, `${pid}`);
      Deno.kill(pid, "SIGSTOP");
      try {
        await panel.button("Stop export").click();
        await soon(
          "the silence",
          () => panel.says("The kernel does not answer"),
        );
        await panel.says(
          "The kernel does not answer: wait for it, or restart it. What was asked may have been done",
          panel.export,
          30_000,
        );
        await lab.keep(notebook.page, "silent");
      } finally {
        Deno.kill(pid, "SIGCONT");
      }
      await panel.says("NOT LOGGING");
      await panel.says("ready");
    },

  "a server that has gone for good is told, and a new kernel is all that is needed":
    async (lab) => {
      await using gateway = new Gateway(lab.jupyter.url);
      const name = await lab.place.notebook("gone.ipynb", [CONNECT]);
      const notebook = await lab.open(name, { url: gateway.url });
      const panel = new Panel(notebook.page);
      await panel.open();
      await notebook.run(0);
      await panel.says("NOT LOGGING");
      await gateway.cut();
      await panel.says("No connection to the kernel");
      // The server comes back without its kernels.
      await lab.jupyter.endSessions();
      gateway.mend();
      await dismissed(panel);
      await panel.button("Connect again").click();
      await panel.says(
        /The kernel has ended|No kernel|No connection to the kernel|Not connected/,
      );
      assert(!await panel.export.getByText("Stop export").isVisible());
    },
});

async function done(lab: Lab, file: string): Promise<void> {
  await Deno.writeTextFile(join(lab.place.notebooks, file), "");
}

/** JupyterLab says so, too, in a dialog that covers the page. */
async function dismissed(panel: Panel): Promise<void> {
  const dialog = panel.root.page().getByRole("dialog");
  const button = dialog.getByRole("button", { name: "Close" });
  while (await dialog.first().isVisible()) await button.first().click();
}
