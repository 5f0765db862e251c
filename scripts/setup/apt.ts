/**
 * Installing packages of Debian and Ubuntu.
 *
 * @module
 */

import { hasProgram, lastLines, runProgram, SetupError } from "./step.ts";

/**
 * Says whether this process may install packages.
 *
 * @returns true for root where there is `apt-get`
 */
export async function canApt(): Promise<boolean> {
  return Deno.uid() === 0 && await hasProgram("apt-get");
}

/**
 * Installs packages without asking anything and without recommended ones. The list of packages is fetched first where
 * there is none, or where the one there is too old to install from.
 *
 * @param packages their names; a name that the release writes with a version (`mariadb-server-core-10.6`) is found
 * @throws {SetupError} with the end of what apt-get said
 */
export async function aptInstall(packages: readonly string[]): Promise<void> {
  let updated = false;
  if (!await hasLists()) {
    await update();
    updated = true;
  }
  let result = await install(packages);
  if (!result.success && !updated) {
    await update();
    result = await install(packages);
  }
  if (result.success) return;
  throw new SetupError(
    `Cannot install ${packages.join(", ")}: apt-get failed\n${
      lastLines(result.text)
    }\nTry: apt-get install ${packages.join(" ")}`,
  );
}

const QUIET = { DEBIAN_FRONTEND: "noninteractive" };
const OPTIONS = ["-y", "-q", "-o", "DPkg::Lock::Timeout=120"];
const LISTS = "/var/lib/apt/lists";

async function hasLists(): Promise<boolean> {
  try {
    for await (const entry of Deno.readDir(LISTS)) {
      if (/_Packages(\.\w+)?$/.test(entry.name)) return true;
    }
  } catch {
    // No such folder: no lists.
  }
  return false;
}

/** A failure here is not the end: one of several sources may be down, and the install says what is missing. */
async function update(): Promise<void> {
  await runProgram("apt-get", ["update", ...OPTIONS], QUIET);
}

async function install(packages: readonly string[]) {
  const names = await Promise.all(packages.map(nameHere));
  const args = ["install", ...OPTIONS, "--no-install-recommends", ...names];
  return await runProgram("apt-get", args, QUIET);
}

async function nameHere(name: string): Promise<string> {
  const shown = await runProgram("apt-cache", [
    "show",
    "--no-all-versions",
    name,
  ]);
  if (shown.success) return name;
  const pattern = `^${name}-[0-9.]+$`;
  const found = await runProgram("apt-cache", [
    "search",
    "--names-only",
    pattern,
  ]);
  const names = found.text.split("\n").map((line) => line.split(" ")[0] ?? "");
  return names.filter(Boolean).sort(byVersion).at(-1) ?? name;
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
