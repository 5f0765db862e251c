import { assert, assertEquals, assertRejects } from "@std/assert";
import { makeDemo } from "../../src/demo/demo.ts";
import { LogError, RowCountError, SpyglassError } from "../../src/errors.ts";
import type { NwbObject } from "../../src/nwb/file.ts";
import { loadSql } from "../setup.ts";
import { freshPlace, listening, logRows, type Place } from "../story/place.ts";

const MERGE = "`position_merge`.`position_output`";
const PART = "`position_merge`.`position_output__trodes_pos_v1`";
const SOURCE = "`position_v1_trodes_position`.`__trodes_pos_v1`";
const ANALYSIS = "`common_nwbfile`.`analysis_nwbfile`";
const ID = "0b6c1c2e-5d7a-4b1e-9f63-00000000000a";

Deno.test("fetchNwb() opens the files of a merge table through its part, and logs merge row, part, source and file", async () => {
  await using place = await mergePlace();
  const db = await place.connect();
  const { PositionOutput } = await db.schema("position_merge");
  await listening(() =>
    db.ExportSelection.startExport({ paper_id: "p", analysis_id: "a" })
  );
  const rows = await PositionOutput!.and({ merge_id: ID }).fetchNwb();
  assertEquals(rows.length, 1);
  const [row] = rows;
  assertEquals([row!.merge_id, row!.source], [ID, "TrodesPosV1"]);
  assertEquals((row!.position as NwbObject).neurodata_type, "Position");
  const logged = (await logRows(place.pool)).map(([, , table]) => table);
  for (const table of [MERGE, PART, SOURCE, ANALYSIS]) {
    assert(logged.includes(table), `${table} of ${logged}`);
  }
  const files = await place.pool.texts(
    "select analysis_file_name from common_usage.export_selection__file",
  );
  assertEquals(files, [[row!.analysis_file_name as string]]);
});

Deno.test("fetch1Dataframe() gives a position's frame, from the merge table as from its source", async () => {
  await using place = await mergePlace();
  const db = await place.connect();
  const { PositionOutput } = await db.schema("position_merge");
  const { TrodesPosV1 } = await db.schema("position_v1_trodes_position");
  const frame = await PositionOutput!.and({ merge_id: ID }).fetch1Dataframe();
  assertEquals(frame.columnNames(), [
    "time",
    "position_x",
    "position_y",
    "orientation",
    "velocity_x",
    "velocity_y",
    "speed",
  ]);
  const [{ nwb }] = await TrodesPosV1!().fetchNwb() as [
    { nwb: import("../../src/nwb/file.ts").NwbFile },
  ];
  const position = nwb.series("/scratch/Position/position").slice();
  assertEquals(
    Array.from(frame.array("position_y")),
    Array.from(position.timestamps, (_, at) => position.data[at * 2 + 1]),
  );
  assertEquals(
    Array.from(frame.array("time")),
    Array.from(position.timestamps),
  );
  const direct = await TrodesPosV1!().fetch1Dataframe();
  assertEquals(direct.objects(), frame.objects());
  await assertRejects(() => PositionOutput!().fetch1Dataframe(), RowCountError);
});

Deno.test("fetch1Dataframe() belongs to the export that is active when it is called", async () => {
  await using place = await mergePlace();
  const db = await place.connect();
  const { TrodesPosV1 } = await db.schema("position_v1_trodes_position");
  await listening(async () => {
    await db.ExportSelection.startExport({ paper_id: "p", analysis_id: "a" });
    const frame = TrodesPosV1!().fetch1Dataframe();
    await db.ExportSelection.stopExport();
    assert((await frame).numRows() > 0);
  });
  const logged = (await logRows(place.pool)).map(([, , table]) => table);
  assert(logged.includes(SOURCE), `${logged}`);
});

Deno.test("mergeGetPart() gives the part's rows, and names parts that it cannot choose from", async () => {
  await using place = await mergePlace();
  const db = await place.connect();
  const { PositionOutput } = await db.schema("position_merge");
  const part = await PositionOutput!.and({ merge_id: ID }).mergeGetPart();
  assertEquals((await part!.rows()).map(({ merge_id }) => merge_id), [ID]);
  const named = await PositionOutput!.mergeGetPart({
    trodes_pos_params_name: "single_led",
  });
  assertEquals(await named!.count(), 1);
  assertEquals(
    await PositionOutput!.mergeGetPart({ trodes_pos_params_name: "none" }),
    null,
  );
  const error = await assertRejects(
    () => PositionOutput!.mergeGetPart(),
    SpyglassError,
  );
  assert(error.message.includes("CommonPos, TrodesPosV1"), error.message);
  const { TrodesPosV1 } = await db.schema("position_v1_trodes_position");
  await assertRejects(() => TrodesPosV1!.mergeGetPart(), SpyglassError);
});

