/**
 * The folders of one run of `test:ui`, which the task names to the tests.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { ENVIRONMENT, PROJECT } from "../../../scripts/setup/project.ts";

/** Where all runs have their folders. Short names: the path of a database's socket must not be long. */
export const RUNS: string = join(ENVIRONMENT, "ui");

/** Names the folder of a lane of the run to its tests. */
export const RUN_VARIABLE = "SPYGLASS_UI_RUN";

/**
 * The folder of this lane: what others do is in folders of their own beside it.
 *
 * @throws {Error} The tests were not started by their task.
 */
export function runFolder(): string {
  const folder = Deno.env.get(RUN_VARIABLE);
  if (folder) return folder;
  throw new Error(
    "Cannot run UI tests: they were started by themselves, wanted the task, which sets up what they need; run: deno task test:ui",
  );
}

/** What all lanes of a run copy: the demo database, made before any of them begins. */
export function templateFolder(run: string = dirname(runFolder())): string {
  return join(run, "template");
}

/** Pictures and logs that are kept after the run. */
export async function artefactsFolder(): Promise<string> {
  const folder = join(PROJECT, "artefacts", "ui");
  await Deno.mkdir(folder, { recursive: true });
  return folder;
}
