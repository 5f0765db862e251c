import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { loadSql } from "../../setup.ts";
import { openLab, PAPER, populated } from "../lab.ts";
import { lab } from "../verify/verify_setup.ts";

Deno.test("status() tells each step, what comes next, and what is out of date", async () => {
  await using at = await lab();
  const { exports, selection, paper, db, sql } = at;

  const unknown = await exports.status({ paper_id: "unheard of" });
  assertEquals(unknown.logged, null);
  assertStringIncludes(unknown.next!.command, "startExport");
  assertStringIncludes(Deno.inspect(unknown), "Logged     not yet\n");

  const slip = paper.paper_id.toUpperCase();
  assertStringIncludes(
    Deno.inspect(await exports.status({ paper_id: slip })),
    `not yet: there is no such paper; did you mean ${paper.paper_id}?`,
  );
  const begun = { paper_id: "begun", analysis_id: "a" };
  await selection.startExport(begun);
  const started = await exports.status(begun);
  await selection.stopExport();
  assertEquals(started.logged, null);
  assertStringIncludes(
    Deno.inspect(started),
    "nothing yet: 1 analysis started, no read",
  );
  assertStringIncludes(started.next!.who, "unless it is active there");

  const populated = await exports.status(paper);
  assertEquals(populated.logged!.reads, 4);
  assertEquals(populated.logged!.tables, 1);
  assertEquals(populated.populated!.tables, 5);
  assertEquals(populated.populated!.files, 1);
  assertEquals(populated.populated!.directory, at.bundle);
  assertEquals(populated.populated!.current, true);
  assertEquals(populated.dumped, null);
  assertStringIncludes(populated.next!.command, "_ExportSQL_");

  assert((await exports.verify(paper)).ok);
  const verified = await exports.status(paper);
  assertEquals(verified.dumped!.sql, sql);
  assertEquals(verified.verified!.ok, true);
  assertStringIncludes(verified.next!.command, at.bundle);
  assertMatch(
    Deno.inspect(verified),
    /✓ Verified +yes, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n/,
  );
  assertMatch(Deno.inspect(verified), /✓ Dumped .*\.sql \([\d.]+ kB\), /);
  const display = Reflect.get(verified, Symbol.for("Jupyter.display"));
  assertStringIncludes(
    JSON.stringify(Reflect.apply(display, verified, [])),
    "spyglass-steps",
  );

  // Another dump is not the one that was verified.
  const dump = await Deno.readTextFile(sql);
  await Deno.writeTextFile(sql, dump.replace("plain", "plaim"));
  assertEquals((await exports.status(paper)).verified, null);
  const report = Deno.inspect(await exports.verify(paper));
  assertStringIncludes(report, "Where the database was meant to change");
  const wrong = await exports.status(paper);
  assertEquals(wrong.verified!.ok, false);
  assertStringIncludes(Deno.inspect(wrong), "NO: ");
  await Deno.writeTextFile(sql, dump);

  // A further read makes the result a result of something else.
  await selection.startExport({ ...paper, analysis_id: "first" });
  assertEquals((await exports.status(paper)).populated, null);
  await exports.populatePaper(paper);
  assertEquals((await exports.status(paper)).populated!.current, true);
  await (await db.table(at.tables.parent)).fetch();
  await selection.stopExport();
  const stale = await exports.status(paper);
  assertEquals(stale.populated!.current, false);
  assertStringIncludes(stale.next!.command, "populatePaper");
  const found = await exports.verify(paper);
  assertEquals(found.ok, false);
  assertStringIncludes(Deno.inspect(found), "The log has changed since");
});

Deno.test("status() counts rows that say where files were published", async () => {
  await using at = await lab();
  await loadSql(
    at.socket,
    `create table \`${at.schema}\`.\`where\` (export_id int, file_id int, url varchar(90), primary key (export_id, file_id),
      foreign key (export_id, file_id) references common_usage.__export__file (export_id, file_id));
     insert into \`${at.schema}\`.\`where\` select export_id, file_id, 'x' from common_usage.__export__file`,
  );
  assert((await at.exports.verify(at.paper)).ok);
  const status = await at.exports.status(at.paper);
  assertEquals(status.published, { rows: 1 });
  assertEquals(status.next, null);
});

Deno.test("status() takes nothing of a paper whose name the server holds for the same", async () => {
  await using lab = await openLab();
  await populated(lab);
  await loadSql(
    lab.socket,
    `use common_usage;
    insert into export_selection (export_id, paper_id, analysis_id, spyglass_version) values (2, 'PAPER1', 'two', '0');
    insert into export_selection__table values (2, 1, '\`lab\`.\`mouse\`', 'True');
    insert into __export (export_id, paper_id, included_nwb_file_names) values (2, 'PAPER1', null)`,
  );
  const { logged, populated: result } = await lab.db.Export.status(PAPER);
  assertEquals(logged!.analyses, 1);
  assertEquals(result!.export_id, 1);
  assertEquals(result!.current, true);
});
