/**
 * The same by Spyglass in Python, where it is installed.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { ENVIRONMENT } from "../scripts/setup/project.ts";

/**
 * Runs one of this folder's Python programs with Spyglass; gives what it printed, `null` where Spyglass is not
 * installed.
 *
 * @param folder Where Spyglass may write.
 */
export async function runSpyglass(
  program: string,
  args: readonly string[],
  folder: string,
): Promise<string | null> {
  const python = join(ENVIRONMENT, "spyglass", "bin", "python");
  if (await Deno.stat(python).catch(() => null) === null) return null;
  for (const name of FOLDERS) {
    await Deno.mkdir(join(folder, name), { recursive: true });
  }
  const path = fileURLToPath(new URL(program, import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(python, {
    args: ["-B", path, ...args],
    cwd: folder,
    env: {
      HOME: folder,
      SPYGLASS_BASE_DIR: folder,
      PYTHONWARNINGS: "ignore",
      MPLBACKEND: "agg",
    },
  }).output();
  if (!success) {
    throw new Error(new TextDecoder().decode(stderr).slice(-2000));
  }
  return new TextDecoder().decode(stdout);
}

const FOLDERS = [
  "recording",
  "spikesorting/sorting",
  "waveforms",
  "tmp",
  "video",
  "export",
];

/**
 * The median of small logged reads of the demo by Spyglass itself, in milliseconds; `null` where it is not installed.
 *
 * @param socket The server's socket.
 * @param folder Where Spyglass may write.
 */
export async function spyglassReads(
  socket: string,
  folder: string,
): Promise<number | null> {
  const said = await runSpyglass("spyglass_reads.py", [socket], folder);
  return said === null ? null : Number(/MEDIAN (\S+)/.exec(said)![1]);
}
