import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { listening } from "../story/place.ts";
import { stored } from "./archive.ts";
import {
  type DandiLab,
  dandiLab,
  DANDISET,
  files,
  ONE,
  watched,
} from "./dandi_lab.ts";

Deno.test("DandiPath.compileDandiset() goes on after it was killed in the middle of an upload, and its key is nowhere", async () => {
  await setUpPython("dandi");
  await using lab = await dandiLab();
  const { db, archive, place } = lab;
  const { DandiPath } = await db.schema("common_dandi");
  const total = lab.files.map((path) => Deno.statSync(path).size)
    .reduce((sum, size) => sum + size, 0);

  const { commands } = await watched(async () => {
    await archive.hold("PUT /storage/", 1);
    const first = publisher(lab);
    const said = new Response(first.stdout).text();
    const warned = new Response(first.stderr).text();
    // The first file is there and noted; the bytes of the second one are on their way.
    await until(first, async () => await DandiPath.count() === 1);
    await until(first, async () => await archive.held() > 0);
    const engines = enginesOf(first.pid);
    assertEquals(engines.length, 1);
    first.kill("SIGKILL");
    await first.status;
    // Nobody is left to note what would be uploaded.
    await until(null, () => Promise.resolve(!isRunning(engines[0]!)));
    assert(!`${await said}${await warned}`.includes(lab.key));
    await archive.release();
    const sent = stored(await archive.asked());
    assert(sent.bytes > 0 && sent.bytes < total, JSON.stringify(sent));
    assertEquals(sent.assets, 1);

    Deno.env.set("DANDI_API_KEY", lab.key);
    const { result, said: again } = await listening(() =>
      DandiPath.compileDandiset(ONE, {
        dandisetId: DANDISET,
        instance: archive.instance,
      })
    );
    assertEquals(result.map(({ uploaded }) => uploaded).sort(), [
      false,
      true,
      true,
    ]);
    assert(!again.join("\n").includes(lab.key));
  });

  assertEquals(await DandiPath.count(), 3);
  assertEquals(stored(await archive.asked()).assets, 3);
  assert(/engine\.py/.test(commands), "the engine was not seen");
  assert(/publisher\.ts/.test(commands), "the publisher was not seen");
  assert(!commands.includes(lab.key), "the key is in a command line");
  for (const path of files(place.baseDir)) {
    const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(path));
    assert(!bytes.includes(lab.key), path);
  }
});

/** Begins to publish in a process of its own. */
function publisher({ place, archive, key }: DandiLab): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--allow-all",
      join(import.meta.dirname!, "publisher.ts"),
      place.socket,
      place.baseDir,
      archive.instance,
      DANDISET,
      ONE.paper_id,
    ],
    env: { DANDI_API_KEY: key },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for something; fails at once when the process that should bring it about has ended. */
async function until(
  process: Deno.ChildProcess | null,
  isSo: () => Promise<boolean>,
): Promise<void> {
  let isEnded = false;
  process?.status.then(() => isEnded = true);
  while (!await isSo()) {
    assert(!isEnded, "the publisher ended");
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Children of a process that run the engine. */
function enginesOf(parent: number): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name))
    .filter((pid) => {
      if (!Number.isInteger(pid)) return false;
      try {
        const status = Deno.readTextFileSync(`/proc/${pid}/status`);
        return status.includes(`PPid:\t${parent}\n`) &&
          Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes("engine.py");
      } catch {
        return false;
      }
    });
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}
