/**
 * Where a story happens: a server and a base folder of its own, connected, and what is said there.
 *
 * @module
 */
import { join } from "node:path";
import { connect } from "../../src/connect.ts";
import type { ConnectOptions } from "../../src/connection/options.ts";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import type { Database } from "../../src/database.ts";
import type { ExportCommands } from "../../src/export/commands/export_commands.ts";
import type { SelectionCommands } from "../../src/export/commands/selection_commands.ts";
import type { Table } from "../../src/query/table.ts";
import { mysqlServer, testWhereMysqlIs } from "../mysql_server.ts";
import { freshServer, loadSql } from "../setup.ts";

/** `ExportSelection` and `Export`, with their commands. */
export interface Commands {
  readonly ExportSelection: Table & SelectionCommands;
  readonly Export: Table & ExportCommands;
}

/** A server, a folder, and plain connections to both. */
export interface Place extends AsyncDisposable {
  readonly socket: string;
  /** Folder of the files: `raw`, `analysis`, `export`. */
  readonly baseDir: string;
  /** A plain connection that logs nothing. */
  readonly pool: Pool;
  /** Connects as a user does; closed at the end. */
  connect(options?: ConnectOptions): Promise<Database & Commands>;
}

/**
 * A new server without tables, and an empty folder. No export is active.
 *
 * @param start Starts the server; MariaDB's where none is named.
 */
export async function freshPlace(
  start: () => Promise<{ readonly socket: string } & AsyncDisposable> =
    freshServer,
): Promise<Place> {
  forgetActive();
  const server = await start();
  const baseDir = await Deno.makeTempDir({ prefix: "spyglass $(touch x) " });
  // A lab's server keeps its lab's time.
  await loadSql(server.socket, "set global time_zone = '-03:30'");
  const pool = await openPool({ socketPath: server.socket, user: "root" });
  const open: Database[] = [];
  return {
    socket: server.socket,
    baseDir,
    pool,
    connect: async (options = {}) => {
      const db = await connect({
        socketPath: server.socket,
        user: "root",
        baseDir,
        ...options,
      });
      open.push(db);
      const usage = await db.schema("common_usage");
      return Object.assign(db, {
        ExportSelection: usage.ExportSelection,
        Export: usage.Export,
      }) as Database & Commands;
    },
    [Symbol.asyncDispose]: async () => {
      for (const db of open) await db.close();
      await pool.close();
      await server[Symbol.asyncDispose]();
      await Deno.remove(baseDir, { recursive: true });
      forgetActive();
    },
  };
}

/** Defines a test on a place with a MySQL server of its own; it is left out where there is no MySQL. */
export function testInMysqlPlace(
  name: string,
  work: (place: Place) => Promise<void>,
): void {
  testWhereMysqlIs(name, async () => {
    await using place = await freshPlace(mysqlServer);
    await work(place);
  });
}

/** No export is active any more. */
function forgetActive(): void {
  Deno.env.delete("SPYGLASS_EXPORT_ID");
  Deno.env.delete("SPYGLASS_EXPORT_KEY");
}

/** What was said and warned while `work` ran, and what it gave. */
export async function listening<T>(
  work: () => Promise<T>,
): Promise<{ result: T; said: string[]; warned: string[] }> {
  const said: string[] = [];
  const warned: string[] = [];
  const { log, warn } = console;
  console.log = (...words) => {
    const line = words.join(" ");
    // How far work is comes only where a machine is slow.
    if (!/, for \d+ s …$/.test(line)) said.push(line);
  };
  console.warn = (...words) => warned.push(words.join(" "));
  try {
    return { result: await work(), said, warned };
  } finally {
    console.log = log;
    console.warn = warn;
  }
}

/** The rows of the log: `export table_id table_name restriction`. */
export async function logRows(pool: Pool): Promise<(string | null)[][]> {
  return await pool.texts(
    "select export_id, table_id, table_name, restriction from common_usage.export_selection__table order by table_id",
  );
}

/** Every file of a folder with its text, by its path in it. */
export function filesIn(folder: string, within = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of Deno.readDirSync(join(folder, within))) {
    const path = join(within, entry.name);
    if (entry.isDirectory) Object.assign(found, filesIn(folder, path));
    else found[path] = Deno.readTextFileSync(join(folder, path));
  }
  return Object.fromEntries(
    Object.entries(found).sort(([a], [b]) => a < b ? -1 : 1),
  );
}
