/**
 * The `test` task: sets up what is missing, starts a server for each lane of tests, runs the tests of the module and
 * of its documentation, and ends with a line that says how many passed and failed.
 *
 * Arguments choose what runs: a path, or a word that occurs in the path of a test file (`closure`), or options of
 * `deno test` (`--filter=…`). With arguments, the documentation's examples are left out.
 *
 * @module
 */

import { join } from "node:path";
import { scratchServer } from "../src/connection/server/scratch_server.ts";
import { embeddedFolder, stopServer } from "../src/connection/server/server.ts";
import { type Counts, denoTest } from "./deno_test.ts";
import {
  dataFolderOf,
  groupsOf,
  laneCount,
  type Plan,
  testInLanes,
} from "./lanes.ts";
import { testEnvironment } from "./test_environment.ts";
import { chosenFiles, filesBelow } from "./test_files.ts";
import { setUpKernel } from "./setup/kernel.ts";
import { setUpMariadb } from "./setup/mariadb.ts";
import { setUpMysql } from "./setup/mysql.ts";
import { PROJECT } from "./setup/project.ts";
import { setUpPython } from "./setup/python_env.ts";
import { setUpShellcheck } from "./setup/shellcheck.ts";
import { runScript } from "./setup/step.ts";

async function main(): Promise<number> {
  console.log(`MariaDB ${await setUpMariadb()}`);
  await setUpPython("runner");
  await setUpKernel();
  if (!await setUpShellcheck()) {
    console.log("shellcheck is missing: its test is left out");
  }
  await findMysql();
  await using opened = new AsyncDisposableStack();
  const { passed, failed } = await runTests(opened);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function runTests(opened: AsyncDisposableStack): Promise<Counts> {
  if (Deno.args.length > 0) {
    return await denoTest(await chosen(Deno.args), await openLane(opened, 0));
  }
  const lanes: Record<string, string>[] = [];
  while (lanes.length < laneCount()) {
    lanes.push(await openLane(opened, lanes.length));
  }
  return await testInLanes(await everything(), lanes);
}

/** A server for a lane's tests, and a data folder: the user's own is none of their business. */
async function openLane(
  opened: AsyncDisposableStack,
  at: number,
): Promise<Record<string, string>> {
  Deno.env.set("SPYGLASS_DATA_DIR", dataFolderOf(at));
  const embedded = embeddedFolder();
  await removeEmbedded(embedded);
  opened.defer(() => removeEmbedded(embedded));
  const { socket } = opened.use(await scratchServer());
  const own = [
    "SPYGLASS_DATA_DIR",
    "SPYGLASS_MARIADB_DIR",
    "SPYGLASS_TEST_MYSQL",
  ];
  return { ...testEnvironment(own), SPYGLASS_TEST_SOCKET: socket };
}

/** MySQL is large: it is fetched where everything is tested, and used where it is. */
async function findMysql(): Promise<void> {
  const found = await setUpMysql(Deno.env.get("CI") === "true");
  if ("bin" in found) Deno.env.set("SPYGLASS_TEST_MYSQL", found.bin);
  else {console.log(
      `MySQL is missing, its tests are left out: ${found.missing}`,
    );}
}

/** The private server of the tests outlives them, as such a server does. */
async function removeEmbedded(folder: string): Promise<void> {
  await stopServer(folder);
  await Deno.remove(folder, { recursive: true }).catch(() => {});
}

async function everything(): Promise<Plan> {
  const files = await filesBelow("tests", TEST);
  const missing = APART.filter((path) => !files.includes(path));
  if (missing.length > 0) {
    throw new RangeError(
      `Cannot run tests apart: found no ${missing.join(" and no ")}`,
    );
  }
  const others = files.filter((path) => !APART.includes(path));
  return {
    beside: [
      ["--doc", ...await documented()],
      ...groupsOf(others, 8, LONG),
    ],
    apart: APART,
  };
}

/** The arguments of a `deno test` of what a user names. */
async function chosen(args: readonly string[]): Promise<string[]> {
  const options = args.filter((arg) => arg.startsWith("-"));
  const words = args.filter((arg) => !arg.startsWith("-"));
  const files = words.length === 0
    ? ["tests/"]
    : chosenFiles(await filesBelow("tests", TEST), words);
  return [...options, ...files];
}

const TEST = /_test\.ts$/;

/** Files with examples that run: each other one would be loaded by itself, for nothing. */
async function documented(): Promise<string[]> {
  const files = ["mod.ts", ...await filesBelow("src", /\.ts$/)];
  const texts = await Promise.all(
    files.map((path) => Deno.readTextFile(join(PROJECT, path))),
  );
  return files.filter((_, at) => RUN_EXAMPLE.test(texts[at]!));
}

/** How one begins: those of `scripts/rules/examples.ts` that are marked `ignore` are not run by `deno test`. */
const RUN_EXAMPLE = /^ *\* ```(?!.*\bignore\b)./m;

/** They judge how long something takes, closely; and a kernel on a busy machine may lose a cell's result. */
const APART = [
  "connection/pipeline",
  "export/script/script_both_orders",
  "export/script/script_lock",
  "export/script/script_writer",
  "lab/answering",
  "lab/others",
  "lab/throttle",
  "log/entries/server_gone",
  "notebooks/notebooks",
  "nwb/series/series",
  "schema/reflect",
].map((name) => join("tests", `${name}_test.ts`));

/** They take longest: begun last, one lane would wait for them. */
const LONG = ["/cli/", "/docs/examples", "/export/script/", "/story/"];

await runScript(main);
