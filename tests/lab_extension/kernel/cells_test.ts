/** Which cells reads came from, as one notebook of a kernel sees it. */
import { assertEquals } from "@std/assert";
import { Cells, type Slot } from "../../../lab-extension/src/kernel/cells.ts";
import { keepOnly } from "../../../lab-extension/src/kernel/memory.ts";
import type { ReadEntry, State } from "../../../src/lab/messages.d.ts";

/** What a notebook holds of a kernel that others use, too. */
function notebook(path: string) {
  const slots = new Map<Slot, unknown>();
  const kernel = {
    id: "kernel",
    anyMessage: {
      connect: (slot: Slot, self: unknown) => slots.set(slot, self).size > 0,
      disconnect: (slot: Slot) => slots.delete(slot),
    },
  };
  const cells = new Cells(kernel, path);
  const send = (msg_id: string, cellId: string) => {
    const header = { msg_type: "execute_request", msg_id };
    const msg = { header, metadata: { cellId } };
    for (const [slot, self] of slots) {
      slot.call(self, kernel, { direction: "send", msg });
    }
  };
  return { cells, send, slots };
}

function entry(
  table_id: number,
  execution: string,
  again: readonly string[] = [],
): ReadEntry {
  const known = { export_id: 1, table_id, isOwn: true, execution, again };
  return { ...known, restriction: `read ${table_id}` } as ReadEntry;
}

function stateOf(...newest: ReadEntry[]): State {
  const tables = [{ table: "t", label: "T", newest }];
  return { reads: { tables } } as unknown as State;
}

function offered(cells: Cells, ...newest: ReadEntry[]): string[] {
  return cells.note(stateOf(...newest), "")
    .map(({ earlier, later }) =>
      `${earlier.restriction} by ${later.restriction}`
    );
}

/** The page goes, and is loaded anew. */
function leave(): void {
  globalThis.dispatchEvent(new Event("pagehide"));
}

Deno.test("what a cell of another notebook on the kernel read, too, is not offered to be replaced", () => {
  sessionStorage.clear();
  const { cells, send } = notebook("one.ipynb");
  send("run 1", "a");
  assertEquals(offered(cells, entry(1, "run 1")), []);
  // Another notebook, or a console beside it.
  assertEquals(offered(cells, entry(1, "run 1", ["another's"])), []);
  send("run 2", "a");
  assertEquals(
    offered(cells, entry(1, "run 1", ["another's"]), entry(2, "run 2")),
    [],
  );
  send("run 3", "a");
  const all = [entry(1, "run 1", ["another's"]), entry(2, "run 2")];
  assertEquals(
    offered(cells, ...all, entry(3, "run 3")),
    ["read 2 by read 3"],
  );
  keepOnly(new Set());
});

Deno.test("a cell that ran again and read what another cell had read is offered to replace its own earlier read, once", () => {
  sessionStorage.clear();
  const { cells, send } = notebook("one.ipynb");
  send("run 1", "a");
  offered(cells, entry(1, "run 1"));
  send("run 2", "b");
  offered(cells, entry(1, "run 1"), entry(2, "run 2"));
  send("run 3", "a");
  const all = [entry(1, "run 1"), entry(2, "run 2", ["run 3"])];
  assertEquals(offered(cells, ...all), ["read 1 by read 2"]);
  const [rerun] = cells.note(stateOf(...all), "");
  cells.keep(rerun!);
  assertEquals(offered(cells, ...all), []);
  // The other cell's is never offered, whatever that one reads now.
  send("run 4", "a");
  assertEquals(offered(cells, entry(1, "run 1", ["run 4"]), all[1]!), []);
  keepOnly(new Set());
});

Deno.test("runs of a cell are its own also after the page was loaded anew", () => {
  sessionStorage.clear();
  const before = notebook("one.ipynb");
  before.send("run 1", "a");
  offered(before.cells, entry(1, "run 1"));
  before.send("run 2", "a");
  offered(before.cells, entry(1, "run 1", ["run 2"]));
  leave();
  const { cells, send } = notebook("one.ipynb");
  offered(cells, entry(1, "run 1", ["run 2"]));
  send("run 3", "a");
  assertEquals(
    offered(cells, entry(1, "run 1", ["run 2"]), entry(2, "run 3")),
    ["read 1 by read 2"],
  );
  keepOnly(new Set());
});

Deno.test("a copy of a notebook, whose cells have the same ids, replaces none of its reads", () => {
  sessionStorage.clear();
  const [one, copy] = [notebook("one.ipynb"), notebook("copy.ipynb")];
  one.send("run 1", "a");
  for (const { cells } of [one, copy]) offered(cells, entry(1, "run 1"));
  copy.send("run 2", "a");
  const both = [entry(1, "run 1"), entry(2, "run 2")];
  for (const { cells } of [one, copy]) {
    assertEquals(offered(cells, ...both), []);
  }
  assertEquals(one.cells.cellOf(both[1]!), null);
  leave();
  const [again, loaded] = [notebook("one.ipynb"), notebook("copy.ipynb")];
  const cellsOf = ({ cells }: typeof again) =>
    both.map((each) => cells.cellOf(each));
  assertEquals(cellsOf(again), ["a", null]);
  assertEquals(cellsOf(loaded), [null, "a"]);
  loaded.send("run 3", "a");
  assertEquals(
    offered(loaded.cells, ...both, entry(3, "run 3")),
    ["read 2 by read 3"],
  );
  keepOnly(new Set());
});

Deno.test("cells are not listened to once their notebook is closed", () => {
  const { cells, slots } = notebook("one.ipynb");
  assertEquals(slots.size, 1);
  cells.dispose();
  assertEquals(slots.size, 0);
});
