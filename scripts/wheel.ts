/**
 * The `wheel` task: packs the JupyterLab extension as a Python wheel. The same sources give the same bytes.
 *
 * @module
 */
import { join } from "node:path";
import { buildLabExtension, EXTENSION } from "./setup/lab_extension.ts";
import { setUpPython } from "./setup/python_env.ts";
import { lastLines, runScript, SetupError, step } from "./setup/step.ts";

/**
 * Builds the extension where that is needed, and packs it.
 *
 * @param folder where the wheel goes
 * @param extension another folder of its sources, already built
 * @returns path of the wheel
 * @throws {SetupError} the packer fails
 */
export async function makeWheel(
  folder: string,
  extension: string = EXTENSION,
): Promise<string> {
  if (extension === EXTENSION) await buildLabExtension();
  const python = await setUpPython("wheel");
  const { success, stdout, stderr } = await new Deno.Command(python, {
    args: ["-m", "hatchling", "build", "-t", "wheel", "-d", folder],
    cwd: extension,
    // Times of files are no part of the sources.
    env: { SOURCE_DATE_EPOCH: "1580601600", PYTHONPATH: "" },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  const told = text.decode(stdout) + text.decode(stderr);
  const name = /[\w.-]+\.whl/.exec(told)?.[0];
  if (success && name) return join(folder, name);
  throw new SetupError(
    `Cannot pack the JupyterLab extension: hatchling failed\n${
      lastLines(told)
    }`,
  );
}

async function main(): Promise<number> {
  const folder = join(EXTENSION, "dist");
  const wheel = await step(
    "Packing the wheel of the JupyterLab extension",
    () => makeWheel(folder),
  );
  const bytes = await Deno.readFile(wheel);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  console.log(`${wheel}\nSHA-256 ${hash.toHex()}`);
  return 0;
}

if (import.meta.main) await runScript(main);
