/**
 * The folder of a private server: made for its user alone, with a lock, a socket of bearable length, and a data
 * folder that is there whole or not at all.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { dirname, join, relative } from "node:path";
import { ServerError } from "../../errors.ts";
import { type ServerFiles, serverFiles } from "./server_process.ts";
import type { ServerPrograms } from "./server_programs.ts";

/**
 * Makes a server's folder where it is missing, closed to other users, and settles where its socket is.
 *
 * @param folder absolute path
 * @returns the server's files
 * @throws {ServerError} when the folder cannot be made, or is another user's
 */
export async function openServerFolder(folder: string): Promise<ServerFiles> {
  try {
    await makePrivate(folder);
    const files = serverFiles(folder, await settleSocket(folder));
    await Deno.mkdir(files.temporary, { recursive: true, mode: 0o700 });
    return files;
  } catch (error) {
    if (error instanceof ServerError) throw error;
    throw folderError(folder, error);
  }
}

/**
 * The files of a server's folder, without making anything.
 *
 * @param folder absolute path
 * @returns the server's files
 */
export async function readServerFolder(folder: string): Promise<ServerFiles> {
  const recorded = await Deno.readTextFile(join(folder, SOCKET_RECORD))
    .catch(() => "");
  return serverFiles(folder, recorded.trim() || join(folder, SOCKET_NAME));
}

/**
 * Runs `work` while no other process on this machine does so for the same folder. The lock ends with the process,
 * however it ends, and servers that are started meanwhile do not inherit it.
 *
 * @param folder the server's folder
 * @param work what to do
 * @returns what `work` returns
 * @throws {ServerError} when another process holds the lock for minutes
 */
export async function withFolderLock<T>(
  folder: string,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(folder, "lock");
  const file = await Deno.open(path, { create: true, write: true, mode: 0o600 })
    .catch((error) => {
      throw folderError(folder, error);
    });
  try {
    const end = Date.now() + LOCK_PATIENCE;
    while (!await file.tryLock(true)) {
      if (Date.now() > end) {
        throw new ServerError(
          `Cannot start the private server: another process has been starting it for ${
            LOCK_PATIENCE / 1000
          } seconds and holds ${path}; end that process and try again`,
        );
      }
      await new Promise((done) => setTimeout(done, 20));
    }
    return await work();
  } finally {
    file.close();
  }
}

/**
 * Makes the data folder of a server where it is missing. It is made beside its place and then renamed, so that a
 * crash, a full disk or a kill leaves none rather than half of one.
 *
 * @param programs which server
 * @param files the server's files
 * @param extra more options for the server that makes it
 * @returns whether one was made
 * @throws {ServerError} when it cannot be made, or what is there is no data folder
 */
export async function makeData(
  programs: ServerPrograms,
  files: ServerFiles,
  extra: readonly string[] = [],
): Promise<boolean> {
  if (await holdsData(files.data)) return false;
  await removeLeftOvers(files);
  const fresh = `${files.data}.new-${crypto.randomUUID()}`;
  try {
    await install(programs, fresh, files, extra);
    await Deno.rename(fresh, files.data);
  } catch (error) {
    await Deno.remove(fresh, { recursive: true }).catch(() => {});
    if (error instanceof ServerError) throw error;
    throw folderError(files.folder, error);
  }
  return true;
}

const SOCKET_NAME = "s.sock";
const SOCKET_RECORD = "socket-path";
/** Systems allow 104 to 108 bytes. */
const LONGEST_SOCKET = 100;
const LOCK_PATIENCE = 180_000;

function folderError(folder: string, cause: unknown): ServerError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ServerError(
    `Cannot prepare the private server's folder ${folder}: ${reason}; make it writable, free disk space, ` +
      "or set SPYGLASS_DATA_DIR to another folder",
    { cause },
  );
}

/** A folder that only its user may enter: who reaches the socket is the database's root. */
async function makePrivate(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const info = await Deno.lstat(folder);
  const user = Deno.uid();
  if (!info.isDirectory || (user !== null && info.uid !== user)) {
    throw new ServerError(
      `Cannot use the private server's folder ${folder}: it belongs to user ${info.uid}, wanted user ${user}; ` +
        "set SPYGLASS_DATA_DIR to a folder of this user",
    );
  }
  if (((info.mode ?? 0) & 0o077) !== 0) await Deno.chmod(folder, 0o700);
}

