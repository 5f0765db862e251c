/**
 * Finding MariaDB's programs: the system's, or a copy unpacked below the data folder; and MySQL's server.
 *
 * @module
 */

import { delimiter, join, resolve } from "node:path";
import { ServerError } from "../../errors.ts";
import { dataFolder } from "../data_folder.ts";

/** The programs that a private server needs. */
export interface ServerPrograms {
  readonly kind: "MariaDB" | "MySQL";
  /** Path of `mariadbd` (or MariaDB's `mysqld`), or of MySQL's `mysqld`. */
  readonly server: string;
  /** Path of `mariadb-install-db` (or `mysql_install_db`); MySQL's server is its own. */
  readonly installer: string;
  /** What the server says of itself, for example `10.11.19-MariaDB`. */
  readonly version: string;
  /** The folder that holds an unpacked copy, `null` for the system's own programs. */
  readonly baseFolder: string | null;
}

/** The command line clients. */
export interface ClientPrograms {
  /** Path of `mariadb` (or `mysql`). */
  readonly client: string;
  /** Path of `mariadb-dump` (or `mysqldump`). */
  readonly dump: string;
}

/**
 * Finds MariaDB's server and the program that makes its data folder. A MySQL server of the same name is passed over.
 *
 * @param folders where to look first; else `PATH` and the folders where distributions put servers
 * @returns the programs
 * @throws {ServerError} when there are none, saying how to get them
 */
export async function findServerPrograms(
  folders: readonly string[] = [],
): Promise<ServerPrograms> {
  const system = [...folders, ...searchPath()];
  const found = await programsIn(system, null);
  if (found) return found;
  const base = unpackedServerFolder();
  const unpacked = await programsIn(
    ["bin", "sbin", "scripts"].map((name) => join(base, name)),
    base,
  );
  if (unpacked) return unpacked;
  throw new ServerError(
    "Cannot find a MariaDB server: neither mariadbd nor mysqld with mariadb-install-db is installed; " +
      "install it with: sudo apt-get install mariadb-server-core mariadb-client " +
      "(or name another database in DJ_HOST)",
  );
}

/**
 * Finds a MySQL server, where a dump of one can be tried on its own kind.
 *
 * @param atLeast a version of MySQL, for example `8.0.36`: an older series may not know what is in the dump
 * @param folders where to look; else `PATH` and the folders where distributions put servers
 * @returns the program, or `null` where there is none that is new enough
 */
export async function findMysqlServer(
  atLeast: string,
  folders: readonly string[] = searchPath(),
): Promise<ServerPrograms | null> {
  for (const folder of folders) {
    const server = await firstFile([folder], ["mysqld"]);
    if (server === null) continue;
    const said = await saidVersion(server);
    const version = /mariadb/i.test(said)
      ? null
      : / Ver (\d+\.\d+\.\d+)/.exec(said)?.[1];
    if (version == null || series(version) < series(atLeast)) continue;
    return {
      kind: "MySQL",
      server,
      installer: server,
      version,
      baseFolder: null,
    };
  }
  return null;
}

/** `8.4.1` → 8004, and 0 where it is no version. */
function series(version: string): number {
  const [, major = "0", minor = "0"] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) * 1000 + Number(minor);
}

/**
 * Finds the command line clients, MariaDB's or MySQL's.
 *
 * @param folders where to look first; else `PATH` and the folders where distributions put programs
 * @returns the programs
 * @throws {ServerError} when one of them is missing, saying how to get them
 */
export async function findClientPrograms(
  folders: readonly string[] = [],
): Promise<ClientPrograms> {
  const all = [
    ...folders,
    ...searchPath(),
    join(unpackedServerFolder(), "bin"),
  ];
  const client = await firstFile(all, ["mariadb", "mysql"]);
  const dump = await firstFile(all, ["mariadb-dump", "mysqldump"]);
  if (client && dump) return { client, dump };
  throw new ServerError(
    "Cannot find the database client: mariadb and mariadb-dump (or mysql and mysqldump) are wanted; " +
      "install them with: sudo apt-get install mariadb-client",
  );
}

/**
 * The folder that a copy of the server is unpacked to where it cannot be installed: `SPYGLASS_MARIADB_DIR`, else a
 * folder below the data folder.
 *
 * @returns an absolute path
 */
export function unpackedServerFolder(): string {
  const named = Deno.env.get("SPYGLASS_MARIADB_DIR");
  return named ? resolve(named) : join(dataFolder(), "mariadb-programs");
}

const SERVER_NAMES = ["mariadbd", "mysqld"];
const INSTALLER_NAMES = ["mariadb-install-db", "mysql_install_db"];
const USUAL_FOLDERS = [
  "/usr/sbin",
  "/usr/bin",
  "/usr/libexec",
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/local/mysql/bin",
  "/usr/local/mysql/scripts",
  "/opt/homebrew/bin",
];

function searchPath(): string[] {
  const path = (Deno.env.get("PATH") ?? "").split(delimiter).filter(Boolean);
  return [...path, ...USUAL_FOLDERS];
}

async function programsIn(
  folders: readonly string[],
  baseFolder: string | null,
): Promise<ServerPrograms | null> {
  const installer = await firstFile(folders, INSTALLER_NAMES);
  if (!installer) return null;
  for (const name of SERVER_NAMES) {
    const server = await firstFile(folders, [name]);
    const version = server && await mariadbVersion(server);
    if (version) {
      return { kind: "MariaDB", server, installer, version, baseFolder };
    }
  }
  return null;
}

async function firstFile(
  folders: readonly string[],
  names: readonly string[],
): Promise<string | null> {
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      const info = await Deno.stat(path).catch(() => null);
      if (info?.isFile && ((info.mode ?? 0) & 0o111)) return path;
    }
  }
  return null;
}

/** The version that the program tells, `null` where it is no MariaDB or does not run here. */
async function mariadbVersion(program: string): Promise<string | null> {
  const said = await saidVersion(program);
  return /\b(\d+\.\d+\.\d+-MariaDB)/i.exec(said)?.[1] ?? null;
}

/** What a server says of its version, nothing where it does not run here. */
async function saidVersion(program: string): Promise<string> {
  try {
    const { stdout } = await new Deno.Command(program, {
      args: ["--no-defaults", "--version"],
      stdin: "null",
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout);
  } catch {
    return "";
  }
}
