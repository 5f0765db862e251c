/**
 * Sets up Python's side, the notebook runner, JupyterLab and DataJoint, in the project's own folder.
 *
 * @module
 */

import { join } from "node:path";
import { aptInstall, canApt } from "./apt.ts";
import { ENVIRONMENT, once, PROJECT } from "./project.ts";
import { lastLines, runProgram, SetupError, step } from "./step.ts";

/**
 * What is wanted of Python: to run notebooks, or also to show them; DataJoint, to read what this module wrote; all of
 * Spyglass; the client of DANDI, which brings pynwb; or to pack a wheel.
 */
export type PythonPurpose =
  | "runner"
  | "lab"
  | "interop"
  | "spyglass"
  | "dandi"
  | "wheel";

/** The folder of the environment that runs and shows notebooks. */
export const PYTHON_FOLDER = join(ENVIRONMENT, "python");

/** That environment's Python. */
export const PYTHON = join(PYTHON_FOLDER, "bin", "python");

/**
 * Makes a Python environment with pinned packages below the project, unless it is there. The system's and the user's
 * Python are left as they are.
 *
 * @param purpose `lab` installs JupyterLab beside the runner; the others after it have environments of their own
 * @returns path of the environment's Python
 * @throws {SetupError} with the one command to run where there is no Python, or it lacks pip
 */
export async function setUpPython(purpose: PythonPurpose): Promise<string> {
  const { title, folder, lists } = ENVIRONMENTS[purpose];
  const own = join(folder, "bin", "python");
  const texts = await Promise.all(lists.map((path) => Deno.readTextFile(path)));
  const here = (await Deno.stat(own).catch(() => null))?.isFile ?? false;
  const stamp = join(folder, `.installed-${purpose}`);
  if (!here) await Deno.remove(stamp).catch(() => {});
  // The path, because an environment does not survive being moved.
  await once(stamp, [folder, ...texts], async () => {
    const python = await systemPython(title);
    if (!await works(own)) await makeEnvironment(python, folder, title);
    await step(
      `Installing ${title} into ${folder}`,
      () => installPackages(python, own, lists.at(-1)!, title),
    );
  });
  return own;
}

interface Environment {
  /** What is set up, in the words of a user. */
  readonly title: string;
  readonly folder: string;
  /** Lists of requirements, of which the last one names the others. */
  readonly lists: readonly [string, ...string[]];
}

const SETUP = join(PROJECT, "scripts", "setup");
const RUNNER_LIST = join(SETUP, "requirements.txt");
const ENVIRONMENTS: Readonly<Record<PythonPurpose, Environment>> = {
  runner: {
    title: "the notebook runner (nbclient)",
    folder: PYTHON_FOLDER,
    lists: [RUNNER_LIST],
  },
  lab: {
    title: "JupyterLab",
    folder: PYTHON_FOLDER,
    lists: [RUNNER_LIST, join(SETUP, "requirements_lab.txt")],
  },
  interop: {
    title: "Python's DataJoint",
    folder: join(ENVIRONMENT, "interop"),
    lists: [join(SETUP, "requirements_interop.txt")],
  },
  spyglass: {
    title: "Python's Spyglass",
    folder: join(ENVIRONMENT, "spyglass"),
    lists: [join(SETUP, "requirements_spyglass.txt")],
  },
  dandi: {
    title: "the client of DANDI (dandi-cli)",
    folder: join(ENVIRONMENT, "dandi"),
    lists: [join(PROJECT, "src", "dandi", "requirements.txt")],
  },
  wheel: {
    title: "the packer of wheels (hatchling)",
    folder: join(ENVIRONMENT, "wheel"),
    lists: [join(SETUP, "requirements_wheel.txt")],
  },
};
const PACKAGES = ["python3", "python3-venv", "python3-pip"];

/** A Python that can make environments and has a pip to fill them; installed as root where there is none. */
async function systemPython(title: string): Promise<string> {
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
    `Cannot set up ${title}: no Python 3.10 or later with venv and pip was found; ` +
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
async function makeEnvironment(
  python: string,
  folder: string,
  title: string,
): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  const args = ["-m", "venv", "--without-pip", folder];
  await must(python, args, title, "making an environment");
}

async function installPackages(
  python: string,
  own: string,
  list: string,
  title: string,
): Promise<void> {
  const args = ["-m", "pip", ...await target(python, own), "install"];
  args.push("--quiet", "--no-warn-script-location");
  args.push("--disable-pip-version-check", "--requirement", list);
  await must(python, args, title, "installing packages");
}

/** Since version 22.3, pip fills another Python's environment; before, only a folder. */
async function target(python: string, own: string): Promise<string[]> {
  const told = (await runProgram(python, ["-m", "pip", "--version"])).text;
  const [, major, minor] = /pip (\d+)\.(\d+)/.exec(told) ?? [];
  if (Number(major) * 100 + Number(minor) >= 2203) return ["--python", own];
  const where = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const folder = (await runProgram(own, ["-c", where])).text.trim();
  return ["--isolated", `--target=${folder}`];
}

async function must(
  program: string,
  args: readonly string[],
  title: string,
  doing: string,
): Promise<void> {
  const { success, text } = await runProgram(program, args);
  if (success) return;
  throw new SetupError(
    `Cannot set up ${title}: ${doing} failed\n${lastLines(text)}\n` +
      `Try: ${program} ${args.join(" ")}`,
  );
}
