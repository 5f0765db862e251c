/**
 * Many processes that log into one export of a server that keeps what it says it keeps, and may be killed.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { connect } from "../../../src/connect.ts";
import {
  startServer,
  stopServer,
} from "../../../src/connection/server/server.ts";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";

/** A server with `shop.item` and an active export. */
export interface LoggerLab extends AsyncDisposable {
  readonly socket: string;
  /** Kills the server, `kill -9`, and starts it again. */
  crash(): Promise<void>;
  /** Starts a process that reads the items from `from` up to `to`. */
  logger(from: number, to: number): Logger;
  /** Ids of the items that processes were handed out. */
  handedOut(): Promise<number[]>;
  /** Ids of the items that the log holds, and how many entries and different ids of entries it has. */
  logged(): Promise<
    { items: Set<number>; entries: number; ids: number; texts: number }
  >;
}

/** One process. */
export interface Logger {
  /** How it ended. */
  readonly done: Promise<{ success: boolean; said: string }>;
  kill(): void;
}

/**
 * Starts the server, with items whose price is their id.
 *
 * @param items How many.
 */
export async function loggerLab(items: number): Promise<LoggerLab> {
  const folder = await Deno.makeTempDir({ prefix: "spyglass-loggers-" });
  const server = { folder: join(folder, "mariadb") };
  let { socket, pid } = await startServer(server);
  await loadSql(
    socket,
    `create database shop;
    create table shop.item (id int primary key, price int not null, key (price)) engine=InnoDB;
    insert into shop.item select seq, seq from shop.seq_1_to_${items}`,
  );
  const exportId = await startExport(socket);
  return {
    socket,
    crash: async () => {
      Deno.kill(pid, "SIGKILL");
      while (isRunning(pid)) await pause(20);
      ({ socket, pid } = await startServer(server));
    },
    logger: (from, to) => startLogger(folder, socket, exportId, from, to),
    handedOut: () => notes(folder),
    logged: () => logOf(socket),
    [Symbol.asyncDispose]: async () => {
      await stopServer(server.folder);
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

async function startExport(socketPath: string): Promise<number> {
  await using db = await connect({ socketPath, user: "root" });
  const { ExportSelection } = await db.schema("common_usage");
  const { result } = await listening(() =>
    ExportSelection.startExport({ paper_id: "many", analysis_id: "all" })
  );
  Deno.env.delete("SPYGLASS_EXPORT_ID");
  return result.export_id;
}

function startLogger(
  folder: string,
  socket: string,
  exportId: number,
  from: number,
  to: number,
): Logger {
  const program = fileURLToPath(new URL("logger.ts", import.meta.url));
  const file = join(folder, `notes-${crypto.randomUUID()}`);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", program, socket, file, `${from}`, `${to}`],
    env: { SPYGLASS_EXPORT_ID: String(exportId) },
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const done = child.output().then(({ success, stderr }) => ({
    success,
    said: new TextDecoder().decode(stderr),
  }));
  return { done, kill: () => kill(child) };
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It was done already.
    if (!(error instanceof TypeError)) throw error;
  }
}

async function notes(folder: string): Promise<number[]> {
  const found: number[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.startsWith("notes-")) continue;
    const text = await Deno.readTextFile(join(folder, name));
    // A line that was cut off is none that was noted.
    found.push(...text.split("\n").slice(0, -1).map(Number));
  }
  return found;
}

async function logOf(socket: string) {
  const rows = (await loadSql(
    socket,
    "select table_id, restriction from common_usage.export_selection__table",
  )).trimEnd().split("\n").map((line) => line.split("\t"));
  // Both forms name one number: `(price=7)` and `` (`id`=7) ``, and the two are the same item.
  const items = rows.map(([, text]) => Number(/=(\d+)\)$/.exec(text!)?.[1]));
  return {
    items: new Set(items),
    entries: rows.length,
    ids: new Set(rows.map(([id]) => id)).size,
    texts: new Set(rows.map(([, text]) => text)).size,
  };
}

function isRunning(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return !/\) Z /.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}
