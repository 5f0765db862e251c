import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { makeDemo } from "../../src/demo/demo.ts";
import { demoFiles } from "../../src/demo/files.ts";
import { DEMO, DEMO_FILES } from "../../src/demo/session.ts";
import { DEMO_TABLES } from "../../src/demo/tables.ts";
import { ExportError } from "../../src/errors.ts";
import { isOnlyLinks } from "../../src/nwb/external.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { freshServer, loadSql } from "../setup.ts";
import { closureByHand, type SeedText } from "./closure_by_hand.ts";

const STORY: SeedText[] = [
  [
    "common_ephys._electrode",
    "nwb_file_name like 'min%' and electrode_id = 1",
  ],
  ["common_ephys._electrode", "electrode_id > 125"],
  ["spikesorting_v1_curation.curation_v1", "curation_id = 1"],
  [
    "common_nwbfile.analysis_nwbfile",
    `analysis_file_name = '${DEMO.sortingFileName}'`,
  ],
  [
    "position_v1_trodes_position.__trodes_pos_v1",
    "trodes_pos_params_name = 'single_led'",
  ],
];

Deno.test("makeDemo() gives the tutorial's numbers", async () => {
  await using place = await freshPlace();
  const report = await makeDemo(place.pool, place);
  assertEquals(report.tables, DEMO_TABLES.length);
  assertEquals(
    report.files,
    Object.values(DEMO_FILES).map((file) => join(place.baseDir, file)),
  );
  const read = STORY.filter((_, index) => index !== 3);
  for (const [index, [table, where]] of read.entries()) {
    const [[rows] = []] = await place.pool.texts(
      `select count(*) from ${table} where ${where}`,
    );
    assertEquals(rows, ["1", "2", "1", "1"][index], table);
  }
  const slice = await closureByHand(place.pool, STORY);
  assertEquals(slice.size, 41);
  assertEquals([...slice.values()].reduce((a, b) => a + b), 58);
  assertEquals(slice.get("common_ephys._electrode"), 6);
  assertEquals(slice.get("spikesorting_v1_curation.curation_v1"), 1);
  assertEquals(slice.get("common_nwbfile.analysis_nwbfile"), 2);
  assertEquals(slice.get("position_v1_trodes_position.__trodes_pos_v1"), 1);
  const preview = await closureByHand(place.pool, STORY.slice(0, 2));
  assertEquals(preview.get("common_ephys._electrode"), 3);
});

Deno.test("makeDemo() writes files that the rows name", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, place);
  for (const store of ["raw", "analysis"]) {
    const rows = await place.pool.texts(
      `select filepath, size, hex(contents_hash), hex(hash) from common_nwbfile.\`~external_${store}\``,
    );
    assertEquals(rows.length, store === "raw" ? 1 : 2);
    for (const [path, size, contents, hash] of rows) {
      const bytes = await Deno.readFile(join(place.baseDir, store, path!));
      assertEquals(String(bytes.length), size);
      assertEquals(md5(bytes), contents);
      assertEquals(md5(path!), hash);
    }
  }
  assert(await isOnlyLinks(join(place.baseDir, DEMO_FILES.copy)));
  for (const file of ["original", "sorting", "position"] as const) {
    assert(!await isOnlyLinks(join(place.baseDir, DEMO_FILES[file])));
  }
});

Deno.test("makeDemo() names objects that are in the files", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, place);
  const [[units] = []] = await place.pool.texts(
    "select object_id from spikesorting_v1_curation.curation_v1 where curation_id = 1",
  );
  using sorting = await openNwb(join(place.baseDir, DEMO_FILES.sorting));
  const table = sorting.table(units!);
  assertEquals(table.rows, 6);
  const spikes = table.columns.spike_times!;
  assertEquals(
    Array.from(spikes, (times) => (times as Float64Array).length),
    [8, 14, 20, 26, 32, 38],
  );
  const [ids = []] = await place.pool.texts(
    "select position_object_id, orientation_object_id, velocity_object_id from position_v1_trodes_position.__trodes_pos_v1",
  );
  using position = await openNwb(join(place.baseDir, DEMO_FILES.position));
  assertEquals(
    ids.map((id) => position.get(id!).neurodata_type),
    ["Position", "CompassDirection", "BehavioralTimeSeries"],
  );
  const [[raw] = []] = await place.pool.texts(
    "select raw_object_id from common_ephys._raw",
  );
  using copy = await openNwb(join(place.baseDir, DEMO_FILES.copy));
  assertEquals(copy.get(raw!).neurodata_type, "ElectricalSeries");
  assertEquals(copy.read(`${copy.objects().get(raw!)}/data`).shape, [
    2000,
    128,
  ]);
});

