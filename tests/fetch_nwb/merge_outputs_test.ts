import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { makeDemo } from "../../src/demo/demo.ts";
import { fileHash } from "../../src/external/layout.ts";
import type { TimeSeries } from "../../src/nwb/series/series.ts";
import type { Frame } from "../../src/query/reading/frame.ts";
import { loadSql } from "../setup.ts";
import { freshPlace, listening, logRows, type Place } from "../story/place.ts";
import { write } from "../nwb/folder.ts";

const LFP_ID = "0b6c1c2e-5d7a-4b1e-9f63-00000000001a";
const SORTING_ID = "0b6c1c2e-5d7a-4b1e-9f63-00000000001b";
const OBJECT_ID = "0b6c1c2e-5d7a-4b1e-9f63-00000000001c";
const LFP = "`lfp_v1`.`__l_f_p_v1`";
const CURATION = "`spikesorting_v1_curation`.`curation_v1`";
const ANALYSIS = "`common_nwbfile`.`analysis_nwbfile`";

Deno.test("LFPOutput gives the filtered series of its part, its frame, and logs the whole way to the file", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  await addLfp(place);
  const db = await place.connect();
  const { LFPOutput } = await db.schema("lfp_merge");
  await listening(() =>
    db.ExportSelection.startExport({ paper_id: "p", analysis_id: "a" })
  );
  const rows = await LFPOutput!.and({ merge_id: LFP_ID }).fetchNwb();
  assertEquals(rows.map(({ source }) => source), ["LFPV1"]);
  const lfp = rows[0]!.lfp as TimeSeries;
  assertEquals([lfp.object_id, lfp.shape], [OBJECT_ID, [4, 2]]);
  assertEquals(lfp.slice(1, 3).data, Int16Array.of(2, 3, 4, 5));
  await wholeWay(place, ["`lfp_merge`.`l_f_p_output`", PARTS.lfp, LFP], [
    "lfp_ABC.nwb",
  ]);
  const frame = await LFPOutput!.and({ merge_id: LFP_ID }).fetch1Dataframe();
  assertEquals(frame.columnNames(), ["time", "0", "1"]);
  assertEquals(Array.from(frame.array("1")), [1, 3, 5, 7]);
  assertEquals(Array.from(frame.array("time")), [5, 5.001, 5.002, 5.003]);
  const part = await LFPOutput!.mergeGetPart({ filter_name: "LFP 0-400 Hz" });
  assertEquals((await part!.rows()).map(({ merge_id }) => merge_id), [LFP_ID]);
  assertEquals(await LFPOutput!.mergeGetPart({ filter_name: "none" }), null);
});

Deno.test("SpikeSortingOutput gives the units of the curation that its part names, and logs the whole way to the file", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  await loadSql(place.socket, SORTING);
  const db = await place.connect();
  const { SpikeSortingOutput } = await db.schema("spikesorting_merge");
  const { CurationV1 } = await db.schema("spikesorting_v1_curation");
  const [direct] = await CurationV1!.and({ curation_id: 1 }).fetchNwb();
  const units = direct!.units as Frame;
  assert(units.numRows() > 0);
  await listening(() =>
    db.ExportSelection.startExport({ paper_id: "p", analysis_id: "a" })
  );
  const output = SpikeSortingOutput!.and({ merge_id: SORTING_ID });
  const [row] = await output.fetchNwb();
  assertEquals([row!.source, row!.curation_id], ["CurationV1", 1]);
  assertEquals((row!.units as Frame).objects(), units.objects());
  await wholeWay(
    place,
    [
      "`spikesorting_merge`.`spike_sorting_output`",
      PARTS.sorting,
      CURATION,
    ],
    [row!.analysis_file_name as string],
  );
  const part = await SpikeSortingOutput!.mergeGetPart({ curation_id: 1 });
  assertEquals((await part!.rows()).map(({ merge_id }) => merge_id), [
    SORTING_ID,
  ]);
  assertEquals(
    await SpikeSortingOutput!.mergeGetPart({ curation_id: 9 }),
    null,
  );
});

/** Merge row, part, source and file are in the log. */
async function wholeWay(
  { pool }: Place,
  tables: readonly string[],
  files: readonly string[],
): Promise<void> {
  const logged = (await logRows(pool)).map(([, , table]) => table);
  for (const table of [...tables, ANALYSIS]) {
    assert(logged.includes(table), `${table} of ${logged}`);
  }
  const noted = await pool.texts(
    "select analysis_file_name from common_usage.export_selection__file",
  );
  assertEquals(noted.flat(), files);
}

