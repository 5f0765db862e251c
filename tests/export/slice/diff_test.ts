import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ExportError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { withVariable } from "../../with_variable.ts";
import { listening } from "../../story/place.ts";
import { openLab, PAPER, populated, TRIAL } from "../lab.ts";

const PAIR = "`lab`.`pair`";

Deno.test("diff() of one paper tells what populating it again would change", async () => {
  await using lab = await openLab();
  await populated(lab);
  const { Export } = lab.db;
  const same = await Export.diff(PAPER);
  assertEquals([same.same, same.both, same.tables], [true, 5, []]);
  assertStringIncludes(Deno.inspect(same), "The same: 5 rows by their keys");
  await lab.log("two", () => lab.pair.and({ id: 3 }).fetch());
  const more = await Export.diff("paper1");
  assertEquals([more.same, more.onlyA, more.onlyB], [false, 0, 5]);
  assertEquals(
    more.tables.find(({ table }) => table === PAIR),
    {
      table: PAIR,
      both: 0,
      onlyA: 0,
      onlyB: 1,
      someOnlyA: [],
      someOnlyB: [{ id: "3" }],
    },
  );
  assertEquals(more.files.onlyB.map((path) => path.slice(-7)), ["/b_.dat"]);
  await lab.populate();
  assertEquals((await Export.diff(PAPER)).same, true);
});

Deno.test("diff() compares two papers, and results by their export", async () => {
  await using lab = await openLab();
  await populated(lab);
  const second = { paper_id: "paper2" };
  const { Export, ExportSelection } = lab.db;
  const { log } = console;
  console.log = () => {};
  try {
    await ExportSelection.startExport({ ...second, analysis_id: "x" });
    await lab.trial`trial = ${1}`.fetch();
    await ExportSelection.stopExport();
    await Export.populatePaper(second);
  } finally {
    console.log = log;
  }
  const papers = await Export.diff(PAPER, second);
  assertEquals(
    papers.tables.find(({ table }) => table === TRIAL),
    {
      table: TRIAL,
      both: 1,
      onlyA: 1,
      onlyB: 1,
      someOnlyA: [{ nwb_file_name: "a_.nwb", trial: "2" }],
      someOnlyB: [{ nwb_file_name: "b_.nwb", trial: "1" }],
    },
  );
  const results = await Export.diff({ export_id: 1 }, {
    ...second,
    populated: true,
  });
  assertEquals(results.tables, papers.tables);
  assertStringIncludes(
    Deno.inspect(results),
    '- {"nwb_file_name":"a_.nwb","trial":"2"}',
  );
  const none = await Export.diff(PAPER, { ...PAPER, populated: true });
  assertEquals(none.same, true);
});

Deno.test("diff() counts rows that are gone from the database since they were populated", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.trial.fetch());
  await lab.populate();
  await loadSql(
    lab.socket,
    `set foreign_key_checks = 0; delete from lab.trial where trial = 2`,
  );
  const { Export } = lab.db;
  const less = await Export.diff(PAPER);
  assertEquals([less.same, less.onlyA, less.onlyB], [false, 1, 0]);
  assertEquals(less.tables.map(({ table }) => table), [TRIAL]);
  const shown = Deno.inspect(less);
  assertStringIncludes(shown, "of which 1 row is gone from the database");
  assertStringIncludes(shown, "2 in both, -1 +0");
  const itself = await Export.diff({ export_id: 1 }, {
    ...PAPER,
    populated: true,
  });
  assertEquals(itself.same, true);
  await lab.populate();
  assertEquals((await Export.diff(PAPER)).same, true);
});

