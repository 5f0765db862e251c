/**
 * Runs a program of Python with real Spyglass in a folder of its own.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { pythonFolder } from "./python_folder.ts";

/**
 * Runs a program; gives what it printed.
 *
 * @param python Where Spyglass is installed.
 * @param folder Where Spyglass may write.
 * @throws {Error} The program failed; with the end of what it said.
 */
export async function runSpyglass(
  python: string,
  program: URL,
  args: readonly string[],
  folder: string,
): Promise<string> {
  for (const name of FOLDERS) {
    await Deno.mkdir(join(folder, name), { recursive: true });
  }
  const { success, stdout, stderr } = await new Deno.Command(python, {
    args: ["-B", fileURLToPath(program), ...args],
    // Spyglass writes its configuration where it runs.
    cwd: folder,
    env: {
      HOME: folder,
      SPYGLASS_BASE_DIR: folder,
      PYTHONPATH: pythonFolder(),
      PYTHONUTF8: "1",
      PYTHONWARNINGS: "ignore",
      MPLBACKEND: "agg",
    },
  }).output();
  const said = new TextDecoder().decode(stdout);
  if (success) return said;
  throw new Error(said + new TextDecoder().decode(stderr).slice(-3000));
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