Deno.test("makeDemo() does nothing the second time", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, place);
  const before = await everything(place);
  const report = await makeDemo(place.pool, place);
  assertEquals(report, {
    nwbFileName: "minirec20230622_.nwb",
    tables: 0,
    rows: 0,
    files: [],
  });
  assertEquals(await everything(place), before);
});

Deno.test("makeDemo() completes what a killed run left", async () => {
  await using place = await freshPlace();
  const { rows } = await makeDemo(place.pool, place);
  const all = await everything(place);
  await loadSql(
    place.socket,
    `drop database position_v1_trodes_position;
    delete from spikesorting_v1_curation.curation_v1 where curation_id = 1;
    drop table common_usage.__export__file;`,
  );
  const gone = join(place.baseDir, DEMO_FILES.position);
  await Deno.rename(
    gone,
    join(dirname(gone), `.${DEMO.positionFileName}.abc.part`),
  );
  const report = await makeDemo(place.pool, place);
  assertEquals(report.tables, 4);
  assertEquals(report.rows, 5);
  assertEquals(report.files, [gone]);
  assertEquals(await everything(place), all);
  assert(rows > 300);
});

Deno.test("makeDemo() adds all rows or none", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, place);
  await loadSql(
    place.socket,
    `delete from spikesorting_v1_curation.curation_v1;
    delete from position_v1_trodes_position.__trodes_pos_v1;
    create trigger spikesorting_v1_curation.no before insert on spikesorting_v1_curation.curation_v1
      for each row signal sqlstate '45000' set message_text = 'not now';`,
  );
  await assertRejects(() => makeDemo(place.pool, place), Error, "not now");
  const [[rows] = []] = await place.pool.texts(
    "select count(*) from position_v1_trodes_position.__trodes_pos_v1",
  );
  assertEquals(rows, "0");
});

Deno.test("makeDemo() leaves other sessions alone", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, place);
  await loadSql(
    place.socket,
    `create database other; ${deleteDemo()}
    insert into common_region.\`#brain_region\` values (7, 'hippocampus', null, null), (1, 'thalamus', null, null);
    insert into common_lab.institution values ('Elsewhere');
    insert into common_nwbfile.\`~external_raw\` (hash, size, filepath) values (0x${
      "11".repeat(16)
    }, 5, 'x_.nwb');
    insert into common_nwbfile.nwbfile values ('x_.nwb', 0x${"11".repeat(16)});
    insert into common_session._session (nwb_file_name, session_description, session_start_time, timestamps_reference_time)
      values ('x_.nwb', 'theirs', now(), now());`,
  );
  await makeDemo(place.pool, place);
  const rows = await place.pool.texts(
    "select nwb_file_name, session_description = 'theirs' from common_session._session order by 1",
  );
  assertEquals(rows, [["minirec20230622_.nwb", "0"], ["x_.nwb", "1"]]);
  assertEquals(
    await place.pool.texts(
      "select distinct region_id from common_ephys._electrode",
    ),
    [["7"]],
  );
});

Deno.test("makeDemo() stops at a row of somebody's own", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, place);
  await loadSql(
    place.socket,
    `${deleteDemo()}
    insert into common_lab.lab_team values ('Mira Sample', 'it''s mine');
    drop table common_usage.__export__file;`,
  );
  await Deno.remove(place.baseDir, { recursive: true });
  const before = await everything(place);
  const error = await assertRejects(
    () => makeDemo(place.pool, place),
    ExportError,
  );
  assertEquals(
    error.message,
    "Cannot make the demo: found the row (team_name = 'Mira Sample') of `common_lab`.`lab_team` with another " +
      "team_description, wanted 'personal team'; nothing was changed; rename or delete that row, or use another " +
      "server for the demo",
  );
  assertEquals(await everything(place), before);
});

