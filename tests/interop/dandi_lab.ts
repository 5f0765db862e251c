/**
 * Two papers on a server of their own, and an archive to publish them in.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { PROJECT } from "../../scripts/setup/project.ts";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import type { Database } from "../../src/database.ts";
import { makeDemo } from "../../src/demo/demo.ts";
import type { TimeSeries } from "../../src/nwb/series/series.ts";
import type { Frame } from "../../src/query/reading/frame.ts";
import {
  type Commands,
  freshPlace,
  listening,
  type Place,
} from "../story/place.ts";
import { type Archive, startArchive } from "../../scripts/archive/start.ts";

export const DANDISET = "000123";
export const ONE = { paper_id: "paper one" };
export const TWO = { paper_id: "paper2" };

/** A place with two papers, and an archive. */
export interface DandiLab extends AsyncDisposable {
  readonly place: Place;
  readonly db: Database & Commands;
  readonly archive: Archive;
  /** The key that the archive takes. */
  readonly key: string;
  /** The files of the first paper's export. */
  readonly files: readonly string[];
  /** Files that only link to others. */
  readonly copies: readonly string[];
  /** Runs an export script; gives the dump. */
  run(script: string): Promise<string>;
}

/** Two papers, of which the second one's files are some of the first one's. */
export async function dandiLab(): Promise<DandiLab> {
  const place = await freshPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  const db = await place.connect();
  const key = crypto.randomUUID().replaceAll("-", "");
  const archive = await startArchive(key, DANDISET, "000124");
  const { result } = await listening(async () => {
    await db.ExportSelection.startExport({ ...ONE, analysis_id: "a" });
    await readObjects(db);
    await db.ExportSelection.startExport({ ...TWO, analysis_id: "b" });
    const { CurationV1 } = await db.schema("spikesorting_v1_curation");
    await CurationV1!().fetchNwb();
    await db.ExportSelection.stopExport();
    const one = await db.Export.populatePaper(ONE);
    const two = await db.Export.populatePaper(TWO);
    return { one, two };
  });
  assertEquals([result.one.files.length, result.two.files.length], [3, 2]);
  return {
    place,
    db,
    archive,
    key,
    files: result.one.files.map(({ file_path }) => file_path),
    copies: [join(place.baseDir, "raw", "minirec20230622_.nwb")],
    run: async (script) => {
      const option = join(place.baseDir, "client.cnf");
      await Deno.writeTextFile(
        option,
        `[client]\nuser=root\nsocket=${place.socket}\n`,
        { mode: 0o600 },
      );
      const out = join(place.baseDir, "dump.sql");
      const { success, stderr } = await new Deno.Command("bash", {
        args: [script],
        env: { MYSQL_DEFAULTS_FILE: option, OUT: out },
        stdout: "null",
        stderr: "piped",
      }).output();
      assert(success, new TextDecoder().decode(stderr));
      return await Deno.readTextFile(out);
    },
    [Symbol.asyncDispose]: async () => {
      Deno.env.delete("DANDI_API_KEY");
      await archive[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

/** What the rows of the two results hold. */
export async function readObjects(db: Database): Promise<unknown> {
  const { CurationV1 } = await db.schema("spikesorting_v1_curation");
  const { TrodesPosV1 } = await db.schema("position_v1_trodes_position");
  const [curation] = await CurationV1!().fetchNwb();
  const [position] = await TrodesPosV1!().fetchNwb();
  const units = curation!.units as Frame;
  const velocity = position!.nwb.series(
    "/scratch/BehavioralTimeSeries/velocity",
  );
  const read = {
    units: units.objects(),
    velocity: (velocity as TimeSeries).slice(10, 40),
    objects: [...position!.nwb.objects()],
  };
  curation!.nwb.close();
  position!.nwb.close();
  return read;
}

/** The command lines of all processes while `work` runs, and the environments of those of the engine. */
export async function watched<T>(
  work: () => Promise<T>,
): Promise<{ result: T; commands: string }> {
  const seen = new Set<string>();
  const timer = setInterval(() => {
    for (const { name } of Deno.readDirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const command = Deno.readTextFileSync(`/proc/${name}/cmdline`);
        seen.add(command);
        if (!command.includes("engine.py")) continue;
        seen.add(Deno.readTextFileSync(`/proc/${name}/environ`));
      } catch {
        // It has ended.
      }
    }
  }, 100);
  try {
    const result = await work();
    return { result, commands: [...seen].join("\n") };
  } finally {
    clearInterval(timer);
  }
}

/** Adds a `note`, or a `video` of a name, to an NWB file. */
export async function addToNwb(
  path: string,
  what: string,
  text: string,
): Promise<void> {
  const { success, stderr } = await new Deno.Command(
    await setUpPython("dandi"),
    {
      args: [
        "-W",
        "ignore",
        join(PROJECT, "tests", "interop", "add_to_nwb.py"),
        path,
        what,
        text,
      ],
      stdout: "null",
      stderr: "piped",
    },
  ).output();
  assert(success, new TextDecoder().decode(stderr));
}

/** Runs the real client. */
export async function dandi(home: string, args: string[]): Promise<void> {
  const python = await setUpPython("dandi");
  const { success, stdout, stderr } = await new Deno.Command(
    join(dirname(python), "dandi"),
    {
      args,
      env: { HOME: home, DANDI_NO_ET: "1", NO_ET: "1" },
      stdout: "piped",
      stderr: "piped",
    },
  ).output();
  const text = new TextDecoder();
  assert(success, text.decode(stdout) + text.decode(stderr));
}

/** The digest of a file. */
export function sha256(path: string): string {
  return createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
}

/** The files in a folder and those below it; of what other programs keep there, none. */
export function files(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory) {
      return entry.name.startsWith(".") ? [] : files(path);
    }
    return entry.isFile && entry.name !== "dandiset.yaml" ? [path] : [];
  });
}
