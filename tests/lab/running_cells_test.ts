/** Which cell read what: heard from a real kernel, run without a browser. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runNotebook } from "../../scripts/setup/notebook.ts";
import { readExecuted } from "../notebooks/executed.ts";
import { RunningCells } from "../../src/lab/running_cells.ts";
import { privateServer } from "../private_server.ts";

const DENO = { kernelspec: { name: "deno", language: "typescript" } };
const MODULE = fileURLToPath(new URL("../../mod.ts", import.meta.url));

/** A folder below this one: the kernel looks upward for what the module imports. */
async function run(sources: readonly string[]) {
  await using server = await privateServer();
  const below = fileURLToPath(new URL(".", import.meta.url));
  const folder = await Deno.makeTempDir({ dir: below, prefix: ".cells-" });
  try {
    const cells = sources.map((source, at) => ({
      cell_type: "code",
      id: `cell-${at}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    }));
    const path = join(folder, "cells.ipynb");
    await Deno.writeTextFile(
      path,
      JSON.stringify({ cells, metadata: DENO, nbformat: 4, nbformat_minor: 5 }),
    );
    const output = join(server.folder, "cells.ipynb");
    await runNotebook(path, { output, env: server.env, quiet: true });
    return await readExecuted(output);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("review() says which cell read each entry first, in a kernel without a browser", async () => {
  const large = "// " + "x".repeat(70_000);
  const read =
    "await Electrode`electrode_id = ${1}`.rows(); // 'first' \\ \"é\"";
  const notebook = await run([
    `const { connect } = await import(${JSON.stringify(MODULE)});
    const db = await connect();
    const { Electrode, Raw } = await db.schema("common_ephys");
    const { ExportSelection } = await db.schema("common_usage");
    await ExportSelection.startExport({ paper_id: "p", analysis_id: "a" });
    await Electrode.and({ electrode_id: 0 }).rows();`,
    read,
    // The same again, and a large output, which is heard, too.
    `await Electrode.and("electrode_id = 2").rows();
    await Electrode\`electrode_id = \${1}\`.rows();
    console.log("y".repeat(3_000_000).length, "y".repeat(200_000));`,
    `await Electrode.limit(3).rows(); ${large}`,
    `const reads = (await ExportSelection.review({ paper_id: "p" })).objects();
    console.log(JSON.stringify(reads.map(({ cell }) => cell && [cell.slice(0, 60), cell.length])));`,
  ]);
  const said = JSON.parse(notebook.cells.at(-1)!.text.trim());
  // The cell that connected is not known: nobody listened yet when it began.
  assertEquals(said[0], null);
  assertEquals(said[1], [read.slice(0, 60), read.length]);
  assertMatch(said[2][0], /^await Electrode\.and\("electrode_id = 2"\)/);
  assertMatch(said[3][0], /^await Electrode\.limit\(3\)\.rows\(\); \/\/ x+$/);
  assertEquals(said[3][1], 2000);
});

Deno.test("RunningCells knows since when no cell runs; what the sidebar asks for is none", () => {
  const cells = new RunningCells();
  const begun = (execution: string, code: string) =>
    cells.hear({ kind: "begun", time: Date.now(), code, execution });
  assertEquals(cells.freeSince, 0);
  begun("1", "await read()");
  assertEquals(cells.freeSince, null);
  begun("2", 'Symbol.for("spyglass-deno.lab")');
  cells.hear({ kind: "ended", execution: "2" });
  assertEquals(cells.freeSince, null);
  cells.hear({ kind: "ended", execution: "1" });
  assert(cells.freeSince! > 0);
});

Deno.test("RunningCells.executionAt() is not known before the kernel's words have come", () => {
  const cells = new RunningCells();
  const now = Date.now();
  assertEquals(cells.executionAt(now), undefined);
  assertEquals(cells.executionAt(now - 5000), null);
  cells.hear({ kind: "begun", time: now - 3000, code: "a", execution: "1" });
  cells.hear({ kind: "begun", time: now - 2000, code: "b", execution: "2" });
  assertEquals(cells.executionAt(now - 2500), "1");
  assertEquals(cells.executionAt(now - 1500), "2");
  assertEquals(cells.executionAt(now + 500), undefined);
});
