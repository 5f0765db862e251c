/**
 * Sets up the Deno kernel for the project's own Jupyter; the user's Jupyter folders are neither read nor written.
 *
 * @module
 */

import { join } from "node:path";
import { ENVIRONMENT } from "./project.ts";
import { PYTHON_FOLDER } from "./python_env.ts";

/**
 * Writes the kernel's description, so that notebooks run in the very Deno that runs this.
 *
 * @returns the folder of the description
 */
export async function setUpKernel(): Promise<string> {
  const folder = join(DATA, "kernels", "deno");
  const path = join(folder, "kernel.json");
  const text = `${JSON.stringify(description(), null, 2)}\n`;
  if (await Deno.readTextFile(path).catch(() => "") !== text) {
    await Deno.mkdir(folder, { recursive: true });
    const beside = `${path}.${crypto.randomUUID()}`;
    await Deno.writeTextFile(beside, text);
    await Deno.rename(beside, path);
  }
  return folder;
}

/**
 * The variables that make Jupyter use the project's folders for everything it reads and writes.
 *
 * @returns variables to add to the environment
 */
export function jupyterEnvironment(): Record<string, string> {
  return {
    JUPYTER_PATH: DATA,
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_DATA_DIR: join(ENVIRONMENT, "jupyter", "data"),
    JUPYTER_CONFIG_DIR: join(ENVIRONMENT, "jupyter", "config"),
    JUPYTER_RUNTIME_DIR: join(ENVIRONMENT, "jupyter", "runtime"),
    JUPYTER_PLATFORM_DIRS: "1",
    IPYTHONDIR: join(ENVIRONMENT, "jupyter", "ipython"),
    // A PYTHONPATH or PYTHONHOME of the user's would put other packages before the pinned ones.
    PYTHONPATH: "",
    PYTHONNOUSERSITE: "1",
  };
}

const DATA = join(PYTHON_FOLDER, "share", "jupyter");

function description() {
  return {
    argv: [
      Deno.execPath(),
      "jupyter",
      "--kernel",
      "--conn",
      "{connection_file}",
    ],
    display_name: "Deno",
    language: "typescript",
  };
}
