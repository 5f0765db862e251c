/** Files that are others than when the paper was populated, though no row says so. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import {
  fileFacts,
  filesTable,
  listedFiles,
} from "../../../src/export/slice/file_facts.ts";
import { Progress } from "../../../src/export/progress.ts";
import { loadSql } from "../../setup.ts";
import { freshFolder } from "../../nwb/folder.ts";
import { openLab, PAPER } from "../lab.ts";

Deno.test("verify() tells a file that was altered since the paper was populated, where no row has its checksum", async () => {
  await using at = await openLab();
  await at.log("first", () => at.trial.rows());
  // As DataJoint leaves them for large files.
  await loadSql(
    at.socket,
    "update common_nwbfile.`~external_raw` set contents_hash = null",
  );
  await at.populate();
  const { Export } = at.db;
  const before = await Export.verify(PAPER);
  assertEquals(before.differences, []);
  const listed = listedFiles(
    await Deno.readTextFile(join(at.bundle, "files.tsv")),
  );
  const [file] = listed.filter(({ size }) => size !== null);
  const whole = await Deno.readFile(file!.file_path);
  const altered = whole.slice();
  altered[altered.length - 1]! ^= 1;
  await Deno.writeFile(file!.file_path, altered);
  const after = await Export.verify(PAPER);
  assert(!after.ok);
  const told = after.differences.filter(({ table }) => table === "files.tsv");
  assertEquals(told.map(({ kind }) => kind), ["altered file"]);
  assertMatch(
    told[0]!.message,
    /is not what it was when the paper was populated: found \d+ bytes, SHA-256/,
  );
  await Deno.writeFile(file!.file_path, whole);
  assertEquals((await Export.verify(PAPER)).differences, []);
});

Deno.test("listedFiles() reads what filesTable() writes, whatever the files are called", async () => {
  await using folder = await freshFolder();
  const paths = ["plain.nwb", "a\tb\n\\n\r.nwb", "gone.nwb"].map((name) =>
    join(folder.path, name)
  );
  for (const path of paths.slice(0, 2)) await Deno.writeTextFile(path, "text");
  const facts = await fileFacts(
    paths.map((file_path) => ({ file_path })),
    {},
    new Progress("test", {}),
  );
  assertEquals(
    listedFiles(filesTable(facts)),
    facts.map(({ file_path, size, sha256 }) => ({ file_path, size, sha256 })),
  );
});
