/**
 * The private server: a MariaDB that belongs to one user, listens on a socket only that user can reach, and is shared
 * by all of the user's notebooks. It is started once and outlives who started it.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { ServerError } from "../../errors.ts";
import { daemonEnvironment } from "../daemon_environment.ts";
import { dataFolder } from "../data_folder.ts";
import {
  answers,
  isServerProcess,
  runningPid,
  serverCommand,
  serverFailure,
  type ServerFiles,
  waitUntil,
} from "./server_process.ts";
import {
  makeData,
  openServerFolder,
  readServerFolder,
  withFolderLock,
} from "./server_folder.ts";
import { findServerPrograms } from "./server_programs.ts";

/** A server that answers. */
export interface RunningServer {
  /** The socket to connect to, as user `root` without a password. */
  readonly socket: string;
  readonly pid: number;
  /** The folder that holds its data, log and socket. */
  readonly folder: string;
}

/** What a server's folder shows. */
export interface ServerStatus {
  /** `starting` includes: going down, and running but not answering. */
  readonly state: "running" | "starting" | "stopped" | "absent";
  readonly folder: string;
  readonly socket: string;
  readonly pid: number | null;
  readonly log: string;
}

/** How a server is started. */
export interface StartOptions {
  /** The server's folder; made when it is missing. */
  readonly folder: string;
  /** Told what is being done, when it takes a while. */
  readonly say?: (line: string) => void;
  /**
   * Seconds to wait for the server; recovery after a crash of a large database takes time.
   * @default {120}
   */
  readonly patience?: number;
}

/**
 * The user's own server, `mariadb` in the data folder: set up at the first call, started when it does not run.
 * However many processes call at once, one server runs.
 *
 * @param options `say` is told what is being done
 * @returns the server, answering
 * @throws {ServerError} when it cannot be set up or started, with what its log says
 */
export function embeddedServer(
  options: Omit<StartOptions, "folder"> = {},
): Promise<RunningServer> {
  return startServer({ ...options, folder: embeddedFolder() });
}

/**
 * The folder of the user's own server.
 *
 * @returns an absolute path
 */
export function embeddedFolder(): string {
  return join(dataFolder(), "mariadb");
}

/**
 * Starts the server of a folder, or finds it running.
 *
 * @param options the folder
 * @returns the server, answering
 * @throws {ServerError} when it cannot be set up or started, with what its log says
 */
export async function startServer(
  options: StartOptions,
): Promise<RunningServer> {
  const folder = resolve(options.folder);
  const running = await findRunning(await readServerFolder(folder));
  if (running) return running;
  const files = await openServerFolder(folder);
  return await withFolderLock(folder, () => startLocked(files, options));
}

/**
 * Says how the server of a folder is, and changes nothing.
 *
 * @param folder the server's folder
 * @returns its state
 */
export async function serverStatus(
  folder: string = embeddedFolder(),
): Promise<ServerStatus> {
  const files = await readServerFolder(resolve(folder));
  const pid = await runningPid(files);
  const facts = { folder: files.folder, socket: files.socket, log: files.log };
  if (pid !== null) {
    const state = await answers(files.socket) ? "running" : "starting";
    return { state, ...facts, pid };
  }
  const data = await Deno.stat(files.data).catch(() => null);
  return { state: data ? "stopped" : "absent", ...facts, pid: null };
}

/**
 * Stops the server of a folder, letting it write everything down.
 *
 * @param folder the server's folder
 * @returns whether one was running
 * @throws {ServerError} when it does not end within two minutes
 */
export async function stopServer(
  folder: string = embeddedFolder(),
): Promise<boolean> {
  const files = await readServerFolder(resolve(folder));
  const pid = await runningPid(files);
  if (pid === null) return false;
  Deno.kill(pid, "SIGTERM");
  if (
    await waitUntil(async () => !await isServerProcess(pid, files), 120_000)
  ) {
    return true;
  }
  throw await serverFailure(
    "stop the private server",
    `process ${pid} still runs after two minutes`,
    files,
  );
}

const LARGEST_LOG = 4_000_000;
const BECOME_SERVER = `
umask 077
pid=$1 log=$2
shift 2
exec >>"$log" 2>&1
echo $$ >"$pid" || { echo "[ERROR] $pid cannot be written: is the disk full?"; exit 1; }
exec "$@"
`;

async function findRunning(files: ServerFiles): Promise<RunningServer | null> {
  const pid = await runningPid(files);
  if (pid === null || !await answers(files.socket)) return null;
  return { socket: files.socket, pid, folder: files.folder };
}

async function startLocked(
  files: ServerFiles,
  options: StartOptions,
): Promise<RunningServer> {
  const patience = (options.patience ?? 120) * 1000;
  // Another process may have started it while this one waited, or may have died in the middle of starting it.
  const before = await runningPid(files);
  if (before !== null) {
    if (await awaitAnswer(files, before, patience)) {
      return { socket: files.socket, pid: before, folder: files.folder };
    }
    if (await isServerProcess(before, files)) throw await silent(files, before);
  }
  const programs = await findServerPrograms();
  options.say?.(`Starting the private database server (${files.folder})`);
  if (await makeData(programs, files)) {
    options.say?.(`Made an empty database with ${programs.version}`);
  }
  return await launch(files, serverCommand(programs, files), patience);
}

async function launch(
  files: ServerFiles,
  command: string[],
  patience: number,
): Promise<RunningServer> {
  const logged = await turnLog(files.log);
  await Deno.remove(files.socket).catch(() => {});
  const child = new Deno.Command("/bin/sh", {
    // The shell writes its process id down and becomes the server: the id is known even if we die right now.
    args: [
      "-c",
      BECOME_SERVER,
      "sh",
      files.pid,
      files.log,
      ...command,
    ],
    cwd: files.folder,
    // A session of its own: an interrupt of the kernel, or its end, is not the server's.
    detached: true,
    // The environment may hold passwords, and option files' places.
    clearEnv: true,
    env: daemonEnvironment(),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  child.unref();
  let ended: Deno.CommandStatus | null = null;
  child.status.then((status) => ended = status, () => {});
  const up = await waitUntil(
    async () => ended !== null || await answers(files.socket),
    patience,
  );
  if (up && ended === null) {
    return { socket: files.socket, pid: child.pid, folder: files.folder };
  }
  const found = ended === null
    ? `it does not answer after ${patience / 1000} seconds`
    : `it ended at once (${describeStatus(ended)})`;
  throw await serverFailure("start the private server", found, files, logged);
}

function awaitAnswer(
  files: ServerFiles,
  pid: number,
  patience: number,
): Promise<boolean> {
  let answered = false;
  return waitUntil(async () => {
    answered = await answers(files.socket);
    return answered || !await isServerProcess(pid, files);
  }, patience).then(() => answered);
}

function silent(files: ServerFiles, pid: number): Promise<ServerError> {
  return serverFailure(
    "start the private server",
    `process ${pid} already serves this folder but does not answer; end it with \`kill ${pid}\` and try again`,
    files,
  );
}

/** Keeps the log short: one earlier file is kept. Gives the length at which this start begins. */
async function turnLog(log: string): Promise<number> {
  const size = (await Deno.stat(log).catch(() => null))?.size ?? 0;
  if (size < LARGEST_LOG) return size;
  await Deno.rename(log, `${log}.1`);
  return 0;
}

function describeStatus(status: Deno.CommandStatus): string {
  return status.signal ? `signal ${status.signal}` : `exit ${status.code}`;
}
