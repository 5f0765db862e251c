/**
 * What is not known yet, not there, or does not fit together is said in words: it is no empty log, and no date of 1970.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { NO_DATABASE } from "../../src/lab/database_state.ts";
import type { State } from "../../src/lab/messages.d.ts";
import { CONNECT, READ, untilThere } from "./harness/cells.ts";
import { stories } from "./harness/lab.ts";
import { Panel } from "./harness/panel.ts";

stories({
  "a kernel that has not answered yet has no empty log": async (lab) => {
    const name = await lab.place.notebook("asked.ipynb", [
      untilThere("asked"),
      CONNECT,
    ]);
    const notebook = await lab.open(name);
    await notebook.start(0);
    // Another window has heard nothing of this kernel.
    const other = await lab.open(null);
    await other.command("docmanager:open", { path: name });
    const panel = new Panel(other.page);
    await panel.open();
    await panel.says("The kernel is busy", panel.export);
    for (const section of [panel.reads, panel.slice]) {
      await panel.says("Not known yet", section);
    }
    await lab.keep(other.page, "unknown");
    await Deno.writeTextFile(join(lab.place.notebooks, "asked"), "");
    await panel.says("connect() is missing");
    await panel.says("Nothing to show", panel.reads);
    await notebook.run(1);
    await panel.says("NOT LOGGING");
    await panel.says("No paper has read anything yet.", panel.reads);
    await panel.says("No paper is shown.", panel.slice);
  },

  "an export that came with the environment, and that the server does not know, is told":
    async (lab) => {
      const name = await lab.place.notebook("inherited.ipynb", [
        `Deno.env.set("SPYGLASS_EXPORT_ID", "987654")`,
        CONNECT,
        READ,
        `Deno.env.set("SPYGLASS_EXPORT_ID", "1987654"); 1`,
      ]);
      const notebook = await lab.open(name);
      const panel = new Panel(notebook.page);
      await panel.open();
      await notebook.run(0);
      await notebook.run(1);
      await panel.says("Reads will fail", panel.export);
      await panel.says("names an export that this server does not know");
      await panel.says("987654", panel.export);
      await panel.status.getByText("Reads fail").waitFor();
      assertEquals((await notebook.run(2)).hasFailed, true);
      await lab.keep(notebook.page, "inherited");
      // Set behind the module's back: since when is not known.
      await notebook.run(3);
      await panel.says("1987654", panel.export);
      const text = await panel.export.innerText();
      assert(!/1970|Since/.test(text), text);
      await panel.button("Stop export").click();
      await panel.says("NOT LOGGING");
    },

  "no form opens that folds away when an export turns out to be active": async (
    lab,
  ) => {
    const name = await lab.place.notebook("folded.ipynb", [
      saying({ seq: 1, isKnown: false, active: null }),
      saying({ seq: 2, isKnown: true, active: ACTIVE }),
      saying({ seq: 3, isKnown: false, active: null }),
      saying({ seq: 4, isKnown: true, active: null }),
      saying({ seq: 5, isKnown: false, active: null }),
    ]);
    const notebook = await lab.open(name);
    const panel = new Panel(notebook.page);
    await panel.open();
    const form = panel.export.getByRole("form");
    for (const cell of [0, 1, 2]) {
      await notebook.run(cell);
      await panel.says(cell === 1 ? "Stop export" : "is being asked");
      await panel.export.getByText("Start an export").waitFor();
      assertEquals(await form.isVisible(), false, `after cell ${cell}`);
    }
    await notebook.run(3);
    await form.waitFor();
    await notebook.run(4);
    await panel.says("is being asked");
    assertEquals(await form.isVisible(), true);
    assertEquals(notebook.errors, []);
  },

  "a module of another protocol is told, with the side that is to be updated":
    async (lab) => {
      const name = await lab.place.notebook(
        "protocol.ipynb",
        [2, 0].map((protocol) =>
          `globalThis[Symbol.for("spyglass-deno.lab")] = { receive() {
  Deno.jupyter.broadcast("comm_msg", { comm_id: "spyglass-deno", data: {
    kind: "state", protocol: ${protocol}, seq: 1, kernel: "other",
  } });
} };
1`
        ),
      );
      const notebook = await lab.open(name);
      const panel = new Panel(notebook.page);
      await panel.open();
      await panel.says("connect() is missing");
      await notebook.run(0);
      await panel.says("The sidebar and the module do not fit together");
      await panel.says(/update the JupyterLab extension/);
      await panel.status.getByText("Another version").waitFor();
      await lab.keep(notebook.page, "protocol");
      await notebook.run(1);
      await panel.says(/update the module spyglass-deno/);
      assertEquals(notebook.errors, []);
    },
});

const ACTIVE: State["active"] = {
  export_id: 1,
  paper_id: "p",
  analysis_id: "a",
  since: null,
  version: "1",
  inherited: false,
  problem: null,
};

/** A cell that says what the module would say of a database. */
function saying(
  { seq, isKnown, active }: Pick<State, "seq" | "active"> & {
    readonly isKnown: boolean;
  },
): string {
  const state = {
    ...NO_DATABASE,
    kind: "state",
    protocol: 1,
    seq,
    kernel: "told",
    database: { label: "told", problem: null, isKnown },
    active,
    unlogged: null,
  };
  return `globalThis[Symbol.for("spyglass-deno.lab")] = { receive() {
  Deno.jupyter.broadcast("comm_msg", { comm_id: "spyglass-deno", data: ${
    JSON.stringify(state)
  } });
} };
globalThis[Symbol.for("spyglass-deno.lab")].receive();
1`;
}