Deno.test("diff() does not take rows of two results that are gone for the same ones", async () => {
  await using lab = await openLab();
  const { Export, ExportSelection } = lab.db;
  const second = { paper_id: "paper2" };
  await lab.log("one", () => lab.trial.and({ trial: 2 }).fetch());
  await lab.populate();
  await listening(async () => {
    await ExportSelection.startExport({ ...second, analysis_id: "x" });
    await lab.trial.and({ nwb_file_name: "a_.nwb", trial: 1 }).fetch();
    await ExportSelection.stopExport();
    await Export.populatePaper(second);
  });
  const sides = [{ ...PAPER, populated: true }, {
    ...second,
    populated: true,
  }] as const;
  assertEquals((await Export.diff(...sides)).untold, []);
  await loadSql(
    lab.socket,
    "set foreign_key_checks = 0; delete from lab.trial where mouse = 'mickey'",
  );
  const diff = await Export.diff(...sides);
  assertEquals([diff.same, diff.onlyA, diff.onlyB], [false, 0, 0]);
  assertEquals(diff.untold, [TRIAL]);
  assertStringIncludes(
    Deno.inspect(diff),
    `${TRIAL}: both had rows that are gone from the database, which ones cannot be told`,
  );
  const [side] = sides;
  const itself = await Export.diff(side, { export_id: 1 });
  assertEquals([itself.same, itself.untold], [true, []]);
});

Deno.test("diff() says what to do where a column that the result names is gone", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.pair.and({ one: "b_.nwb" }).fetch());
  await lab.populate();
  await loadSql(lab.socket, "alter table lab.pair rename column id to number");
  const { Export } = lab.db;
  const error = await assertRejects(() => Export.diff(PAPER), ExportError);
  assertStringIncludes(error.message, PAIR);
  assertStringIncludes(error.message, "populate the paper again");
  await lab.populate();
  assertEquals((await Export.diff(PAPER)).same, true);
});

Deno.test("diff() tells moments by the clock of the session, as reads and why() do", async () => {
  await using lab = await openLab();
  await loadSql(
    lab.socket,
    `set time_zone = '+00:00'; create table lab.event (at timestamp primary key, n int);
     insert into lab.event values ('2024-07-01 12:00:00', 1), ('2024-07-01 23:00:00', 2);`,
  );
  const event = await lab.db.table("lab.event");
  await lab.log("one", () => event.and({ n: 1 }).fetch());
  await lab.populate();
  await lab.log("two", () => event.and({ n: 2 }).fetch());
  const { tables } = await lab.db.Export.diff(PAPER);
  assertEquals(tables.map(({ someOnlyB }) => someOnlyB), [
    [{ at: "2024-07-01 19:30:00" }],
  ]);
  const slice = await lab.db.ExportSelection.showAllTables(PAPER);
  assertEquals(slice.why(event, tables[0]!.someOnlyB[0]!)[0]!.key, {
    at: "2024-07-01 19:30:00",
  });
});

Deno.test("diff() refuses what is no export, before anything is read", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.trial.fetch());
  const { Export } = lab.db;
  await assertRejects(() => Export.diff(PAPER), ExportError, "no result");
  await assertRejects(
    () => Export.diff({ export_id: 7 }, PAPER),
    ExportError,
    "no result",
  );
  await assertRejects(() => Export.diff({ export_id: 1 }), TypeError, "second");
  await assertRejects(
    () => Export.diff(7 as unknown as string, PAPER),
    TypeError,
    "wanted a paper",
  );
  await assertRejects(
    () => Export.diff({ export_id: "1 or 1" as unknown as number }, PAPER),
    TypeError,
  );
  await assertRejects(() => Export.diff("a/b", PAPER), RangeError);
});

Deno.test("populatePaper({ run: true }) leaves the dump, too, and where the script fails, the new result", async () => {
  await using lab = await openLab();
  await populated(lab);
  const said: string[] = [];
  const { dump, tables } = await lab.populate({
    run: true,
    onProgress: (line) => said.push(line),
  });
  assertEquals(tables[TRIAL], 2);
  assertEquals(dump?.bytes, (await Deno.stat(dump!.sql)).size);
  assertStringIncludes(await Deno.readTextFile(dump!.sql), "This is the end");
  assertStringIncludes(said.join("\n"), dump!.sha256);
  assertEquals((await lab.populate()).dump, null);
  await lab.log("two", () => lab.pair.and({ id: 3 }).fetch());
  const failed = await assertRejects(
    () => withVariable("PATH", "/nowhere", () => lab.populate({ run: true })),
    ExportError,
  );
  assertStringIncludes(failed.message, "Cannot run");
  assertEquals((await lab.db.Export.diff(PAPER)).same, true);
});
