/**
 * The same rows by DataJoint in Python, where it is installed.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { ENVIRONMENT } from "../scripts/setup/project.ts";
import { pythonFolder } from "../tests/python/python_folder.ts";

/**
 * The median of DataJoint's `fetch()` of all electrodes of a lab, in milliseconds; `null` where it is not installed.
 *
 * @param socket The server's socket.
 * @param rows How many electrodes there are.
 */
export async function datajointFetch(
  socket: string,
  rows: number,
  rounds: number,
): Promise<number | null> {
  const python = await installed();
  if (python === null) return null;
  const program = fileURLToPath(new URL("datajoint_reads.py", import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(python, {
    args: ["-B", program, socket, String(rows), String(rounds)],
    env: { PYTHONPATH: pythonFolder(), PYTHONWARNINGS: "ignore" },
  }).output();
  if (!success) {
    throw new Error(new TextDecoder().decode(stderr).slice(-2000));
  }
  return Number(/MEDIAN (\S+)/.exec(new TextDecoder().decode(stdout))![1]);
}

/** The environment of `test:interop`, or Spyglass' own. */
async function installed(): Promise<string | null> {
  for (const name of ["interop", "spyglass"]) {
    const python = join(ENVIRONMENT, name, "bin", "python");
    if (await Deno.stat(python).catch(() => null) !== null) return python;
  }
  return null;
}
