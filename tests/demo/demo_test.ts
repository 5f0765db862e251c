import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { makeDemo } from "../../src/demo/demo.ts";
import { demoFiles } from "../../src/demo/files.ts";
import { DEMO, DEMO_FILES } from "../../src/demo/session.ts";
import { DEMO_TABLES } from "../../src/demo/tables.ts";
import { isOnlyLinks } from "../../src/nwb/external.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { loadSql } from "../setup.ts";
import { closureByHand, type SeedText } from "./closure_by_hand.ts";
import { everything, freshPlace } from "./place.ts";

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

Deno.test("makeDemo() completes what kill -9 left, at any time", async () => {
  await using place = await freshPlace();
  const source = new URL("../../src/", import.meta.url);
  const script = `
    import { openPool } from "${new URL("connection/pool.ts", source)}";
    import { makeDemo } from "${new URL("demo/demo.ts", source)}";
    const pool = await openPool({ socketPath: ${
    JSON.stringify(place.socket)
  }, user: "root" });
    await makeDemo(pool, {
      baseDir: ${JSON.stringify(place.baseDir)},
      onProgress: (step) => console.log(step),
    });
    await pool.close();
    console.log("Done");`;
  for (const [step, wait] of [["Making", 5], ["Writing", 1], ["Adding", 2]]) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-lock", `--config=${CONFIG}`, script],
      stdout: "piped",
    }).spawn();
    const decoder = new TextDecoder();
    let said = "";
    for await (const bytes of child.stdout) {
      said += decoder.decode(bytes);
      if (!said.includes(String(step))) continue;
      await new Promise((resolve) => setTimeout(resolve, Number(wait)));
      try {
        child.kill("SIGKILL");
      } catch {
        // It was quicker.
      }
    }
    await child.status;
    assertStringIncludes(said, String(step));
  }
  await makeDemo(place.pool, place);
  const slice = await closureByHand(place.pool, STORY);
  assertEquals([...slice.values()].reduce((a, b) => a + b), 58);
  await using whole = await freshPlace();
  await makeDemo(whole.pool, whole);
  const texts = (lines: string[], folder: string) =>
    lines.map((line) => line.replaceAll(folder, ""));
  assertEquals(
    texts(await everything(place), place.baseDir),
    texts(await everything(whole), whole.baseDir),
  );
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

const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

function md5(data: string | Uint8Array): string {
  return createHash("md5").update(data).digest("hex").toUpperCase();
}
