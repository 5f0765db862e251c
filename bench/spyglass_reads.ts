/**
 * The same by Spyglass in Python, where it is installed.
 *
 * @module
 */
import { join } from "node:path";
import { ENVIRONMENT } from "../scripts/setup/project.ts";
import { runSpyglass } from "../tests/python/run_spyglass.ts";

/**
 * Runs one of this folder's Python programs with Spyglass; gives what it printed, `null` where Spyglass is not
 * installed.
 *
 * @param folder Where Spyglass may write.
 */
export async function besideSpyglass(
  program: string,
  args: readonly string[],
  folder: string,
): Promise<string | null> {
  const python = join(ENVIRONMENT, "spyglass", "bin", "python");
  if (await Deno.stat(python).catch(() => null) === null) return null;
  const url = new URL(program, import.meta.url);
  return await runSpyglass(python, url, args, folder);
}

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
  const said = await besideSpyglass("spyglass_reads.py", [socket], folder);
  return said === null ? null : Number(/MEDIAN (\S+)/.exec(said)![1]);
}
