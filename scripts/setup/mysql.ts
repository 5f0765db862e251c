/**
 * Sets up a MySQL server and its clients beside MariaDB, for tests: Debian has MySQL in its unstable release only, so the
 * packages are unpacked into a folder, with all that they need, and run by their own loader. Nothing is installed.
 *
 * @module
 */
import { join } from "node:path";
import { ENVIRONMENT } from "./project.ts";
import { hasProgram, lastLines, runProgram, step } from "./step.ts";

/** Folder with `bin/mysqld`, `bin/mysql`, `bin/mysqldump`, and `data`: what an empty server has, for tests to copy. */
const MYSQL_FOLDER = join(ENVIRONMENT, "mysql");

/**
 * Finds MySQL in its folder, or unpacks it there where that may take its time.
 *
 * @param mayFetch Whether 70 MB may be fetched.
 * @returns The folder's `bin`, or why there is none.
 */
export async function setUpMysql(
  mayFetch: boolean,
): Promise<{ readonly bin: string } | { readonly missing: string }> {
  const bin = join(MYSQL_FOLDER, "bin");
  if (await hasProgram(join(bin, "mysqld"))) return { bin };
  if (!mayFetch) {
    return { missing: "not fetched; CI=true fetches it (70 MB)" };
  }
  for (const program of ["apt-get", "dpkg-deb"]) {
    if (!await hasProgram(program)) return { missing: `no ${program} here` };
  }
  const mirror = await debianMirror();
  if (mirror === null) return { missing: "apt is not configured for Debian" };
  try {
    await step(
      `Unpacking MySQL (70 MB) into ${MYSQL_FOLDER}`,
      () => unpack(mirror),
    );
  } catch (error) {
    return { missing: (error as Error).message };
  }
  return await hasProgram(join(bin, "mysqld"))
    ? { bin }
    : { missing: "it was unpacked, but does not run here" };
}

const PACKAGES = ["mysql-server-core", "mysql-client-core"];
const KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Where this machine has its own packages from. */
async function debianMirror(): Promise<string | null> {
  const release = await Deno.readTextFile("/etc/os-release").catch(() => "");
  if (!/^ID=debian$/m.test(release)) return null;
  const { text } = await runProgram("apt-get", [
    "indextargets",
    "--format",
    "$(CREATED_BY) $(COMPONENT) $(REPO_URI)",
  ]);
  return /^Packages main (\S+\/debian\/?)$/m.exec(text)?.[1] ?? null;
}

/** Unpacks beside its place and renames: what was interrupted leaves nothing that looks whole. */
async function unpack(mirror: string): Promise<void> {
  const work = `${MYSQL_FOLDER}.new-${crypto.randomUUID()}`;
  try {
    await fetchPackages(mirror, work);
    await Deno.mkdir(join(work, "root"), { recursive: true });
    const cache = join(work, "cache", "archives");
    for await (const { name } of Deno.readDir(cache)) {
      if (!name.endsWith(".deb")) continue;
      await must("dpkg-deb", ["-x", join(cache, name), join(work, "root")]);
    }
    await Deno.remove(join(work, "cache"), { recursive: true });
    await Deno.remove(join(work, "lists"), { recursive: true });
    await writePrograms(work);
    await must(join(work, "bin", "mysqld"), [
      "--no-defaults",
      "--initialize-insecure",
      "--user=root",
      "--innodb-flush-method=nosync",
      "--innodb-doublewrite=OFF",
      "--innodb-redo-log-capacity=8M",
      `--datadir=${join(work, "data")}`,
    ]);
    await Deno.remove(MYSQL_FOLDER, { recursive: true }).catch(() => {});
    await Deno.rename(work, MYSQL_FOLDER);
  } finally {
    await Deno.remove(work, { recursive: true }).catch(() => {});
  }
}

/** With lists and a state of its own, so that apt's own stay as they are; as if nothing were installed. */
async function fetchPackages(mirror: string, work: string): Promise<void> {
  for (const folder of ["lists/partial", "cache/archives/partial"]) {
    await Deno.mkdir(join(work, folder), { recursive: true });
  }
  const sources = join(work, "sources.list");
  await Deno.writeTextFile(
    sources,
    `deb [signed-by=${KEYS}] ${mirror} sid main\n`,
  );
  await Deno.writeTextFile(join(work, "status"), "");
  const options = [
    `Dir::Etc::sourcelist=${sources}`,
    "Dir::Etc::sourceparts=/dev/null",
    `Dir::State::lists=${join(work, "lists")}`,
    `Dir::State::status=${join(work, "status")}`,
    `Dir::Cache=${join(work, "cache")}`,
    "Acquire::Languages=none",
    "APT::Sandbox::User=root",
    "Debug::NoLocking=1",
  ].flatMap((option) => ["-o", option]);
  await must("apt-get", [...options, "-q", "update"]);
  await must("apt-get", [
    ...options,
    "-q",
    "-y",
    "--no-install-recommends",
    "--download-only",
    "install",
    ...PACKAGES,
  ]);
}

/** Programs that find their libraries beside themselves, wherever the folder is. */
async function writePrograms(work: string): Promise<void> {
  await Deno.mkdir(join(work, "bin"));
  const programs = {
    mysqld: "usr/sbin/mysqld",
    mysql: "usr/bin/mysql",
    mysqldump: "usr/bin/mysqldump",
  };
  for (const [name, path] of Object.entries(programs)) {
    // The server would look for its messages where Debian has them.
    const more = name === "mysqld"
      ? ' "$@" --basedir="$root/usr" --lc-messages-dir="$root/usr/share/mysql"'
      : ' "$@"';
    await Deno.writeTextFile(
      join(work, "bin", name),
      `#!/bin/sh
root=$(cd "$(dirname "$(readlink -f "$0")")/../root" && pwd)
lib=$root/usr/lib/x86_64-linux-gnu
exec "$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$lib:$root/usr/lib/mysql/private" "$root/${path}"${more}
`,
      { mode: 0o755 },
    );
  }
}

async function must(program: string, args: readonly string[]): Promise<void> {
  const { success, text } = await runProgram(program, args);
  if (!success) throw new Error(`${program} failed\n${lastLines(text)}`);
}
