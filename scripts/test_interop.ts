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
import { PROJECT } from "./setup/project.ts";
import { setUpPython } from "./setup/python_env.ts";
import { testEnvironment } from "./test_environment.ts";
import { runScript } from "./setup/step.ts";

async function main(): Promise<number> {
  console.log(`MariaDB ${await setUpMariadb()}`);
  await setUpPython("interop");
  await setUpPython("spyglass");
  const options = Deno.args.filter((arg) => arg.startsWith("-"));
  const words = Deno.args.filter((arg) => !arg.startsWith("-"));
  const files = await interopFiles(words);
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

/** Named so that `deno test tests/` does not run them: they need Python. */
async function interopFiles(words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir(join(PROJECT, FOLDER))) {
    if (name.endsWith("_interop.ts")) found.push(join(FOLDER, name));
  }
  const chosen = words.length === 0
    ? found
    : found.filter((path) => words.some((word) => path.includes(word)));
  if (chosen.length > 0) return chosen.sort();
  throw new RangeError(
    `Cannot choose tests: no file's path in ${FOLDER} contains ${
      words.join(" or ")
    }`,
  );
}

function environmentOf(lane: number): Record<string, string> {
  return {
    ...testEnvironment(["SPYGLASS_MARIADB_DIR"]),
    SPYGLASS_DATA_DIR: dataFolderOf(lane),
  };
}

const FOLDER = join("tests", "interop");

/** They take longest. */
const LONG = ["publish_faults", "dandi", "frames", "nwb", "publish_together"];

/** A kernel on a busy machine may lose a cell's result. */
const NOTEBOOK = join(FOLDER, "share_notebook_interop.ts");

await runScript(main);
