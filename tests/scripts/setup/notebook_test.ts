import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { setUpKernel } from "../../../scripts/setup/kernel.ts";
import { runNotebook } from "../../../scripts/setup/notebook.ts";
import { SetupError } from "../../../scripts/setup/step.ts";

/** A folder with a notebook of these code cells. */
async function writeNotebook(...sources: string[]) {
  const folder = await Deno.makeTempDir({ prefix: "spyglass-notebook-test-" });
  const cells = sources.map((source, index) => ({
    cell_type: "code",
    id: `cell-${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  const path = join(folder, "some notebook.ipynb");
  const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  await Deno.writeTextFile(path, JSON.stringify(notebook));
  return {
    folder,
    path,
    output: join(folder, "out", "done.ipynb"),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function outputsOf(path: string): Promise<string> {
  const { cells } = JSON.parse(await Deno.readTextFile(path));
  return JSON.stringify(
    cells.map((cell: { outputs: unknown }) => cell.outputs),
  );
}

Deno.test("runNotebook() runs Deno in the notebook's folder and writes a copy", async () => {
  await using own = await writeNotebook(
    "console.log(Deno.version.deno, Deno.cwd(), Deno.env.get('GIVEN'));" +
      " await new Promise((done) => setTimeout(done, 100));",
  );
  const before = await Deno.readTextFile(own.path);
  await runNotebook(own.path, {
    output: own.output,
    env: { GIVEN: "a value" },
    quiet: true,
  });
  const outputs = await outputsOf(own.output);
  const folder = await Deno.realPath(own.folder);
  assert(outputs.includes(`${Deno.version.deno} ${folder} a value`), outputs);
  assertEquals(await Deno.readTextFile(own.path), before);
});

Deno.test("runNotebook() tells which cell failed, and keeps what ran before", async () => {
  await using own = await writeNotebook(
    // The kernel may say that a cell is done before it has sent what the cell printed last.
    "console.log('so far'); await new Promise((done) => setTimeout(done, 100));",
    "// why\nthrow new RangeError('Cannot do it: found this');",
    "console.log('never');",
  );
  const error = await assertRejects(
    () => runNotebook(own.path, { output: own.output, quiet: true }),
    SetupError,
  );
  assertEquals(
    error.message,
    "Cannot run some notebook.ipynb: code cell 2 of 3 failed: RangeError: Cannot do it: found this\n" +
      "  | // why\n  | throw new RangeError('Cannot do it: found this');",
  );
  const outputs = await outputsOf(own.output);
  assert(outputs.includes("so far") && !outputs.includes("never"));
});

Deno.test("runNotebook() says so when a cell ends the kernel, or takes too long", async () => {
  await using ending = await writeNotebook("Deno.exit(0)");
  await assertRejects(
    () => runNotebook(ending.path, { quiet: true }),
    SetupError,
    "code cell 1 of 1 failed: the kernel ended while it ran",
  );
  await using slow = await writeNotebook(
    "await new Promise((done) => setTimeout(done, 20_000));",
  );
  await assertRejects(
    () => runNotebook(slow.path, { quiet: true, cellSeconds: 1 }),
    SetupError,
    "it took longer than 1 seconds",
  );
});

Deno.test("runNotebook() refuses what is no notebook", async () => {
  await assertRejects(
    () => runNotebook("/nowhere/none.ipynb", { quiet: true }),
    SetupError,
    "Cannot run none.ipynb: it cannot be read as a notebook",
  );
});

Deno.test("setUpKernel() describes the Deno that runs it, in the project's own folder", async () => {
  const folder = await setUpKernel();
  const text = await Deno.readTextFile(join(folder, "kernel.json"));
  assertEquals(JSON.parse(text).argv[0], Deno.execPath());
  assert(folder.endsWith(".env/python/share/jupyter/kernels/deno"));
});
