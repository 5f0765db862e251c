/**
 * The `test` task: sets up what is missing, starts one server for the whole run, runs the tests of the module and of
 * its documentation, and ends with a line that says how many passed and failed.
 *
 * Arguments choose what runs: a path, or a word that occurs in the path of a test file (`closure`), or options of
 * `deno test` (`--filter=…`). With arguments, the documentation's examples are left out.
 *
 * @module
 */

import { join } from "node:path";
import {
  embeddedFolder,
  scratchServer,
  stopServer,
} from "../src/connection/server.ts";
import { denoTest } from "./deno_test.ts";
import { setUpKernel } from "./setup/kernel.ts";
import { setUpMariadb } from "./setup/mariadb.ts";
import { setUpMysql } from "./setup/mysql.ts";
import { ENVIRONMENT, PROJECT } from "./setup/project.ts";
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
  // The user's own data folder is none of the tests' business.
  Deno.env.set("SPYGLASS_DATA_DIR", join(ENVIRONMENT, "test-data"));
  await removeEmbedded();
  try {
    await using server = await scratchServer();
    const env = testEnvironment(server.socket);
    const total = { passed: 0, failed: 0 };
    for (const args of await runs(Deno.args)) {
      const counts = await denoTest(args, env);
      total.passed += counts.passed;
      total.failed += counts.failed;
    }
    console.log(`${total.passed} passed, ${total.failed} failed`);
    return total.failed === 0 ? 0 : 1;
  } finally {
    await removeEmbedded();
  }
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
async function removeEmbedded(): Promise<void> {
  await stopServer();
  await Deno.remove(embeddedFolder(), { recursive: true }).catch(() => {});
}

/** The caller's environment without what would lead tests to a real database or a real export. */
function testEnvironment(socket: string): Record<string, string> {
  const kept = Object.entries(Deno.env.toObject())
    .filter(([name]) => !/^(DJ_|SPYGLASS_|MYSQL_)/.test(name));
  const own: Record<string, string> = { SPYGLASS_TEST_SOCKET: socket };
  for (
    const name of [
      "SPYGLASS_DATA_DIR",
      "SPYGLASS_MARIADB_DIR",
      "SPYGLASS_TEST_MYSQL",
    ]
  ) {
    const value = Deno.env.get(name);
    if (value !== undefined) own[name] = value;
  }
  return { ...Object.fromEntries(kept), ...own };
}

/** The arguments of each `deno test` to run. */
async function runs(args: readonly string[]): Promise<string[][]> {
  if (args.length === 0) return [["tests/"], ["--doc", ...await documented()]];
  const options = args.filter((arg) => arg.startsWith("-"));
  const words = args.filter((arg) => !arg.startsWith("-"));
  const files = await testFiles(words);
  return [[...options, ...(files.length > 0 ? files : ["tests/"])]];
}

async function testFiles(words: readonly string[]): Promise<string[]> {
  if (words.length === 0) return [];
  const all = await filesBelow("tests", /_test\.ts$/);
  const chosen = all.filter((path) =>
    words.some((word) => path.includes(word))
  );
  if (chosen.length > 0) return chosen;
  throw new RangeError(
    `Cannot choose tests: no test file's path contains ${words.join(" or ")}`,
  );
}

async function documented(): Promise<string[]> {
  const entry = await Deno.stat(join(PROJECT, "mod.ts")).catch(() => null);
  return [...(entry ? ["mod.ts"] : []), ...await filesBelow("src", /\.ts$/)];
}

async function filesBelow(folder: string, name: RegExp): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(join(PROJECT, folder))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) found.push(...await filesBelow(path, name));
    else if (name.test(entry.name)) found.push(path);
  }
  return found.sort();
}

await runScript(main);
