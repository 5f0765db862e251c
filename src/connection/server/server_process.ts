/**
 * The process of a private server: how it is launched, recognised, asked whether it answers, and ended.
 *
 * @module
 */

import { join } from "node:path";
import process from "node:process";
import { ServerError } from "../../errors.ts";
import type { ServerPrograms } from "./server_programs.ts";

/** The files of one server, all below its folder (but a socket whose path would be too long). */
export interface ServerFiles {
  readonly folder: string;
  readonly data: string;
  readonly temporary: string;
  readonly socket: string;
  /** Holds the process id, also after the server was killed. */
  readonly pid: string;
  readonly log: string;
}

/**
 * The names of a server's files.
 *
 * @param folder the server's folder
 * @param socket where its socket is
 * @returns absolute paths
 */
export function serverFiles(folder: string, socket: string): ServerFiles {
  return {
    folder,
    data: join(folder, "data"),
    temporary: join(folder, "tmp"),
    socket,
    pid: join(folder, "server.pid"),
    log: join(folder, "server.log"),
  };
}

/**
 * The server's command line. It reads no option file, listens on its socket only, and is modest with memory.
 *
 * @param programs which server
 * @param files its files
 * @param extra more options, for example those that make a scratch server fast
 * @returns program and arguments
 */
export function serverCommand(
  programs: ServerPrograms,
  files: ServerFiles,
  extra: readonly string[] = [],
): string[] {
  return [
    programs.server,
    // First, or the user's and the system's option files are read.
    "--no-defaults",
    ...(programs.baseFolder ? [`--basedir=${programs.baseFolder}`] : []),
    `--datadir=${files.data}`,
    `--tmpdir=${files.temporary}`,
    `--socket=${files.socket}`,
    `--pid-file=${files.pid}`,
    ...(Deno.uid() === 0 ? ["--user=root"] : []),
    "--skip-networking",
    "--skip-name-resolve",
    ...LIMITS,
    ...OWN_LIMITS[programs.kind],
    ...extra,
  ];
}

/**
 * Says whether a server answers on a socket: it greets who connects, before any login.
 *
 * @param socket path of the socket
 * @param milliseconds how long to wait for the greeting
 * @returns true when it greets
 */
export async function answers(
  socket: string,
  milliseconds = 3000,
): Promise<boolean> {
  let connection: Deno.UnixConn;
  try {
    connection = await Deno.connect({ transport: "unix", path: socket });
  } catch {
    return false;
  }
  const timer = setTimeout(() => closeQuietly(connection), milliseconds);
  try {
    const greeting = new Uint8Array(5);
    const length = await connection.read(greeting);
    // Byte 4 is the protocol's version (10), or 255 for an error such as "too many connections".
    return length === 5 && (greeting[4] === 10 || greeting[4] === 255);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    closeQuietly(connection);
  }
}

/**
 * Reads which process serves a folder. A process id that now belongs to something else does not count.
 *
 * @param files the server's files
 * @returns its process id, or `null` when it does not run
 */
export async function runningPid(files: ServerFiles): Promise<number | null> {
  const text = await Deno.readTextFile(files.pid).catch(() => "");
  const pid = /^\s*([1-9]\d*)\s*$/.exec(text)?.[1];
  if (!pid) return null;
  return await isServerProcess(Number(pid), files) ? Number(pid) : null;
}

/**
 * Says whether a process runs and serves this folder.
 *
 * @param pid the process
 * @param files the server's files
 * @returns true until it has let go of its files
 */
export async function isServerProcess(
  pid: number,
  files: ServerFiles,
): Promise<boolean> {
  if (!processRuns(pid)) return false;
  const command = await commandLine(pid);
  if (command.includes(`--datadir=${files.data}`)) return true;
  // A process that is ending loses its command line before its locks, but keeps its name.
  return command === "" && SERVER_NAME.test(processStat(pid));
}

/**
 * Says whether a process runs. One that has ended but was not yet looked at by its parent (a zombie) does not.
 *
 * @param pid the process
 * @returns true also for one of another user
 */
export function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as { code?: string }).code !== "EPERM") return false;
  }
  return !/\) [ZX] /.test(processStat(pid));
}

/**
 * Waits until something is so, asking every few hundredths of a second.
 *
 * @param isSo the question
 * @param milliseconds how long to wait
 * @returns whether it became so in time
 */
export async function waitUntil(
  isSo: () => boolean | Promise<boolean>,
  milliseconds: number,
): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (!await isSo()) {
    if (Date.now() > end) return false;
    await new Promise((done) => setTimeout(done, 25));
  }
  return true;
}

/**
 * The error of a server that did not start, with the end of what it wrote itself.
 *
 * @param action what could not be done, for example `start the private server`
 * @param found what was seen
 * @param files the server's files
 * @param from where in its log this start begins
 * @returns the error, to throw
 */
export async function serverFailure(
  action: string,
  found: string,
  files: ServerFiles,
  from = 0,
): Promise<ServerError> {
  const lines = await logTail(files.log, from);
  const said = lines.length === 0 ? "" : `\n${lines.join("\n")}\n`;
  return new ServerError(
    `Cannot ${action}: ${found}; its log is ${files.log}${said}`,
  );
}

const LIMITS = [
  "--max-allowed-packet=1G",
  "--character-set-server=utf8mb4",
  // The default differs between versions, and newer ones have a name that other servers do not know.
  "--collation-server=utf8mb4_general_ci",
  "--innodb-buffer-pool-size=64M",
  "--key-buffer-size=4M",
  "--performance-schema=OFF",
  // Asynchronous I/O is refused in many containers; the server then starts with a page of warnings.
  "--innodb-use-native-aio=OFF",
];

/** What only one of the servers knows. */
const OWN_LIMITS: Readonly<Record<ServerPrograms["kind"], readonly string[]>> =
  {
    MariaDB: [
      // Newer versions make a certificate at every start, which takes ten seconds; nothing leaves this machine.
      "--skip-ssl",
      "--aria-pagecache-buffer-size=8M",
      "--log-warnings=1",
    ],
    MySQL: [
      "--loose-mysqlx=OFF",
      "--skip-log-bin",
      // What a dump needs is in its own session; files are nobody's business.
      "--secure-file-priv=NULL",
      "--loose-auto-generate-certs=OFF",
    ],
  };

const SERVER_NAME = /^\d+ \((mariadbd|mysqld|sh)\)/;

/** Linux' line about a process, empty where there is none. */
function processStat(pid: number): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/stat`);
  } catch {
    return "";
  }
}

/** What looks like a reason, else the last lines. */
async function logTail(log: string, from: number): Promise<string[]> {
  const bytes = await Deno.readFile(log).catch(() => new Uint8Array());
  const text = new TextDecoder().decode(bytes.subarray(from));
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const reasons = lines.filter((line) =>
    /\[ERROR\]|\berror\b|No space|Permission denied/i.test(line)
  );
  return (reasons.length > 0 ? reasons : lines).slice(-8);
}

/** How a process was started; empty where it is gone. */
export async function commandLine(pid: number): Promise<string> {
  try {
    const text = await Deno.readTextFile(`/proc/${pid}/cmdline`);
    return text.replaceAll("\0", " ");
  } catch {
    if (Deno.build.os === "linux") return "";
  }
  const { stdout } = await new Deno.Command("ps", {
    args: ["-ww", "-o", "command=", "-p", String(pid)],
  }).output();
  return new TextDecoder().decode(stdout);
}

function closeQuietly(connection: Deno.UnixConn): void {
  try {
    connection.close();
  } catch {
    // Closed already: the timer and the reader may both get here.
  }
}
