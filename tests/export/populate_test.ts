/** From the log to the bundle and the result's rows: all of it, or nothing. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { decodeBlob } from "../../src/blob/decode.ts";
import {
  CancelledError,
  ExportError,
  QueryError,
  UnknownNameError,
} from "../../src/errors.ts";
import { loadSql } from "../setup.ts";
import { filesIn, listening } from "../story/place.ts";
import { openLab, PAPER, populated, TRIAL, unchanged } from "./lab.ts";

Deno.test("populatePaper() twice gives the same, but for the time", async () => {
  await using lab = await openLab();
  await populated(lab);
  const files = filesIn(lab.bundle);
  const [rows] = await lab.result() as [unknown];
  const first = await lab.populate();
  assertEquals((await lab.result() as [unknown])[0], rows);
  assertEquals(Object.keys(filesIn(lab.bundle)), Object.keys(files));
  assertEquals(first.files, [{
    file_path: join(lab.baseDir, "raw", "a", "a_.dat"),
  }]);
  assertEquals(first.tables, {
    "`common_nwbfile`.`nwbfile`": 1,
    "`common_nwbfile`.`~external_raw`": 1,
    "`lab`.`mouse`": 1,
    [TRIAL]: 2,
  });
});

Deno.test("a paper's id where an object with it is wanted is told as it is to be written", async () => {
  await using lab = await openLab();
  const { Export, ExportSelection } = lab.db;
  // Each is told it at run time only.
  const id = "paper1" as unknown as typeof PAPER & { analysis_id: string };
  for (
    const command of [
      () => Export.populatePaper(id),
      () => Export.verify(id),
      () => Export.plan(id),
      () => Export.status(id),
      () => ExportSelection.startExport(id),
      () => ExportSelection.previewTables(id),
      () => ExportSelection.deleteAnalysis(id),
    ]
  ) {
    await assertRejects(
      command,
      TypeError,
      'received "paper1", wanted an object; write { paper_id: "paper1"',
    );
  }
  await assertRejects(
    () => Export.populatePaper(undefined as unknown as typeof PAPER),
    TypeError,
    'received undefined, wanted an object; write { paper_id: "paper1" }',
  );
  // It takes a paper's id alone, too.
  await assertRejects(
    () => Export.diff(undefined as unknown as typeof PAPER),
    TypeError,
    'received undefined, wanted a paper ("paper1" or',
  );
});

Deno.test("populatePaper() takes the log as it is: a second analysis, a read forgotten", async () => {
  await using lab = await openLab();
  await populated(lab);
  let frame: unknown;
  await lab.log(
    "two",
    async () => frame = await lab.pair.and({ id: 3 }).fetch(),
  );
  const both = await lab.populate();
  assertEquals([
    both.export_id,
    both.tables["`lab`.`pair`"],
    both.tables[TRIAL],
  ], [2, 1, 3]);
  assertEquals(await lab.db.Export.count(), 1);
  await listening(() =>
    lab.db.ExportSelection.forget(frame as never, { force: true })
  );
  assertEquals((await lab.populate()).tables[TRIAL], 2);
});

Deno.test("the result's rows are as Spyglass has them: restrictions as blobs that select exactly the rows", async () => {
  await using lab = await openLab();
  await populated(lab);
  const rows = await lab.pool.query(
    "select table_id, table_name, restriction from common_usage.__export__table order by table_id",
  );
  assertEquals(rows.rows.map(([id]) => id), [0, 1, 2, 3]);
  for (const [, table, blob] of rows.rows) {
    const text = decodeBlob(blob as Uint8Array) as string;
    assertEquals(typeof text, "string");
    const [[count] = []] = await lab.pool.texts(
      `select count(*) from ${table} where ${text.replaceAll("%%", "%")}`,
    );
    const wanted = (await lab.populate()).tables[table as string];
    assertEquals(Number(count), wanted);
  }
});

Deno.test("a folder that cannot be written is refused, and the earlier result stays", async () => {
  await using lab = await openLab();
  const place = join(lab.baseDir, "export");
  await lab.log("one", () => lab.trial.fetch());
  // Root writes everywhere: a file in the folder's place stops it, too.
  await Deno.writeTextFile(place, "");
  await assertRejects(
    () => lab.populate(),
    ExportError,
    "Cannot write the export",
  );
  assertEquals((await lab.result() as unknown[][])[0], [[], [], []]);
  await Deno.remove(place);
  await lab.populate();
  const aside = join(lab.baseDir, "aside");
  await Deno.rename(lab.bundle, aside);
  await Deno.writeTextFile(lab.bundle, "mine");
  await assertRejects(
    () => lab.populate(),
    ExportError,
    "something else than a folder",
  );
  assertEquals(await Deno.readTextFile(lab.bundle), "mine");
  assertEquals(await lab.db.Export.count(), 1);
});

Deno.test("failures leave the earlier result as it was, its bundle and its rows", async () => {
  await using lab = await openLab();
  await populated(lab);
  await lab.log("two", () => lab.pair.fetch());
  // The rows cannot be written.
  await loadSql(
    lab.socket,
    "alter table common_usage.__export__table add constraint no_more check (table_id < 4)",
  );
  await unchanged(
    lab,
    () => assertRejects(() => lab.populate(), QueryError, "no_more"),
  );
  await loadSql(
    lab.socket,
    "alter table common_usage.__export__table drop constraint no_more",
  );
  // A read that cannot be repeated.
  await loadSql(
    lab.socket,
    "insert into common_usage.export_selection__table values (2, 77, '`lab`.`trial`', 'nonsense = 1')",
  );
  await unchanged(
    lab,
    () => assertRejects(() => lab.populate(), ExportError, "nonsense"),
  );
  await loadSql(
    lab.socket,
    "delete from common_usage.export_selection__table where table_id = 77",
  );
  // Several versions.
  await loadSql(
    lab.socket,
    "update common_usage.export_selection set spyglass_version = '0.5' where export_id = 1",
  );
  await unchanged(
    lab,
    () => assertRejects(() => lab.populate(), ExportError, "0.5 (one)"),
  );
  await loadSql(
    lab.socket,
    "update common_usage.export_selection set spyglass_version = '0.1.0'",
  );
  // Cancelled.
  const signal = AbortSignal.abort();
  await unchanged(
    lab,
    () => assertRejects(() => lab.populate({ signal }), CancelledError),
  );
  // Options that nobody knows, or that mean nothing.
  const strange = { includeNwbFiles: ["a_.nwb"] } as never;
  await unchanged(lab, async () => {
    const error = await assertRejects(
      () => lab.populate(strange),
      UnknownNameError,
    );
    assertMatch(error.message, /did you mean includedNwbFiles/);
    for (const includedNwbFiles of ["a_.nwb", [7], {}, 7]) {
      await assertRejects(
        () => lab.populate({ includedNwbFiles } as never),
        TypeError,
        "includedNwbFiles",
      );
    }
  });
  // And then it works.
  assertEquals((await lab.populate()).export_id, 2);
});

Deno.test("what others put into the bundle stays there, and our own old files do not", async () => {
  await using lab = await openLab();
  await populated(lab);
  await Deno.mkdir(join(lab.bundle, "dandiset", "sub"), { recursive: true });
  await Deno.writeTextFile(join(lab.bundle, "dandiset", "sub", "x.nwb"), "x");
  await Deno.writeTextFile(join(lab.bundle, "notes.txt"), "mine");
  await Deno.symlink("/nowhere/at/all", join(lab.bundle, "dangling"));
  await Deno.writeTextFile(join(lab.bundle, "_Populate_paper1.sql"), "old");
  await lab.populate();
  assertEquals(await Deno.readTextFile(join(lab.bundle, "notes.txt")), "mine");
  assertEquals(
    await Deno.readTextFile(join(lab.bundle, "dandiset", "sub", "x.nwb")),
    "x",
  );
  assertEquals(
    await Deno.readLink(join(lab.bundle, "dangling")),
    "/nowhere/at/all",
  );
  await assertRejects(() =>
    Deno.stat(join(lab.bundle, "_Populate_paper1.sql"))
  );
});

Deno.test("a bundle that is a link to a folder elsewhere stays one", async () => {
  await using lab = await openLab();
  await populated(lab);
  const elsewhere = join(lab.baseDir, "elsewhere", "folder");
  await Deno.mkdir(join(lab.baseDir, "elsewhere"));
  await Deno.rename(lab.bundle, elsewhere);
  await Deno.symlink(elsewhere, lab.bundle);
  await Deno.writeTextFile(join(elsewhere, "notes.txt"), "mine");
  await lab.populate();
  assertEquals(await Deno.readLink(lab.bundle), elsewhere);
  assertEquals(await Deno.readTextFile(join(elsewhere, "notes.txt")), "mine");
});

Deno.test("two that populate at once both succeed, one after the other", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.trial.fetch());
  const other = await lab.connect();
  const { result } = await listening(() =>
    Promise.all([
      lab.db.Export.populatePaper(PAPER),
      other.Export.populatePaper(PAPER),
      lab.db.Export.populatePaper(PAPER),
    ])
  );
  assertEquals(result.map(({ export_id }) => export_id), [1, 1, 1]);
  assertEquals(await lab.db.Export.count(), 1);
  assertEquals(
    [...Deno.readDirSync(join(lab.baseDir, "export"))].map(({ name }) => name),
    [PAPER.paper_id],
  );
});

Deno.test("nothing is exported without a base folder, and it says which to set", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.mouse.fetch());
  const db = await lab.connect({ baseDir: "" });
  await assertRejects(
    () => db.Export.populatePaper(PAPER),
    ExportError,
    "SPYGLASS_BASE_DIR",
  );
});
