/** Rows that change between the read and the dump: the dump may be right, and yet not be what was read. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { loadSql } from "../../setup.ts";
import { openLab, PAPER } from "../lab.ts";
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

Deno.test("verify() does not say yes alone of reads without a note, and of an export that was limited to some sessions", async () => {
  await using at = await openLab();
  await at.log("first", async () => {
    await at.trial.rows();
    await at.mouse.rows();
  });
  const { Export } = at.db;
  await at.populate();
  const whole = Deno.inspect(await Export.verify(PAPER));
  assertMatch(whole, /Verified +yes: every logged read gives the same rows\n/);
  assert(!/no note|Limited/.test(whole), whole);

  await loadSql(at.socket, "delete from spyglass_deno.read_note");
  await at.populate({ includedNwbFiles: ["a_.nwb"] });
  const cut = await Export.verify(PAPER);
  assert(cut.ok, Deno.inspect(cut));
  const text = Deno.inspect(cut);
  assertMatch(text, /yes: .* of the sessions that are included\n/);
  assertMatch(text, /Limited to 1 session \(a_\.nwb\)/);
  assertMatch(text, /Of (\d) of \1 reads there is no note/);
  const readme = await Deno.readTextFile(`${at.bundle}/README.md`);
  assertMatch(readme, /Not all of it: .* 1 session \(a\\?_\.nwb\)/);
  const manifest = JSON.parse(
    await Deno.readTextFile(`${at.bundle}/manifest.json`),
  );
  assertEquals(manifest.included_nwb_files, ["a_.nwb"]);
});