Deno.test("makeDemo() stops at a table of another kind", async () => {
  await using place = await freshPlace();
  await loadSql(
    place.socket,
    "create database common_lab; create table common_lab.lab_team (team_name varchar(80) primary key)",
  );
  await assertRejects(
    () => makeDemo(place.pool, place),
    ExportError,
    'found the table `common_lab`.`lab_team` without the column "team_description"',
  );
  await loadSql(
    place.socket,
    "alter table common_lab.lab_team add team_description varchar(2000) not null default '', add pi varchar(10) not null",
  );
  const before = await everything(place);
  await assertRejects(
    () => makeDemo(place.pool, place),
    ExportError,
    'with the column "pi" that needs a value',
  );
  assertEquals(await everything(place), before);
});

for (const file of Object.values(DEMO_FILES)) {
  Deno.test(`makeDemo() stops at another file at ${file}`, async () => {
    await using place = await freshPlace();
    const path = join(place.baseDir, file);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, "mine");
    const error = await assertRejects(
      () => makeDemo(place.pool, place),
      ExportError,
    );
    assertStringIncludes(error.message, path);
    assertEquals(await Deno.readTextFile(path), "mine");
    assertEquals(
      await place.pool.texts("show databases like 'common%'"),
      [],
    );
  });
}

Deno.test("makeDemo() refuses files that do not fit the rows", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, place);
  await loadSql(
    place.socket,
    "update common_nwbfile.`~external_analysis` set contents_hash = 0x" +
      "22".repeat(16),
  );
  await assertRejects(
    () => makeDemo(place.pool, place),
    ExportError,
    "found another file at",
  );
  await Deno.remove(join(place.baseDir, "analysis"), { recursive: true });
  await assertRejects(
    () => makeDemo(place.pool, place),
    ExportError,
    "of other contents than this version's",
  );
});

Deno.test("makeDemo() runs twice at once", async () => {
  await using place = await freshPlace();
  const reports = await Promise.all([
    makeDemo(place.pool, place),
    makeDemo(place.pool, place),
  ]);
  assertEquals(
    reports.map(({ tables }) => tables).sort((a, b) => a - b),
    [0, DEMO_TABLES.length],
  );
});

Deno.test("demoFiles() gives the same bytes whatever was done before", async () => {
  const first = await demoFiles();
  const path = await Deno.makeTempFile({ suffix: ".nwb" });
  await Deno.writeFile(path, first.original);
  using nwb = await openNwb(path);
  nwb.read("/acquisition/e-series/data");
  assertEquals(await demoFiles(), first);
  await Deno.remove(path);
  const size = Object.values(first).reduce(
    (sum, { length }) => sum + length,
    0,
  );
  assert(size < 1_000_000, `${size} bytes`);
});

interface Place extends AsyncDisposable {
  readonly pool: Pool;
  readonly socket: string;
  readonly baseDir: string;
}

async function freshPlace(): Promise<Place> {
  const server = await freshServer();
  const folder = await Deno.makeTempDir();
  const pool = await openPool({ socketPath: server.socket, user: "root" });
  return {
    pool,
    socket: server.socket,
    baseDir: join(folder, "base"),
    [Symbol.asyncDispose]: async () => {
      await pool.close();
      await server[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Every table's definition and checksum, and every file's. */
async function everything({ pool, baseDir }: Place): Promise<string[]> {
  const lines: string[] = [];
  const tables = await pool.texts(
    `select table_schema, table_name from information_schema.tables
    where table_schema not in ('mysql', 'sys', 'information_schema', 'performance_schema') order by 1, 2`,
  );
  for (const [schema, table] of tables) {
    const name = `\`${schema}\`.\`${table}\``;
    const [[, definition] = []] = await pool.texts(`show create table ${name}`);
    // The time at which a file was noted is that of the run.
    const { names, rows } = await pool.query(`select * from ${name}`);
    const at = names.indexOf("timestamp");
    const texts = rows.map((row) =>
      JSON.stringify(row.map((cell, i) => i === at ? "" : String(cell)))
    );
    lines.push(definition!, ...texts.sort());
  }
  const found = await new Deno.Command("find", {
    args: [baseDir, "-type", "f", "-exec", "md5sum", "{}", "+"],
  }).output();
  const files = new TextDecoder().decode(found.stdout).split("\n").sort();
  return [...lines, ...files];
}

function deleteDemo(): string {
  const deletes = DEMO_TABLES.toReversed()
    .map(({ schema, name }) => `delete from \`${schema}\`.\`${name}\`;`);
  return deletes.join("\n");
}

function md5(data: string | Uint8Array): string {
  return createHash("md5").update(data).digest("hex").toUpperCase();
}
