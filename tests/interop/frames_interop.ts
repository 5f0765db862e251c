/** `fetch1Dataframe()` beside the frames of Spyglass' own tables. */
import { assertEquals } from "@std/assert";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { makeDemo } from "../../src/demo/demo.ts";
import type { Frame } from "../../src/query/reading/frame.ts";
import type { Table } from "../../src/query/table.ts";
import { runSpyglass } from "../python/run_spyglass.ts";
import { freshPlace, type Place } from "../story/place.ts";

interface PandasFrame {
  /** Name of the index. */
  readonly index: string;
  readonly at: readonly (number | null)[];
  readonly names: readonly string[];
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

/** Tables whose only row Spyglass made, by the names that its frames have. */
const TABLES: Readonly<Record<string, string>> = {
  lfp: "lfp_v1.LFPV1",
  band: "lfp_band_v1.LFPBandV1",
  mua: "mua_v1.MuaEventsV1",
  ripple: "ripple_v1.RippleTimesV1",
  linear: "position_linearization_v1.LinearizedPositionV1",
  linear_merge: "position_linearization_merge.LinearizedPositionOutput",
  sensor: "common_sensors.SensorData",
  interval: "common_position.IntervalPositionInfo",
  smooth: "position_v1_dlc_position.DLCSmoothInterp",
  centroid: "position_v1_dlc_centroid.DLCCentroid",
  orientation: "position_v1_dlc_orient.DLCOrientation",
  dlc: "position_v1_dlc_selection.DLCPosV1",
};

/** Parts, by the names that the frames have. */
const PARTS: Readonly<Record<string, readonly [string, string, string]>> = {
  smooth_part: ["position_v1_dlc_cohort", "DLCSmoothInterpCohort", "BodyPart"],
  pose: ["position_v1_dlc_pose_estimation", "DLCPoseEstimation", "BodyPart"],
};

Deno.test("fetch1Dataframe() gives the frames of Spyglass' tables", async (t) => {
  await using place = await freshPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  const theirs = await spyglassFrames(place);
  const db = await place.connect();
  const left = new Set(Object.keys(theirs));
  const check = (name: string, read: () => Promise<Frame>) =>
    t.step(name, async () => {
      left.delete(name);
      assertSame(await read(), theirs[name]!);
    });
  for (const [name, table] of Object.entries(TABLES)) {
    await check(
      name,
      async () => await (await db.table(table)).fetch1Dataframe(),
    );
  }
  for (const [name, [schema, master, part]] of Object.entries(PARTS)) {
    await check(name, async () => {
      const tables = await db.schema(schema);
      return await partOf(tables[master]!, part).fetch1Dataframe();
    });
  }
  const { TrodesPosV1 } = await db.schema("position_v1_trodes_position");
  for (const [name, params] of [["trodes", "x"], ["upsampled", "up"]]) {
    const query = TrodesPosV1!.and({ trodes_pos_params_name: params });
    await check(name!, () => query.fetch1Dataframe());
  }
  assertEquals(theirs.trodes!.names[0], "video_frame_ind");
  assertEquals(theirs.upsampled!.names[0], "position_x");
  const { RawPosition } = await db.schema("common_behav");
  await check(
    "light",
    () => partOf(RawPosition!, "PosObject").and({ id: 0 }).fetch1Dataframe(),
  );
  await check(
    "lights",
    () =>
      RawPosition!.and({ nwb_file_name: "minirec20230622_.nwb" })
        .fetch1Dataframe(),
  );
  assertEquals(theirs.lights!.names.length, 4);
  assertEquals([...left], []);
});

function partOf(table: Table, name: string): Table {
  return (table as unknown as Record<string, Table>)[name]!;
}

function assertSame(frame: Frame, { index, at, names, columns }: PandasFrame) {
  assertEquals(frame.columnNames(), [index, ...names]);
  assertEquals(numbers(frame, index), [...at]);
  for (const name of names) assertEquals(numbers(frame, name), columns[name]);
}

function numbers(frame: Frame, name: string): (number | null)[] {
  return Array.from(
    frame.array(name) as ArrayLike<number>,
    (value) => Number.isNaN(value) ? null : Number(value),
  );
}

async function spyglassFrames(
  { socket, baseDir }: Place,
): Promise<Record<string, PandasFrame>> {
  const text = await runSpyglass(
    await setUpPython("spyglass"),
    new URL("spyglass_frames.py", import.meta.url),
    [socket, baseDir],
    baseDir,
  );
  return JSON.parse(text.slice(text.indexOf("RESULT") + "RESULT".length));
}
