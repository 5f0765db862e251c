/**
 * Runs the notebooks, each on a new demo database, and keeps them with their outputs, in which paths of this machine are
 * written as those of a user: what is committed shows what a first run shows.
 *
 * Run it after a change that can be seen in a notebook: `deno run --allow-all scripts/save_notebooks.ts`. Arguments
 * choose notebooks by a part of their names; without any, all are saved.
 *
 * @module
 */

import { join } from "node:path";
import { stopServer } from "../src/connection/server/server.ts";
import { setUpDemoData, usePrivateServer } from "./setup/demo_data.ts";
import { setUpMariadb } from "./setup/mariadb.ts";
import { runNotebook } from "./setup/notebook.ts";
import { PROJECT } from "./setup/project.ts";
import { runScript, SetupError } from "./setup/step.ts";

const NOTEBOOKS = join(PROJECT, "notebooks");

async function main(): Promise<number> {
  usePrivateServer();
  await setUpMariadb();
  for (const name of await chosen()) {
    console.log(`· Running ${name}`);
    await save(name);
  }
  return 0;
}

/** On a demo database of its own: what one notebook leaves must not show in another one. */
async function save(name: string): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "spyglass-notebooks-" });
  Deno.env.set("SPYGLASS_DATA_DIR", folder);
  try {
    await setUpDemoData();
    const output = join(folder, name);
    await runNotebook(join(NOTEBOOKS, name), { output });
    const text = withoutPaths(await Deno.readTextFile(output), folder);
    await Deno.writeTextFile(join(NOTEBOOKS, name), text);
  } finally {
    await stopServer();
    await Deno.remove(folder, { recursive: true });
  }
}

async function chosen(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(NOTEBOOKS)) {
    const isChosen = Deno.args.length === 0 ||
      Deno.args.some((part) => name.includes(part));
    if (name.endsWith(".ipynb") && isChosen) names.push(name);
  }
  return names.sort();
}

/**
 * Writes paths as a user of the default folders would see them.
 *
 * @throws {SetupError} A path of this machine is left.
 */
function withoutPaths(text: string, dataFolder: string): string {
  const clean = text
    .replaceAll(dataFolder, "~/.local/share/spyglass-deno")
    .replaceAll(PROJECT, "~/spyglass-deno");
  const home = Deno.env.get("HOME");
  const left = [home, Deno.env.get("TMPDIR") ?? "/tmp", Deno.hostname()]
    .find((path) => path && path.length > 1 && clean.includes(path));
  if (left === undefined) return clean;
  const at = clean.indexOf(left);
  throw new SetupError(
    `Cannot keep the notebook: found ${left} in ${
      JSON.stringify(clean.slice(Math.max(0, at - 60), at + 60))
    }, wanted no path or name of this machine; leave it out of the outputs`,
  );
}

await runScript(main);
