/**
 * The same by Spyglass in Python, where it is installed.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { ENVIRONMENT } from "../scripts/setup/project.ts";

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
  const python = join(ENVIRONMENT, "spyglass", "bin", "python");
  if (await Deno.stat(python).catch(() => null) === null) return null;
  for (
    const name of [
      "recording",
      "spikesorting/sorting",
      "waveforms",
      "tmp",
      "video",
      "export",
    ]
  ) {
    await Deno.mkdir(join(folder, name), { recursive: true });
  }
  const program = fileURLToPath(new URL("spyglass_reads.py", import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(python, {
    args: ["-B", program, socket],
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
  return Number(/MEDIAN (\S+)/.exec(new TextDecoder().decode(stdout))![1]);
}
