/**
 * From options to a connected database.
 *
 * @module
 */
import {
  type Configuration,
  type ConnectOptions,
  readConfiguration,
} from "./connection/options.ts";
import { LooseViews } from "./connection/loose_views.ts";
import { closeAll, openPool, type PoolOptions } from "./connection/pool.ts";
import { embeddedServer } from "./connection/server/server.ts";
import type { Database } from "./database.ts";
import { keepResultsInOrder } from "./present/kernel_order.ts";
import { toBeAwaited } from "./query/not_awaited.ts";
import { foldersOf, wire } from "./wiring.ts";
import { refuseUnknownOptions } from "./names/known_options.ts";

/**
 * Connects to the lab's database, or to the private embedded one where no server is named. An argument comes before
 * the environment (`DJ_HOST`, `DJ_PORT`, `DJ_USER`, `DJ_PASS`), that before `dj_local_conf.json` found upward, that
 * before `~/.datajoint_config.json`. A named server that fails is an error: it never falls back to the embedded one.
 *
 * @param options See {@linkcode ConnectOptions}; everything is optional.
 * @returns The database.
 * @throws {ConnectionError} The server cannot be reached or refuses us; the message says what to do.
 * @throws {ServerError} The embedded server cannot be set up.
 *
 * @example
 * ```ts demo ignore
 * import { connect } from "spyglass-deno";
 *
 * const db = await connect();
 * const { Electrode } = await db.schema("common_ephys");
 * ```
 */
export function connect(options: ConnectOptions = {}): Promise<Database> {
  return toBeAwaited("connect()", () => open(options));
}

/**
 * The folder of the lab's files, as `connect` would find it: bundles are in its folder `export`.
 *
 * @param options As for `connect`.
 * @returns `null` where a server is named, but no folder.
 */
export function baseFolder(options: ConnectOptions = {}): string | null {
  return foldersOf(readConfiguration(options)).baseDir;
}

const OPTIONS = [
  "host",
  "port",
  "user",
  "password",
  "socketPath",
  "tls",
  "embedded",
  "baseDir",
  "readOnly",
  "requireExport",
  "decimals",
];

async function open(options: ConnectOptions): Promise<Database> {
  refuseUnknownOptions("Cannot connect", options, OPTIONS);
  checkDecimals(options);
  keepResultsInOrder();
  const configuration = readConfiguration(options);
  const server = {
    ...await poolOptions(configuration),
    looseViews: new LooseViews(),
  };
  const pool = await openPool(server);
  let readers = pool;
  try {
    // The log is written where other connections cannot write.
    if (options.readOnly) {
      readers = await openPool({ ...server, readOnly: true });
    }
    return await wire({ pool, readers }, server, configuration, options);
  } catch (error) {
    await closeAll(pool, readers);
    throw error;
  }
}

function checkDecimals({ decimals }: ConnectOptions): void {
  if (["string", "number", undefined].includes(decimals)) return;
  throw new TypeError(
    `Cannot connect: decimals is ${
      JSON.stringify(decimals)
    }, wanted "string" or "number"`,
  );
}

async function poolOptions(configuration: Configuration): Promise<PoolOptions> {
  const { host, port, user, socketPath, tls } = configuration.address;
  const password = configuration.password();
  if (socketPath !== null) return { socketPath, user, password };
  if (host !== null) return { host, port, user, password, tls };
  const { socket } = await embeddedServer({ say: (line) => console.log(line) });
  return { socketPath: socket, user: "root" };
}
