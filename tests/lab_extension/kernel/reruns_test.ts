import { assertEquals } from "@std/assert";
import { Reruns } from "../../../lab-extension/src/kernel/reruns.ts";
import type { ReadEntry, State } from "../../../src/lab/messages.d.ts";

/** Entries of one table, as cells read them. */
function table() {
  const reruns = new Reruns();
  const newest: ReadEntry[] = [];
  const cells: string[] = [];
  let runs = 0;
  const offered = () =>
    reruns.in({ reads: { tables: [{ label: "t", newest }] } } as never as State)
      .map(({ earlier, later }) => [earlier.restriction, later.restriction]);
  const read = (cell: string, restriction: string, export_id: number) => {
    const at = newest.findIndex((entry) =>
      entry.restriction === restriction && entry.export_id === export_id
    );
    const origin = { cell, run: `run ${runs}`, table: "t" };
    if (at < 0) {
      const entry = { export_id, table_id: newest.length, restriction };
      newest.push(entry as ReadEntry);
      cells.push(cell);
      reruns.note(`${export_id}/${entry.table_id}`, origin);
    } else if (cells[at] !== cell) reruns.share(`${export_id}/${at}`);
    else {
      reruns.again(`${export_id}/${at}`, origin);
      // The kernel says it with each message.
      reruns.again(`${export_id}/${at}`, origin);
    }
  };
  /** A cell runs and reads. */
  const run = (cell: string, restrictions: string | string[], id = 1) => {
    runs++;
    for (const each of [restrictions].flat()) read(cell, each, id);
    return offered();
  };
  return { run, reruns, offered };
}

Deno.test("a cell that runs again and reads other rows offers to replace its earlier read", () => {
  const { run, reruns, offered } = table();
  assertEquals(run("a", "id < 4"), []);
  assertEquals(run("a", "id < 4"), []);
  assertEquals(run("a", "id < 3"), [["id < 4", "id < 3"]]);
  reruns.keep("1/0");
  assertEquals(offered(), []);
});

Deno.test("what another cell read, too, is not offered to be replaced", () => {
  const { run, reruns } = table();
  run("a", "id < 4");
  run("b", "id < 4");
  assertEquals(run("a", "id < 3"), []);
  // Nor when the other cell reads it later.
  assertEquals(run("a", "id < 2"), [["id < 3", "id < 2"]]);
  assertEquals(run("b", "id < 3"), []);
  // Nor after the page was loaded anew.
  const loaded = new Reruns();
  const origin = { cell: "a", run: "run 1", table: "t", isShared: true };
  loaded.recall("1/0", origin);
  loaded.note("1/1", { ...origin, run: "run 9" });
  const newest = [0, 1].map((table_id) => ({ export_id: 1, table_id }));
  const tables = [{ label: "t", newest }];
  assertEquals(loaded.in({ reads: { tables } } as never as State), []);
  assertEquals(reruns.in({ reads: { tables } } as never as State), []);
});

Deno.test("of a cell that reads twice, what it reads as before is not offered to be replaced", () => {
  for (const second of [["a = 1", "b = 2"], ["b = 2", "a = 1"]]) {
    const { run } = table();
    assertEquals(run("a", ["a = 1", "b = 1"]), []);
    assertEquals(run("a", ["a = 1", "b = 1"]), []);
    assertEquals(run("a", second), [["b = 1", "b = 2"]]);
    assertEquals(run("a", second), [["b = 1", "b = 2"]]);
  }
});

Deno.test("a cell that reads again what it read at first offers to replace what it read meanwhile", () => {
  const { run } = table();
  run("a", "id < 4");
  assertEquals(run("a", "id < 3"), [["id < 4", "id < 3"]]);
  assertEquals(run("a", "id < 4"), [["id < 3", "id < 4"]]);
  assertEquals(run("a", "id < 3"), [["id < 4", "id < 3"]]);
  assertEquals(run("a", "id < 2"), [["id < 4", "id < 2"], [
    "id < 3",
    "id < 2",
  ]]);
});

Deno.test("a read of another analysis is not offered to be replaced", () => {
  const { run } = table();
  run("a", "id < 4", 1);
  assertEquals(run("a", "id < 4", 2), []);
  assertEquals(run("a", "id < 3", 2), [["id < 4", "id < 3"]]);
});
