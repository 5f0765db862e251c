/** Rows that change between the read and the dump: the dump may be right, and yet not be what was read. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { loadSql } from "../../setup.ts";
import { lab } from "./verify_setup.ts";

Deno.test("verify() and status() name reads whose rows changed before the script ran", async () => {
  await using at = await lab();
  const { exports, paper, db, selection, schema, tables: { leaf } } = at;
  await loadSql(
    at.socket,
    `update ${leaf} set description = 'new' where word = 'plain' and id = 18446744073709551615`,
  );

  const verification = await exports.verify(paper);
  assert(verification.ok);
  assertEquals(verification.differences, []);
  const [changed, ...others] = verification.changedReads;
  assertEquals(others, []);
  assertEquals(changed!.table, leaf);
  assertMatch(changed!.restriction, /plain/);
  assertEquals(changed!.change, "1 row as then, with other values");
  assertMatch(
    Deno.inspect(verification),
    /Verified {3}the dump is what the database holds; but 1 read gave other rows in the notebook\n {2}`.*plain.*: 1 row as then/,
  );

  const told = await exports.status(paper);
  assertEquals(told.verified!.changed, 1);
  assertMatch(Deno.inspect(told), /· Verified .*but 1 read gave other rows/);
  assertMatch(told.next!.command, /^await ExportSelection\.review\(/);

  // The cell runs again: what it shows is what the dump has.
  await selection.startExport({ ...paper, analysis_id: "first" });
  const table = await db.table(`${schema}.${leaf.split("`")[3]}`);
  await table`word = ${"plain"} and id > ${7}`.fetch();
  await selection.stopExport();
  await exports.populatePaper(paper);
  assertEquals((await exports.verify(paper)).changedReads, []);
  const again = await exports.status(paper);
  assertEquals(again.verified!.changed, 0);
  assertMatch(Deno.inspect(again), /✓ Verified +yes/);
});
