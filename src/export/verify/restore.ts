/**
 * Restores a dump into a private server of its own, which stays.
 *
 * @module
 */
import { resolve } from "node:path";
import { openPool } from "../../connection/pool.ts";
import { serverStatus, startServer } from "../../connection/server/server.ts";
import { ExportError } from "../../errors.ts";
import { reflect } from "../../schema/reflect.ts";
import { factsOf } from "./find_dump.ts";
import { schemasOf } from "./import_account.ts";
import { importDump } from "./import_dump.ts";
import {
  Progress,
  PROGRESS_OPTIONS,
  type ProgressOptions,
} from "../progress.ts";
import { typedWord } from "../script/shell.ts";
import { END_LINE } from "../script/sql_frame.ts";
import { refuseUnknownOptions } from "../../names/known_options.ts";

/** A server with a restored slice. */
export interface Restored {
  /** The server's folder. */
  readonly folder: string;
  /** The socket to connect to, as user `root` without a password. */
  readonly socket: string;
  readonly tables: number;
  readonly rows: number;
  /** How to look at it: a command for a shell, and one for a notebook. */
  readonly connect: { readonly shell: string; readonly notebook: string };
}

/**
 * Starts a private server in a folder and imports a dump into it.
 *
 * @param folder The server's folder; made when it is missing. A server that has one of the tables refuses the dump,
 * and is as it was.
 * @param sql Path of the dump.
 * @returns The server, which goes on running until it is stopped: `spyglass server stop FOLDER`.
 * @throws {ExportError} The dump cannot be read, or the server refuses it.
 * @throws {ServerError} The server cannot be started.
 * @throws {CancelledError} The signal said stop.
 *
 * @example
 * ```ts ignore (needs the files of an export)
 * const { socket } = await restoreInto("restored", "_Populate_paper1.sql");
 * const db = await connect({ socketPath: socket, user: "root" });
 * ```
 */
export async function restoreInto(
  folder: string,
  sql: string,
  options: ProgressOptions = {},
): Promise<Restored> {
  refuseUnknownOptions("Cannot restore", options, PROGRESS_OPTIONS);
  if (await factsOf(sql) === null) {
    throw new ExportError(
      `Cannot restore ${sql}: there is no such file, wanted a dump; give the path of a _Populate_….sql`,
    );
  }
  await checkHead(sql);
  await checkEnd(sql);
  const progress = new Progress(`restore ${sql}`, options);
  await refuseOthersFolder(resolve(folder));
  const server = await startServer({
    folder: resolve(folder),
    say: (line) => progress.tell(line),
  });
  const { socket } = server;
  const connect = {
    shell: `mysql --no-defaults --user=root --socket=${typedWord(socket)}`,
    notebook: `await connect({ socketPath: ${
      JSON.stringify(socket)
    }, user: "root" })`,
  };
  const { failure } = await importDump(socket, sql, progress);
  if (failure !== null) {
    throw refused(sql, server.folder, failure, connect.notebook);
  }
  return { folder: server.folder, socket, ...await counted(socket), connect };
}

/** A server's folder is closed to other users, and filled: none that holds anything else is taken for one. */
async function refuseOthersFolder(folder: string): Promise<void> {
  if ((await serverStatus(folder)).state !== "absent") return;
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)
    .catch(() => []);
  const other = names.find((name) => !OF_A_SERVER.test(name));
  if (other === undefined) return;
  throw new ExportError(
    `Cannot restore into ${folder}: it holds other files (${other}), wanted a folder that is empty or not there yet; name another one`,
  );
}

/** What a server leaves that was not made to its end. */
const OF_A_SERVER =
  /^(?:lock|tmp|data.*|s\.sock|socket-path.*|server\.(?:pid|log))$/;

/** A file that was cut to nothing would be imported without an error. */
async function checkHead(sql: string): Promise<void> {
  using file = await Deno.open(sql);
  if ((await schemasOf(file)).made.length > 0) return;
  throw new ExportError(
    `Cannot restore ${sql}: found nothing in it that makes a schema, wanted a dump of an export, which begins with that; get the file again`,
  );
}

/** Cut between two statements, it would be imported as far as it goes. */
async function checkEnd(sql: string): Promise<void> {
  using file = await Deno.open(sql);
  const { size } = await file.stat();
  const last = new Uint8Array(Math.min(size, 2 * END_LINE.length));
  await file.seek(size - last.length, Deno.SeekMode.Start);
  await file.read(last);
  if (new TextDecoder().decode(last).trimEnd().endsWith(END_LINE)) return;
  throw new ExportError(
    `Cannot restore ${sql}: its last line is not "${END_LINE}", wanted the whole dump of an export, which ends with that; get the file again`,
  );
}

async function counted(
  socket: string,
): Promise<{ tables: number; rows: number }> {
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    const { tables } = await reflect(pool);
    const filled = [...tables.values()].filter(({ isView }) => !isView);
    let rows = 0;
    for (const { fullName } of filled) {
      const [[count] = ["0"]] = await pool.texts(
        `SELECT COUNT(*) FROM ${fullName}`,
      );
      rows += Number(count);
    }
    return { tables: filled.length, rows };
  } finally {
    await pool.close();
  }
}

/** What the first statement of a dump says where one of its tables exists; a server cuts off long names. */
const EXISTS = /~exists: ([^']*?)\.*(?='|$)/;

function refused(
  sql: string,
  folder: string,
  failure: string,
  notebook: string,
): ExportError {
  const table = EXISTS.exec(failure)?.[1];
  return new ExportError(
    table === undefined
      ? `Cannot restore ${sql}: the server in ${folder} refused it: ${failure}; check its SHA-256, and make it again`
      : `Cannot restore ${sql}: the server in ${folder} has the table ${table}… already, wanted a server without the dump's tables; look at what it has: ${notebook}, or name another folder. Nothing was changed`,
  );
}
