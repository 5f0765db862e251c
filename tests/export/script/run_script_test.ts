import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { CancelledError, ExportError } from "../../../src/errors.ts";
import { runScript } from "../../../src/export/script/run_script.ts";
import { freshDatabase, loadSql } from "../../setup.ts";
import { namesIn, planOf, scriptFolder } from "./script_setup.ts";

async function setUp() {
  const database = await freshDatabase();
  await loadSql(
    database.socket,
    "create table t (id int primary key); insert into t values (1);",
    database.name,
  );
  const plan = await planOf(database.socket, [database.name]);
  return { database, at: await scriptFolder(plan, database.socket) };
}

Deno.test("runScript() gives what the script wrote, and its progress", async () => {
  const { database, at } = await setUp();
  await using _database = database;
  await using _at = at;
  const said: string[] = [];
  const { script, defaultsFile } = at;
  const result = await runScript(script, {
    defaultsFile,
    onProgress: (line) => said.push(line),
  });
  assertEquals(result.sql, at.sql);
  const bytes = await Deno.readFile(at.sql);
  assertEquals(result.bytes, bytes.length);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  assertEquals(result.sha256, new Uint8Array(digest).toHex());
  assertStringIncludes(said[0]!, "Exporting 1 rows of 1 tables");
  assertStringIncludes(said.at(-1)!, `Wrote ${at.sql}: `);
  const out = join(at.folder, "..", "elsewhere.sql");
  assertEquals((await runScript(script, { defaultsFile, out })).sql, out);
  const folder = join(at.folder, "..");
  assertEquals(
    (await runScript(script, { defaultsFile, out: folder })).sql,
    join(folder, "_Populate_paper1.sql"),
  );
});

Deno.test("runScript() says why the script failed", async () => {
  const { database, at } = await setUp();
  await using _database = database;
  await using _at = at;
  await loadSql(database.socket, "delete from t", database.name);
  const { script, defaultsFile } = at;
  const error = await assertRejects(
    () => runScript(script, { defaultsFile }),
    ExportError,
    "Cannot run ",
  );
  assertStringIncludes(
    error.message,
    "it ended with status 1: the database has changed since the export was computed: found 0 rows",
  );
  assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
  await assertRejects(
    () => runScript(script, { defaultsFile: "/no/such.cnf" }),
    ExportError,
    "option file",
  );
});

Deno.test("runScript() ends with its signal and leaves nothing", async () => {
  const { database, at } = await setUp();
  await using _database = database;
  await using _at = at;
  const controller = new AbortController();
  await assertRejects(
    () =>
      runScript(at.script, {
        defaultsFile: at.defaultsFile,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      }),
    CancelledError,
  );
  assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
  await assertRejects(
    () =>
      runScript(at.script, {
        defaultsFile: at.defaultsFile,
        signal: AbortSignal.abort(),
      }),
    CancelledError,
  );
});
