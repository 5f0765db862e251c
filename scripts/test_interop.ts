/**
 * The `test:interop` task: sets up Python's DataJoint and whatever else is missing, has Python read what this module
 * wrote and this module what Python wrote, and ends with a line that says how many tests passed and failed.
 *
 * Arguments choose what runs: a word that occurs in the path of a file of `tests/interop/` (`blobs`), or options of
 * `deno test` (`--filter=…`).
 *
 * @module
 */
import { join } from "node:path";
import { denoTest } from "./deno_test.ts";
import { dataFolderOf, groupsOf, laneCount, testInLanes } from "./lanes.ts";
import { setUpMariadb } from "./setup/mariadb.ts";
import { setUpPython } from "./setup/python_env.ts";
import { testEnvironment } from "./test_environment.ts";
import { chosenFiles, filesBelow } from "./test_files.ts";
import { runScript } from "./setup/step.ts";

async function main(): Promise<number> {
  console.log(`MariaDB ${await setUpMariadb()}`);
  await setUpPython("interop");
  await setUpPython("spyglass");
  const options = Deno.args.filter((arg) => arg.startsWith("-"));
  const words = Deno.args.filter((arg) => !arg.startsWith("-"));
  const files = chosenFiles(await filesBelow(FOLDER, INTEROP), words);
  const counts = Deno.args.length > 0
    ? await denoTest([...options, ...files], environmentOf(0))
    : await testInLanes(
      {
        beside: groupsOf(files.filter((path) => path !== NOTEBOOK), 1, LONG),
        apart: [NOTEBOOK],
      },
      Array.from({ length: laneCount() }, (_, at) => environmentOf(at)),
    );
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 ? 0 : 1;
}

function environmentOf(lane: number): Record<string, string> {
  return {
    ...testEnvironment(["SPYGLASS_MARIADB_DIR"]),
    SPYGLASS_DATA_DIR: dataFolderOf(lane),
  };
}

const FOLDER = join("tests", "interop");

/** Named so that `deno test tests/` does not run them: they need Python. */
const INTEROP = /_interop\.ts$/;

/** They take longest. */
const LONG = ["publish_faults", "dandi", "frames", "nwb", "publish_together"];

/** A kernel on a busy machine may lose a cell's result. */
const NOTEBOOK = join(FOLDER, "share_notebook_interop.ts");

await runScript(main);