/** A filtered recording as Spyglass' LFP pipeline leaves it, and its file in the store. */
async function addLfp(place: Place): Promise<void> {
  const path = await write(
    join(place.baseDir, "analysis"),
    "lfp_ABC.nwb",
    (file) => {
      const series = file.create_group("scratch").create_group("filtered data");
      series.create_attribute("object_id", OBJECT_ID, [], "S");
      series.create_attribute("neurodata_type", "ElectricalSeries", [], "S");
      const data = series.create_dataset({
        name: "data",
        data: Int16Array.from({ length: 8 }, (_, at) => at),
        shape: [4, 2],
      });
      data.create_attribute("unit", "volts", [], "S");
      series.create_dataset({
        name: "timestamps",
        data: Float64Array.of(5, 5.001, 5.002, 5.003),
      });
    },
  );
  const { size } = await Deno.stat(path);
  await loadSql(place.socket, lfpTables(size, await fileHash(path)));
}

const PARTS = {
  lfp: "`lfp_merge`.`l_f_p_output__l_f_p_v1`",
  sorting: "`spikesorting_merge`.`spike_sorting_output__curation_v1`",
};

function binary(id: string): string {
  return `x'${id.replaceAll("-", "")}'`;
}

const MERGE = `(
  merge_id binary(16) not null comment ':uuid:', source varchar(32) not null, primary key (merge_id)
)`;

function lfpTables(size: number, hash: string): string {
  return `
use common_nwbfile;
insert into \`~external_analysis\` (hash, size, filepath, contents_hash)
  values (unhex(md5('lfp_ABC.nwb')), ${size}, 'lfp_ABC.nwb', x'${hash}');
create temporary table one as select * from analysis_nwbfile limit 1;
update one set analysis_file_name = 'lfp_ABC.nwb', analysis_file_abs_path = unhex(md5('lfp_ABC.nwb'));
insert into analysis_nwbfile select * from one;
create database lfp_v1;
create table lfp_v1.__l_f_p_v1 (
  nwb_file_name varchar(64) not null, filter_name varchar(80) not null,
  analysis_file_name varchar(64) not null, lfp_object_id varchar(40) not null, lfp_sampling_rate float not null,
  primary key (nwb_file_name, filter_name),
  foreign key (analysis_file_name) references common_nwbfile.analysis_nwbfile (analysis_file_name)
);
insert into lfp_v1.__l_f_p_v1
  select nwb_file_name, 'LFP 0-400 Hz', analysis_file_name, '${OBJECT_ID}', 1000 from one;
create database lfp_merge;
use lfp_merge;
create table l_f_p_output ${MERGE};
insert into l_f_p_output values (${binary(LFP_ID)}, 'LFPV1');
create table l_f_p_output__l_f_p_v1 (
  merge_id binary(16) not null comment ':uuid:', nwb_file_name varchar(64) not null, filter_name varchar(80) not null,
  primary key (merge_id),
  foreign key (merge_id) references l_f_p_output (merge_id),
  foreign key (nwb_file_name, filter_name) references lfp_v1.__l_f_p_v1 (nwb_file_name, filter_name)
);
insert into l_f_p_output__l_f_p_v1
  select ${binary(LFP_ID)}, nwb_file_name, filter_name from lfp_v1.__l_f_p_v1;
`;
}

const SORTING = `
create database spikesorting_merge;
use spikesorting_merge;
create table spike_sorting_output ${MERGE};
insert into spike_sorting_output values (${binary(SORTING_ID)}, 'CurationV1');
create table spike_sorting_output__curation_v1 as
  select ${
  binary(SORTING_ID)
} as merge_id, sorting_id, curation_id from ${CURATION} where curation_id = 1;
alter table spike_sorting_output__curation_v1
  modify merge_id binary(16) not null comment ':uuid:', modify sorting_id binary(16) not null comment ':uuid:',
  add primary key (merge_id),
  add foreign key (merge_id) references spike_sorting_output (merge_id),
  add foreign key (sorting_id, curation_id) references ${CURATION} (sorting_id, curation_id);
`;
