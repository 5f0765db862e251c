/**
 * The `test:ui` task: sets up JupyterLab, the sidebar, a browser and whatever else is missing, tells the stories of
 * `lab-extension/ui-tests/` in them, and ends with a line that says how many passed and failed.
 *
 * Arguments choose what runs: a word that occurs in a file's name (`tutorial`), or options of `deno test`
 * (`--filter=…`).
 *
 * @module
 */
import { join } from "node:path";
import {
  RUN_VARIABLE,
  RUNS,
  templateFolder,
} from "../lab-extension/ui-tests/harness/run.ts";
import { endProcesses } from "../lab-extension/ui-tests/harness/jupyter.ts";
import { makeTemplate } from "../lab-extension/ui-tests/harness/workplace.ts";
import { stopServer } from "../src/connection/server/server.ts";
import { denoTest } from "./deno_test.ts";
import { groupsOf, type Plan, testInLanes } from "./lanes.ts";
import { testEnvironment } from "./test_environment.ts";
import { chosenFiles, filesBelow } from "./test_files.ts";
import { setUpChromium } from "./setup/chromium.ts";
import { setUpKernel } from "./setup/kernel.ts";
import { setUpLabExtension } from "./setup/lab_extension.ts";
import { setUpMariadb } from "./setup/mariadb.ts";
import { PROJECT } from "./setup/project.ts";
import { setUpPython } from "./setup/python_env.ts";
import { runScript, step } from "./setup/step.ts";

async function main(): Promise<number> {
  console.log(`MariaDB ${await setUpMariadb()}`);
  console.log(`Chromium ${await setUpChromium()}`);
  await setUpPython("lab");
  await setUpKernel();
  await setUpLabExtension();
  const options = Deno.args.filter((arg) => arg.startsWith("-"));
  const words = Deno.args.filter((arg) => !arg.startsWith("-"));
  const files = chosenFiles(await filesBelow(FOLDER, STORY), words);
  // One of them has Python's DataJoint log a read.
  if (files.some((path) => path.includes("others"))) {
    await setUpPython("interop");
  }
  await Deno.mkdir(RUNS, { recursive: true });
  await removeEndedRuns();
  const run = await Deno.makeTempDir({ dir: RUNS, prefix: "" });
  await Deno.writeTextFile(join(run, OWNER), String(Deno.pid));
  try {
    await step(
      "Making the demo database that the stories begin with",
      () => makeTemplate(templateFolder(run)),
    );
    const counts = Deno.args.length > 0
      ? await denoTest([...options, ...files], await openLane(run, 0))
      : await testInLanes(
        await planOf(files),
        await Promise.all(
          Array.from({ length: LANES }, (_, at) => openLane(run, at)),
        ),
      );
    console.log(`Pictures are in ${join("artefacts", "ui")}`);
    console.log(`${counts.passed} passed, ${counts.failed} failed`);
    return counts.failed === 0 ? 0 : 1;
  } finally {
    await removeRun(run);
  }
}

/** Stories that judge how prompt something is run one by one: a browser keeps more than one core busy. */
async function planOf(files: readonly string[]): Promise<Plan> {
  const texts = await Promise.all(
    files.map((path) => Deno.readTextFile(join(PROJECT, path))),
  );
  const apart = files.filter((path, at) =>
    texts[at]!.includes(JUDGE) || path.endsWith(PROMPT)
  );
  const others = files.filter((path) => !apart.includes(path));
  return { beside: groupsOf(others, 1, LONG), apart };
}

/** A lane's folder, and its environment. */
async function openLane(
  run: string,
  at: number,
): Promise<Record<string, string>> {
  const folder = join(run, String(at));
  await Deno.mkdir(folder);
  return {
    ...testEnvironment(["SPYGLASS_MARIADB_DIR"]),
    [RUN_VARIABLE]: folder,
  };
}

/** What runs have left that were killed. */
async function removeEndedRuns(): Promise<void> {
  for await (const { name } of Deno.readDir(RUNS)) {
    const owner = join(RUNS, name, OWNER);
    const pid = await Deno.readTextFile(owner).catch(() => "none");
    const isAlive = await Deno.stat(join("/proc", pid)).catch(() => null);
    if (isAlive === null) await removeRun(join(RUNS, name));
  }
}

/** Files end what they have started; one that was killed could not. */
async function removeRun(run: string): Promise<void> {
  await stopServer(join(templateFolder(run), "mariadb")).catch(() => {});
  for await (const { name, isDirectory } of Deno.readDir(run)) {
    if (isDirectory) await endLane(join(run, name));
  }
  await Deno.remove(run, { recursive: true });
}

async function endLane(lane: string): Promise<void> {
  for await (const { name } of Deno.readDir(lane)) {
    await stopServer(join(lane, name, "data", "mariadb")).catch(() => {});
    await endProcesses(join(lane, name));
  }
}

/** Names the process that a run's folder belongs to. */
const OWNER = "owner";

const FOLDER = join("lab-extension", "ui-tests");

const STORY = /_story\.ts$/;

/** A browser and its kernels fill a core. */
const LANES = Math.min(2, navigator.hardwareConcurrency);

/** What stories import that judge times. */
const JUDGE = "/harness/promptness.ts";

/** It wants a kernel that is never silent: on a busy machine one may be, for a moment. */
const PROMPT = "/unknown_story.ts";

/** They take longest: begun last, one lane would wait for them. */
const LONG = [
  "install",
  "reads",
  "data_frame",
  "choices",
  "slow_slice",
  "accessibility",
];

await runScript(main);
