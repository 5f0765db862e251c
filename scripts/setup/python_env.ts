/**
 * Sets up Python's side, the notebook runner and JupyterLab, in the project's own folder.
 *
 * @module
 */

import { join } from "node:path";
import { aptInstall, canApt } from "./apt.ts";
import { ENVIRONMENT, once, PROJECT } from "./project.ts";
import { lastLines, runProgram, SetupError, step } from "./step.ts";

/** What is wanted of Python: to run notebooks, or also to show them. */
export type PythonPurpose = "runner" | "lab";

/** The environment's folder. */
export const PYTHON_FOLDER = join(ENVIRONMENT, "python");

/** The environment's Python. */
export const PYTHON = join(PYTHON_FOLDER, "bin", "python");

/**
 * Makes a Python environment with pinned packages below the project, unless it is there. The system's and the user's
 * Python are left as they are.
 *
 * @param purpose `lab` installs JupyterLab, too
 * @returns path of the environment's Python
 * @throws {SetupError} with the one command to run where there is no Python, or it lacks pip
 */
export async function setUpPython(purpose: PythonPurpose): Promise<string> {
  const lists = purpose === "lab" ? [RUNNER_LIST, LAB_LIST] : [RUNNER_LIST];
  const texts = await Promise.all(lists.map((path) => Deno.readTextFile(path)));
  const here = (await Deno.stat(PYTHON).catch(() => null))?.isFile ?? false;
  const stamp = join(PYTHON_FOLDER, `.installed-${purpose}`);
  if (!here) await Deno.remove(stamp).catch(() => {});
  // The path, because an environment does not survive being moved.
  await once(stamp, [PYTHON_FOLDER, ...texts], async () => {
    const python = await systemPython();
    if (!await works(PYTHON)) await makeEnvironment(python);
    const list = lists.at(-1) ?? RUNNER_LIST;
    await step(
      `Installing ${TITLES[purpose]} into ${PYTHON_FOLDER}`,
      () => installPackages(python, list),
    );
  });
  return PYTHON;
}

const RUNNER_LIST = join(PROJECT, "scripts", "setup", "requirements.txt");
const LAB_LIST = join(PROJECT, "scripts", "setup", "requirements_lab.txt");
const TITLES = { runner: "the notebook runner (nbclient)", lab: "JupyterLab" };
const PACKAGES = ["python3", "python3-venv", "python3-pip"];

/** A Python that can make environments and has a pip to fill them; installed as root where there is none. */
async function systemPython(): Promise<string> {
  const found = await firstUsable();
  if (found) return found;
  if (await canApt()) {
    await step(
      `Installing Python with apt-get (${PACKAGES.join(", ")})`,
      () => aptInstall(PACKAGES),
    );
    const installed = await firstUsable();
    if (installed) return installed;
  }
  throw new SetupError(
    "Cannot set up the notebook runner: no Python 3.10 or later with venv and pip was found; " +
      `run: sudo apt-get install ${PACKAGES.join(" ")}`,
  );
}

async function firstUsable(): Promise<string | null> {
  for (const python of ["python3", "/usr/bin/python3", "python"]) {
    if (await works(python) && await hasPip(python)) return python;
  }
  return null;
}

async function works(python: string): Promise<boolean> {
  const check = "import sys, venv; sys.exit(sys.version_info < (3, 10))";
  return (await runProgram(python, ["-c", check])).success;
}

async function hasPip(python: string): Promise<boolean> {
  return (await runProgram(python, ["-m", "pip", "--version"])).success;
}

/** Without a pip of its own: Debian's Python cannot make one unless python3-venv is installed. */
async function makeEnvironment(python: string): Promise<void> {
  await Deno.remove(PYTHON_FOLDER, { recursive: true }).catch(() => {});
  const args = ["-m", "venv", "--without-pip", PYTHON_FOLDER];
  await must(python, args, "making an environment");
}

async function installPackages(python: string, list: string): Promise<void> {
  const args = ["-m", "pip", ...await target(python), "install"];
  args.push("--quiet", "--no-warn-script-location");
  args.push("--disable-pip-version-check", "--requirement", list);
  await must(python, args, "installing packages");
}

/** Since version 22.3, pip fills another Python's environment; before, only a folder. */
async function target(python: string): Promise<string[]> {
  const told = (await runProgram(python, ["-m", "pip", "--version"])).text;
  const [, major, minor] = /pip (\d+)\.(\d+)/.exec(told) ?? [];
  if (Number(major) * 100 + Number(minor) >= 2203) return ["--python", PYTHON];
  const where = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const folder = (await runProgram(PYTHON, ["-c", where])).text.trim();
  return ["--isolated", `--target=${folder}`];
}

async function must(
  program: string,
  args: readonly string[],
  doing: string,
): Promise<void> {
  const { success, text } = await runProgram(program, args);
  if (success) return;
  throw new SetupError(
    `Cannot set up the notebook runner: ${doing} failed\n${lastLines(text)}\n` +
      `Try: ${program} ${args.join(" ")}`,
  );
}
