/** `fetch1Dataframe()` beside the frames of Spyglass' own tables. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { makeDemo } from "../../src/demo/demo.ts";
import type { Frame } from "../../src/query/reading/frame.ts";
import { freshPlace, type Place } from "../story/place.ts";

interface PandasFrame {
  /** Name of the index. */
  readonly index: string;
  readonly at: readonly (number | null)[];
  readonly names: readonly string[];
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

Deno.test("fetch1Dataframe() gives the frames of Spyglass' LFP, MUA and RawPosition", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  const theirs = await spyglassFrames(place);
  const db = await place.connect();
  const { RawPosition } = await db.schema("common_behav");
  const lfp = await db.table("lfp_v1.LFPV1");
  const mua = await db.table("mua_v1.MuaEventsV1");
  const { PosObject } = RawPosition as unknown as Record<
    string,
    typeof lfp
  >;
  assertSame(await lfp.fetch1Dataframe(), theirs.lfp!);
  assertSame(await mua.fetch1Dataframe(), theirs.mua!);
  assertSame(
    await PosObject!.and({ id: 0 }).fetch1Dataframe(),
    theirs.light!,
  );
  const lights = await RawPosition!.and({
    nwb_file_name: "minirec20230622_.nwb",
  }).fetch1Dataframe();
  assertSame(lights, theirs.lights!);
  assertEquals(lights.columnNames().length, 5);
});

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
  for (const folder of FOLDERS) {
    await Deno.mkdir(join(baseDir, folder), { recursive: true });
  }
  const { success, stdout, stderr } = await new Deno.Command(
    await setUpPython("spyglass"),
    {
      args: [
        "-B",
        join(
          fileURLToPath(new URL(".", import.meta.url)),
          "spyglass_frames.py",
        ),
        socket,
        baseDir,
      ],
      // Spyglass writes its configuration where it runs.
      cwd: baseDir,
      env: {
        HOME: baseDir,
        PYTHONUTF8: "1",
        PYTHONWARNINGS: "ignore",
        MPLBACKEND: "agg",
      },
      stdout: "piped",
      stderr: "piped",
    },
  ).output();
  const text = new TextDecoder().decode(stdout);
  assert(success, text + new TextDecoder().decode(stderr).slice(-3000));
  return JSON.parse(text.slice(text.indexOf("RESULT") + "RESULT".length));
}

/** Those that Spyglass makes, and says so, where they are missing. */
const FOLDERS = [
  "raw",
  "analysis",
  "recording",
  "spikesorting/sorting",
  "waveforms",
  "tmp",
  "video",
  "export",
];