Deno.test("fetchNwb() copies files of a lab's own table to the common one when it logs them, as Spyglass does", async () => {
  await using place = await mergePlace();
  await loadSql(place.socket, OWN);
  const db = await place.connect();
  const { Result } = await db.schema("mylab_results");
  // Without an export nothing is copied.
  assertEquals((await Result!().fetchNwb()).length, 1);
  assertEquals(await commonRows(place), 0);
  await listening(() =>
    db.ExportSelection.startExport({ paper_id: "p", analysis_id: "a" })
  );
  for (let time = 0; time < 2; time++) {
    const [row] = await Result!().fetchNwb();
    assert(row!.nwb.objects().size > 0);
    assertEquals(await commonRows(place), 1);
  }
  const { files } = await db.ExportSelection.showAllTables({ paper_id: "p" });
  assert(
    files.some(({ file_path }) => file_path.endsWith("own_ABC.nwb")),
    JSON.stringify(files),
  );
});

Deno.test("fetchNwb() over a connection that may only read copies no file, and says that it cannot be logged", async () => {
  await using place = await mergePlace();
  await loadSql(place.socket, OWN);
  const db = await place.connect({ readOnly: true });
  const { Result } = await db.schema("mylab_results");
  assertEquals((await Result!().fetchNwb()).length, 1);
  await listening(() =>
    db.ExportSelection.startExport({ paper_id: "p", analysis_id: "a" })
  );
  const error = await assertRejects(() => Result!().fetchNwb(), LogError);
  assert(/own_ABC.nwb.*read-only/.test(error.message), error.message);
  assertEquals(await commonRows(place), 0);
  // What somebody else has copied can be logged.
  const writing = await place.connect();
  await (await writing.schema("mylab_results")).Result!().fetchNwb();
  assertEquals(await commonRows(place), 1);
  assertEquals((await Result!().fetchNwb()).length, 1);
});

async function commonRows({ pool }: Place): Promise<number> {
  const [row] = await pool.texts(
    `select count(*) from common_nwbfile.analysis_nwbfile a
     join common_nwbfile.\`~external_analysis\` e on e.hash = a.analysis_file_abs_path
     where a.analysis_file_name = 'own_ABC.nwb' and e.filepath = 'own_ABC.nwb'`,
  );
  return Number(row![0]);
}

/** The demo with a merge table over its position; a lab's own file is in its store. */
async function mergePlace(): Promise<Place> {
  const place = await freshPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  await loadSql(place.socket, MERGE_TABLES);
  const analysis = `${place.baseDir}/analysis`;
  await Deno.copyFile(
    `${analysis}/minirec20230622/minirec20230622_K7Q2VD8MXA.nwb`,
    `${analysis}/own_ABC.nwb`,
  );
  return place;
}

const KEY = "nwb_file_name, interval_list_name, trodes_pos_params_name";

const MERGE_TABLES = `
create database position_merge;
use position_merge;
create table position_output (
  merge_id binary(16) not null comment ':uuid:', source varchar(32) not null, primary key (merge_id)
);
create table position_output__trodes_pos_v1 as
  select x'${
  ID.replaceAll("-", "")
}' as merge_id, ${KEY} from ${SOURCE} limit 1;
create table position_output__common_pos as
  select x'0b6c1c2e5d7a4b1e9f6300000000000b' as merge_id, nwb_file_name from common_session._session limit 1;
insert into position_output select merge_id, 'TrodesPosV1' from position_output__trodes_pos_v1;
insert into position_output select merge_id, 'CommonPos' from position_output__common_pos;
alter table position_output__trodes_pos_v1
  modify merge_id binary(16) not null comment ':uuid:', add primary key (merge_id),
  add foreign key (merge_id) references position_output (merge_id),
  add foreign key (${KEY}) references ${SOURCE} (${KEY});
alter table position_output__common_pos
  modify merge_id binary(16) not null comment ':uuid:', add primary key (merge_id),
  add foreign key (merge_id) references position_output (merge_id),
  add foreign key (nwb_file_name) references common_session._session (nwb_file_name);
`;

const OWN = `
create database mylab_nwbfile;
use mylab_nwbfile;
create table \`~external_analysis\` like common_nwbfile.\`~external_analysis\`;
create table analysis_nwbfile like common_nwbfile.analysis_nwbfile;
insert into \`~external_analysis\` (hash, size, filepath, contents_hash)
  select unhex(md5('own_ABC.nwb')), size, 'own_ABC.nwb', contents_hash from common_nwbfile.\`~external_analysis\`
  where filepath like '%K7Q2VD8MXA.nwb';
insert into analysis_nwbfile
  select * from common_nwbfile.analysis_nwbfile limit 1;
update analysis_nwbfile set analysis_file_name = 'own_ABC.nwb', analysis_file_abs_path = unhex(md5('own_ABC.nwb'));
alter table analysis_nwbfile
  add foreign key (analysis_file_abs_path) references \`~external_analysis\` (hash),
  add foreign key (nwb_file_name) references common_nwbfile.nwbfile (nwb_file_name);
create database mylab_results;
create table mylab_results.__result as select 1 as result_id, analysis_file_name from analysis_nwbfile;
alter table mylab_results.__result add primary key (result_id),
  add foreign key (analysis_file_name) references mylab_nwbfile.analysis_nwbfile (analysis_file_name);
`;