/**
 * The socket's path: in the folder, or where that is too long, in a private folder elsewhere. It is written down,
 * because another process of the user may have another environment.
 */
async function settleSocket(folder: string): Promise<string> {
  const usual = join(folder, SOCKET_NAME);
  if (new TextEncoder().encode(usual).length <= LONGEST_SOCKET) return usual;
  const record = join(folder, SOCKET_RECORD);
  const recorded = (await Deno.readTextFile(record).catch(() => "")).trim();
  if (recorded) {
    // A runtime folder is emptied when its user logs out.
    await makePrivate(dirname(recorded));
    return recorded;
  }
  const elsewhere = await runtimeFolder();
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  const socket = join(elsewhere, `${name}.sock`);
  await writeWhole(record, `${socket}\n`);
  return socket;
}

async function runtimeFolder(): Promise<string> {
  const bases = [Deno.env.get("XDG_RUNTIME_DIR"), Deno.env.get("TMPDIR")];
  for (const base of [...bases, "/tmp"]) {
    if (!base || base.length > 50) continue;
    const folder = join(base, `spyglass-deno-${Deno.uid() ?? "user"}`);
    try {
      await makePrivate(folder);
      return folder;
    } catch {
      // Gone, read-only or another user's: the next one may do.
    }
  }
  throw new ServerError(
    "Cannot place the private server's socket: the data folder's path is longer than a socket's may be, and " +
      "neither XDG_RUNTIME_DIR nor the temporary folder can be used; set SPYGLASS_DATA_DIR to a shorter path",
  );
}

async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(beside, text, { mode: 0o600 });
  await Deno.rename(beside, path);
}

async function holdsData(data: string): Promise<boolean> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(data)) names.push(entry.name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw folderError(data, error);
  }
  if (names.length === 0) {
    await Deno.remove(data);
    return false;
  }
  if (names.includes("mysql") && names.includes("ibdata1")) return true;
  throw new ServerError(
    `Cannot start the private server: ${data} holds files but no whole database; ` +
      "move that folder away (a new, empty database is made) or restore it from a backup",
  );
}

async function removeLeftOvers(files: ServerFiles): Promise<void> {
  for await (const entry of Deno.readDir(files.folder)) {
    if (!entry.name.startsWith("data.new-")) continue;
    await Deno.remove(join(files.folder, entry.name), { recursive: true });
  }
}

async function install(
  programs: ServerPrograms,
  data: string,
  files: ServerFiles,
  extra: readonly string[],
): Promise<void> {
  await Deno.mkdir(data, { mode: 0o700 });
  // Relative paths: the installer is a shell script that stumbles over a space in one.
  const { folder } = files;
  const args = [
    "--no-defaults",
    ...(programs.baseFolder
      ? [`--basedir=${relative(folder, programs.baseFolder)}`]
      : []),
    ...(programs.kind === "MySQL"
      // The server itself changes to its own folder.
      ? [`--datadir=${data}`, "--initialize-insecure"]
      : [
        `--datadir=./${relative(folder, data)}`,
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve",
      ]),
    ...(Deno.uid() === 0 ? ["--user=root"] : []),
    ...extra,
  ];
  const { success, stdout, stderr } = await new Deno.Command(
    programs.installer,
    { args, stdin: "null", cwd: folder, env: { TMPDIR: files.temporary } },
  ).output();
  if (success && await holdsData(data)) return;
  const said = new TextDecoder().decode(stdout) +
    new TextDecoder().decode(stderr);
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  const reasons = lines.filter((line) =>
    /\[ERROR\]|FATAL|No space|denied/i.test(line)
  );
  const why = /unknown (?:option|variable)/i.test(said)
    ? tooOld(programs)
    : "free disk space or set SPYGLASS_DATA_DIR to another folder";
  throw new ServerError(
    `Cannot make the private server's database in ${files.folder}: ${programs.installer} failed; ${why}\n` +
      `${(reasons.length > 0 ? reasons : lines).slice(-8).join("\n")}`,
  );
}

/** The oldest that were seen to start. */
const OLDEST = { MariaDB: "10.11", MySQL: "5.7" };

function tooOld({ kind, version, installer }: ServerPrograms): string {
  const found = `${kind} ${version.replace(/-MariaDB$/i, "")}`;
  return `found ${found}, wanted ${
    OLDEST[kind]
  } or later, which knows the options that are needed; install a newer one in the place of ${installer}`;
}
