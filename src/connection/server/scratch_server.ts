/**
 * Throw-away servers: for trying a restore, and for tests. A scratch server goes away with the process that asked for
 * it, however that process ends.
 *
 * @module
 */

import { join } from "node:path";
import { ServerError } from "../../errors.ts";
import { daemonEnvironment } from "../daemon_environment.ts";
import { dataFolder } from "../data_folder.ts";
import { type FolderWatch, goesWithUs } from "../passing_folder.ts";
import { makeData, openServerFolder, withFolderLock } from "./server_folder.ts";
import {
  answers,
  processRuns,
  runningPid,
  serverCommand,
  serverFailure,
  type ServerFiles,
  serverFiles,
  waitUntil,
} from "./server_process.ts";
import { findServerPrograms, type ServerPrograms } from "./server_programs.ts";

/** A throw-away server, for `await using`. */
export interface ScratchServer extends AsyncDisposable {
  /** The socket to connect to, as user `root` without a password. */
  readonly socket: string;
  readonly pid: number;
  /** Its folder, which goes away with it. */
  readonly folder: string;
}

/**
 * Starts an empty server in a folder of its own. Both are gone after disposal, after an exception, at the end of the
 * process, and after it was killed. What it holds would not survive a crash of the machine: that makes it fast.
 *
 * @param found which server; MariaDB's where none is named
 * @returns the server, answering
 * @throws {ServerError} when it cannot be started, with what its log says
 *
 * @example
 * ```ts
 * import { scratchServer } from "./scratch_server.ts";
 *
 * await using server = await scratchServer();
 * console.log(server.socket);
 * ```
 */
export async function scratchServer(
  found?: ServerPrograms,
): Promise<ScratchServer> {
  await sweep();
  const programs = found ?? await findServerPrograms();
  // A data folder that cannot be written makes it slower, not impossible.
  const template = await templateData(programs).catch(() => null);
  const folder = await makeFolder();
  const files = serverFiles(folder, join(folder, "s.sock"));
  let watch: FolderWatch | null = null;
  try {
    // Until the server has a watcher of its own: the folder is filled for a while.
    watch = goesWithUs(folder);
    await Deno.mkdir(files.temporary);
    if (template) await copyFolder(template, files.data);
    else await makeData(programs, files, SMALL[programs.kind]);
    return await launch(
      files,
      serverCommand(programs, files, [...SMALL[programs.kind], ...FAST]),
    );
  } catch (error) {
    await removeFolder(folder);
    throw error;
  } finally {
    await watch?.release();
  }
}

const PREFIX = "spyglass-scratch-";
const ONE_HOUR = 3_600_000;
const SMALL = {
  MariaDB: ["--innodb-log-file-size=8M"],
  MySQL: ["--loose-innodb-redo-log-capacity=8M"],
};
const FAST = [
  "--innodb-flush-log-at-trx-commit=0",
  "--innodb-flush-method=nosync",
  "--innodb-doublewrite=OFF",
  // MySQL has no such files.
  "--loose-sync-frm=OFF",
];

/**
 * Waits for the end of its input, which is the end of our process, then ends the server and removes the folder.
 * The server is its child, so no process id can be mistaken.
 */
const WATCHER = `
trap '' HUP INT
umask 077
folder=$1; shift
"$@" >"$folder/server.log" 2>&1 </dev/null &
server=$!
trap 'kill -9 $server; rm -rf "$folder"; exit' TERM
echo $server >"$folder/server.pid"
echo $server
exec >/dev/null 2>&1
read -r nothing
kill -9 $server
wait $server
rm -rf "$folder"
`;

async function launch(
  files: ServerFiles,
  command: string[],
): Promise<ScratchServer> {
  const watcher = new Deno.Command("/bin/sh", {
    args: ["-c", WATCHER, "sh", files.folder, ...command],
    clearEnv: true,
    env: daemonEnvironment(),
    detached: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const pid = Number((await new Response(watcher.stdout).text()).trim());
  // From here on nothing waits for it: it waits for us.
  watcher.unref();
  let stopped: Promise<void> | null = null;
  const stop = () => stopped ??= end(watcher, files.folder);
  const up = await waitUntil(
    async () => !processRuns(pid) || await answers(files.socket),
    60_000,
  );
  if (!up || !await answers(files.socket)) {
    const error = await serverFailure(
      "start a scratch server",
      up ? "it ended at once" : "it does not answer after 60 seconds",
      files,
    );
    await stop();
    throw error;
  }
  const { socket, folder } = files;
  return { socket, pid, folder, [Symbol.asyncDispose]: stop };
}

async function end(watcher: Deno.ChildProcess, folder: string): Promise<void> {
  watcher.ref();
  await watcher.stdin.close().catch(() => {});
  await watcher.status;
  // The watcher removes it; this is for a watcher that was killed.
  await removeFolder(folder);
}

/** A data folder to copy, made once for each version of the server: a copy takes a tenth of the time. */
async function templateData(programs: ServerPrograms): Promise<string> {
  const { kind, version } = programs;
  const name = `scratch-template-${
    kind === "MySQL" ? `MySQL-${version}` : version
  }`;
  const files = await openServerFolder(join(dataFolder(), name));
  return await withFolderLock(files.folder, async () => {
    await makeData(programs, files, SMALL[kind]);
    return files.data;
  });
}

async function makeFolder(): Promise<string> {
  const usual = await Deno.makeTempDir({ prefix: PREFIX }).catch(fail);
  if (usual.length < 90) return usual;
  await Deno.remove(usual);
  return await Deno.makeTempDir({ dir: "/tmp", prefix: PREFIX }).catch(fail);
}

function fail(cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new ServerError(
    `Cannot start a scratch server: no temporary folder can be made (${reason}); set TMPDIR to a writable folder`,
    { cause },
  );
}

async function copyFolder(from: string, to: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("cp", {
    args: ["-R", from, to],
  }).output();
  if (success) return;
  throw new ServerError(
    `Cannot start a scratch server: copying an empty database failed (${
      new TextDecoder().decode(stderr).trim()
    }); free disk space or set TMPDIR to another folder`,
  );
}

async function removeFolder(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
}

/** Removes what a machine that lost power, or a killed watcher, left behind an hour ago or earlier. */
async function sweep(): Promise<void> {
  const base = Deno.env.get("TMPDIR") ?? "/tmp";
  try {
    for await (const entry of Deno.readDir(base)) {
      if (!entry.name.startsWith(PREFIX)) continue;
      await sweepFolder(join(base, entry.name));
    }
  } catch {
    // Tidying up must never be the reason for a failure.
  }
}

async function sweepFolder(folder: string): Promise<void> {
  const info = await Deno.lstat(folder);
  const age = Date.now() - (info.mtime?.getTime() ?? Date.now());
  if (!info.isDirectory || info.uid !== Deno.uid() || age < ONE_HOUR) return;
  const files = serverFiles(folder, join(folder, "s.sock"));
  const pid = await runningPid(files);
  if (pid !== null) {
    // Its watcher is its parent; an orphan's is process 1 (or a reaper that is no shell of ours).
    if (await watched(pid, folder)) return;
    Deno.kill(pid, "SIGKILL");
    await waitUntil(() => !processRuns(pid), 5000);
  }
  await removeFolder(folder);
}

async function watched(pid: number, folder: string): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  const parent = /\) \S (\d+)/.exec(stat)?.[1];
  if (!parent) return true;
  const line = await Deno.readTextFile(`/proc/${parent}/cmdline`)
    .catch(() => "");
  return line.includes(folder);
}
