import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { runNotebook } from "../../scripts/setup/notebook.ts";
import { PROJECT } from "../../scripts/setup/project.ts";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { readExecuted } from "../notebooks/executed.ts";
import { type PrivateServer, privateServer } from "../private_server.ts";
import { files, watched } from "./dandi_lab.ts";

const NOTEBOOK = join(PROJECT, "notebooks", "06_Share.ipynb");

Deno.test("06_Share publishes and streams back, and its key is nowhere", async () => {
  await setUpPython("dandi");
  await using server = await privateServer();
  const key = crypto.randomUUID();
  const { commands } = await watched(() => assertShares(server, key));
  assert(/engine\.py/.test(commands), "the engine was not seen");
  assert(!commands.includes(key), "the key is in a command line");
  // The executed notebook, the bundle, the cache, the database: all that is left.
  for (const path of files(server.folder)) {
    const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(path));
    assert(!bytes.includes(key), path);
  }
});

async function assertShares(
  { folder, env }: PrivateServer,
  key: string,
): Promise<void> {
  const output = join(folder, "06_Share.ipynb");
  await runNotebook(NOTEBOOK, {
    output,
    quiet: true,
    env: { ...env, DANDI_API_KEY: key },
  });
  const notebook = await readExecuted(output);
  assert(notebook.cells.every(({ failed }) => !failed));
  assertMatch(
    notebook.textOf("Export.listFiles"),
    /raw +308144 +[0-9a-f]{30}[^]*Total: 3\nall files are there/,
  );
  assertMatch(notebook.textOf("checkPaper"), /violations: 0/);
  assertMatch(notebook.textOf("checkPaper"), /: 1 remark$/m);
  assertMatch(notebook.textOf("prepareFilesForExport"), /0 changes to make/);
  assertMatch(
    notebook.textOf("const published"),
    /3 files, 3 of them uploaded now/,
  );
  assertMatch(notebook.textOf("const nothing"), /^0 files sent$/m);
  assertMatch(notebook.textOf("writeMysqldump"), /_dandi\.sh/);
  assertMatch(notebook.textOf("const [streamed]"), /not here: streaming/);
  assertEquals(notebook.textOf("const isSame").trim(), "true true");
}
