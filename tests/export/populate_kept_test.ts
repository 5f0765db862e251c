/** What a new result keeps of the earlier one, and what it cuts. */
import {
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { decodeBlob } from "../../src/blob/decode.ts";
import { ExportError } from "../../src/errors.ts";
import { loadSql } from "../setup.ts";
import { filesIn, listening } from "../story/place.ts";
import {
  openLab,
  PAPER,
  populated,
  PUBLISHED,
  TRIAL,
  unchanged,
} from "./lab.ts";

Deno.test("a path keeps its file_id, and what was published of it is kept, also under a newer export", async () => {
  await using lab = await openLab();
  await populated(lab);
  await loadSql(
    lab.socket,
    `${PUBLISHED} insert into common_dandi.dandi_path values (1, 0, 'sub-a/a.nwb')`,
  );
  await lab.log(
    "two",
    () => lab.trial.and({ nwb_file_name: "b_.nwb" }).fetch(),
  );
  await lab.populate();
  const files = await lab.pool.texts(
    "select export_id, file_id, substring_index(file_path, '/', -1) from common_usage.__export__file order by file_id",
  );
  assertEquals(files, [["2", "0", "a_.dat"], ["2", "1", "b_.dat"]]);
  const published = await lab.pool.texts(
    "select * from common_dandi.dandi_path",
  );
  assertEquals(published, [["2", "0", "sub-a/a.nwb"]]);
});

Deno.test("what was published of a file that the new result lacks is lost only with force, and nothing else with it", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.trial.fetch());
  await lab.populate();
  await loadSql(
    lab.socket,
    `${PUBLISHED} insert into common_dandi.dandi_path values (1, 0, 'a.nwb'), (1, 1, 'b.nwb')`,
  );
  const only = { includedNwbFiles: ["b_.nwb"] };
  await unchanged(lab, async () => {
    const error = await assertRejects(() => lab.populate(only), ExportError);
    assertMatch(error.message, /1 rows say where.*force: true/);
  });
  const result = await lab.populate({ ...only, force: true });
  assertEquals(result.files.length, 1);
  const published = await lab.pool.texts(
    "select * from common_dandi.dandi_path",
  );
  assertEquals(published, [["1", "1", "b.nwb"]]);
});

Deno.test("other rows that refer to the earlier result and cannot follow it keep it as it was", async () => {
  await using lab = await openLab();
  await populated(lab);
  await loadSql(
    lab.socket,
    `create table lab.cited (export_id int primary key,
      foreign key (export_id) references common_usage.__export (export_id)) engine=InnoDB;
    insert into lab.cited values (1)`,
  );
  await lab.populate();
  await lab.log("two", () => lab.pair.fetch());
  await unchanged(lab, async () => {
    await assertRejects(() => lab.populate(), ExportError, "other rows refer");
  });
});

Deno.test("includedNwbFiles cuts what rests on other sessions, and lists it", async () => {
  await using lab = await openLab();
  await lab.log("one", async () => {
    await lab.trial.fetch();
    await lab.pair.fetch();
    await lab.mouse.and({ mouse: "minnie" }).fetch();
  });
  const { result, said } = await listening(() =>
    lab.db.Export.populatePaper({ ...PAPER, includedNwbFiles: ["a_.nwb"] })
  );
  assertEquals(result.tables, {
    "`common_nwbfile`.`nwbfile`": 1,
    "`common_nwbfile`.`~external_raw`": 1,
    // Minnie was read, and rests on no session.
    "`lab`.`mouse`": 2,
    "`lab`.`pair`": 1,
    "`lab`.`trial`": 2,
  });
  assertEquals(said.filter((line) => line.startsWith("Left out")), [
    "Left out: 1 logged row of `lab`.`trial`, resting on sessions that are not included",
    "Left out: 2 logged rows of `lab`.`pair`, resting on sessions that are not included",
  ]);
  const manifest = JSON.parse(filesIn(lab.bundle)["manifest.json"]!);
  assertEquals(manifest.cut, [
    { table_name: "`lab`.`trial`", rows: 1 },
    { table_name: "`lab`.`pair`", rows: 2 },
  ]);
  const { rows: [row] } = await lab.pool.query(
    "select included_nwb_file_names from common_usage.__export",
  );
  assertEquals(decodeBlob(row![0] as Uint8Array), ["a_.nwb"]);
});

Deno.test("includedNwbFiles refuses names that no session has, and lists that leave nothing", async () => {
  await using lab = await openLab();
  await lab.log(
    "one",
    () => lab.trial.and({ nwb_file_name: "a_.nwb" }).fetch(),
  );
  for (const name of ["a", "A_.nwb", "a_.nwb ", "%", ""]) {
    await assertRejects(
      () => lab.populate({ includedNwbFiles: ["a_.nwb", name] }),
      ExportError,
      JSON.stringify(name),
    );
  }
  await assertRejects(
    () => lab.populate({ includedNwbFiles: [] }),
    ExportError,
  );
  // A session that the log has nothing of does no harm beside one that it has.
  await assertRejects(
    () => lab.populate({ includedNwbFiles: ["b_.nwb"] }),
    ExportError,
    "rests on another session",
  );
  const { tables } = await lab.populate({
    includedNwbFiles: ["a_.nwb", "b_.nwb"],
  });
  assertEquals(tables[TRIAL], 2);
});

Deno.test("resuming an analysis drops the earlier result, and keeps one that was published", async () => {
  await using lab = await openLab();
  await populated(lab);
  const { said } = await listening(() =>
    lab.db.ExportSelection.startExport({ ...PAPER, analysis_id: "one" })
  );
  assertEquals(said, [
    'Resuming {"export_id":1}',
    "What was populated for paper1 is dropped, for its log changes: populate it again. Its folder stays as it is.",
  ]);
  await listening(() => lab.db.ExportSelection.stopExport());
  assertEquals(await lab.db.Export.count(), 0);
  await lab.populate();
  await loadSql(
    lab.socket,
    `${PUBLISHED} insert into common_dandi.dandi_path values (1, 0, 'sub-a/a.nwb')`,
  );
  await lab.db.reload();
  const before = await lab.result();
  await lab.log("one", () => Promise.resolve());
  assertEquals(await lab.result(), before);
  assertNotEquals(before, null);
});
