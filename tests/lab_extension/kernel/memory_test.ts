import { assert, assertEquals } from "@std/assert";
import {
  forget,
  keepOnly,
  recall,
  recallCells,
  remember,
  rememberCells,
} from "../../../lab-extension/src/kernel/memory.ts";
import type { State } from "../../../src/lab/messages.d.ts";

const STATE = { kind: "state", protocol: 1, seq: 1 } as unknown as State;
const ORIGIN = { cell: "c", run: "r", table: "t" };
const PATH = "a notebook: one.ipynb";
const CELLS = {
  origins: [["1/1", ORIGIN] as const],
  executions: [["r", "c"] as const],
};

function kept(): string[] {
  globalThis.dispatchEvent(new Event("pagehide"));
  return Object.keys(sessionStorage)
    .filter((key) => key.startsWith("spyglass-deno:")).sort();
}

Deno.test("what is remembered of kernels that are gone is forgotten; another's key is nobody's business", () => {
  sessionStorage.clear();
  sessionStorage.setItem("another:state:dead", "1");
  sessionStorage.setItem("spyglass-deno:state:long dead", "{}");
  for (const kernel of ["alive", "dead"]) {
    remember(kernel, STATE);
    rememberCells(kernel, PATH, CELLS);
  }
  assertEquals(kept().length, 7);
  keepOnly(new Set(["alive"]));
  assertEquals(kept(), [
    `spyglass-deno:cells:alive ${PATH}`,
    `spyglass-deno:runs:alive ${PATH}`,
    "spyglass-deno:state:alive",
  ]);
  assertEquals(sessionStorage.getItem("another:state:dead"), "1");
  assertEquals(recall("alive"), STATE);
  assertEquals(
    JSON.stringify(recallCells("alive", PATH)),
    JSON.stringify(CELLS),
  );
  assertEquals(recallCells("alive", "two.ipynb"), {
    origins: [],
    executions: [],
  });
});

Deno.test("the state of a process that has ended is forgotten, the cells of its reads are not", () => {
  sessionStorage.clear();
  remember("restarted", STATE);
  rememberCells("restarted", PATH, CELLS);
  kept();
  forget("restarted");
  kept();
  assertEquals(recall("restarted"), null);
  assertEquals([...recallCells("restarted", PATH).origins].length, 1);
});

Deno.test("a state of another protocol is not recalled", () => {
  sessionStorage.setItem(
    "spyglass-deno:state:other",
    JSON.stringify({ ...STATE, protocol: 2 }),
  );
  assertEquals(recall("other"), null);
  keepOnly(new Set());
});

Deno.test("of more cells than may be kept the newest are", () => {
  sessionStorage.clear();
  const run = "an execution's id as Jupyter makes them, and more".repeat(3);
  const all = Array.from(
    { length: 5000 },
    (_, i) => [`1/${i}`, { ...ORIGIN, run }] as const,
  );
  rememberCells("long", PATH, { origins: all, executions: [] });
  kept();
  const cells = [...recallCells("long", PATH).origins];
  assert(cells.length > 2000 && cells.length < 5000, `${cells.length}`);
  assertEquals(cells, all.slice(-cells.length));
  keepOnly(new Set());
});
