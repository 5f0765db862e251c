/**
 * Running a notebook from start to end without a browser, in a real Deno kernel.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { jupyterEnvironment, setUpKernel } from "./kernel.ts";
import { PROJECT } from "./project.ts";
import { PYTHON, setUpPython } from "./python_env.ts";
import { SetupError } from "./step.ts";

/** How a notebook is run. */
export interface NotebookOptions {
  /** Where the executed copy goes; the notebook itself stays as it is. Without it no copy is kept. */
  readonly output?: string;
  /** Variables to add to the kernel's environment. */
  readonly env?: Record<string, string>;
  /**
   * Seconds that a single cell may take.
   * @default {600}
   */
  readonly cellSeconds?: number;
  /**
   * Whether nothing but the first error is printed.
   * @default {false}
   */
  readonly quiet?: boolean;
}

/**
 * Runs all cells of a notebook in the notebook's own folder, printing a line for each.
 *
 * @param path the notebook
 * @param options where the executed copy goes
 * @throws {SetupError} when a cell fails, with its text and its error
 */
export async function runNotebook(
  path: string,
  options: NotebookOptions = {},
): Promise<void> {
  await setUpPython("runner");
  await setUpKernel();
  const { code, stderr } = await new Deno.Command(PYTHON, {
    args: [
      join(PROJECT, "scripts", "setup", "run_notebook.py"),
      resolve(path),
      ...(options.output ? [`--output=${resolve(options.output)}`] : []),
      `--cell-seconds=${options.cellSeconds ?? 600}`,
      ...(options.quiet ? ["--quiet"] : []),
    ],
    env: {
      ...jupyterEnvironment(),
      // As JupyterLab tells its kernels which notebook they belong to.
      JPY_SESSION_NAME: resolve(path),
      ...options.env,
    },
    stdin: "null",
    stdout: "inherit",
    stderr: "piped",
  }).output();
  if (code === 0) return;
  const told = new TextDecoder().decode(stderr);
  // The kernel writes there, too: from our own sentence on.
  throw new SetupError(
    told.slice(Math.max(0, told.indexOf("Cannot run"))).trim(),
  );
}
