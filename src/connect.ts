/**
 * The one place of wiring: from a configuration to a connected database.
 *
 * @module
 */
import { join } from "node:path";
import { ask } from "./ask.ts";
import {
  type Configuration,
  type ConnectOptions,
  readConfiguration,
} from "./connection/options.ts";
import { openPool, type PoolOptions, serverLabel } from "./connection/pool.ts";
import { dataFolder, embeddedServer } from "./connection/server.ts";
import { ScopedPool } from "./connection/scoped_pool.ts";
import type { Pool } from "./connection/session.ts";
import type { StoreFolders } from "./connection/stores.ts";
import { Database } from "./database.ts";
import { clientCredentials } from "./export/script/client_credentials.ts";
import type { ExportCommandContext } from "./export/commands/export_commands.ts";
import { dropOldResult } from "./export/drop_result.ts";
import { sessionsOf } from "./export/slice/read_sessions.ts";
import { kernelBridge } from "./lab/kernel_bridge.ts";
import { ExportLog } from "./log/export_log.ts";
import type { ExportKey } from "./log/ids.ts";
import { openLogEnd } from "./log/log_end.ts";
import type { Recorder } from "./log/recorder.ts";
import { notebookName, RememberedExport } from "./log/remembered.ts";
import { tableCommands } from "./dandi/table_commands.ts";
import { openPublished } from "./dandi/stream.ts";
import { fetchNwb } from "./nwb/fetch.ts";
import { nwbFrame } from "./nwb/nwb_frame.ts";
import { DANDI_PATH } from "./spyglass/dandi_tables.ts";
import { keepResultsInOrder } from "./present/kernel_order.ts";
import { type QueryContext, unknownName } from "./query/context.ts";
import { reflect } from "./schema/reflect.ts";
import { LiveCatalog } from "./spyglass/live_catalog.ts";
import { VERSION_LENGTH } from "./spyglass/usage_tables.ts";
import { VERSION } from "./version.ts";

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
 * ```ts ignore
 * import { connect } from "spyglass-deno";
 *
 * const db = await connect();
 * const { Electrode } = await db.schema("common_ephys");
 * ```
 */
export async function connect(options: ConnectOptions = {}): Promise<Database> {
  checkOptions(options);
  keepResultsInOrder();
  const configuration = readConfiguration(options);
  const server = await poolOptions(configuration);
  const pool = await openPool(server);
  try {
    return await wire(pool, server, configuration, options);
  } catch (error) {
    await pool.close();
    throw error;
  }
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

function checkOptions(options: ConnectOptions): void {
  const strange = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (strange === undefined) return checkDecimals(options);
  throw unknownName(
    "Cannot connect",
    `there is no option ${strange}`,
    strange,
    OPTIONS,
  );
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

async function wire(
  pool: Pool,
  server: PoolOptions,
  configuration: Configuration,
  options: ConnectOptions,
): Promise<Database> {
  const tables = new LiveCatalog(pool, await reflect(pool));
  const { baseDir, stores } = foldersOf(configuration);
  const { subfolding, stages } = configuration;
  const bridge = kernelBridge();
  const reads = bridge?.reads();
  const logEnd = openLogEnd({
    pool,
    catalog: () => tables.catalog,
    holdsAnyCharacter: () => tables.logHoldsAnyCharacter(),
    keyOf: (id): Promise<ExportKey | null> => log.keyOf(id),
    requireExport: options.requireExport ?? false,
    sessionsOf: (rows) => sessionsOf(pool, tables.catalog, rows),
    news: reads,
    ...VOICES,
  });
  const { recorder, included, notes } = logEnd;
  const remembered = new RememberedExport(dataFolder(), notebookName());
  const commandsWith = (own: Pool, voices: Voices): ExportCommandContext => ({
    query: queryContext(
      own,
      tables,
      recorder,
      { stores, subfolding, stages },
      options,
      voices,
    ),
    log: new ExportLog({
      pool: own,
      recorder,
      included,
      notes,
      remembered,
      server: serverLabel(server),
      version: versionOf(configuration),
      prepare: () => tables.prepareLog(),
      dropResult: (paperId) =>
        dropOldResult({ pool: own, tables, ...voices }, paperId),
      ...voices,
    }),
    stores,
    freshCatalog: () => tables.fresh(),
    dropResult: (paperId) =>
      dropOldResult({ pool: own, tables, ...voices }, paperId),
    drainNotes: () => notes.drain(),
    say: voices.say,
    baseDir,
    server: serverLabel(server),
    defaultsFile: () => clientCredentials(server),
  });
  const commands = commandsWith(pool, VOICES);
  const { log } = commands;
  // Exports have snapshots and locks of their own, which would end the transaction that they are called in; what a user
  // reads and writes belongs to it.
  const query = queryContext(
    new ScopedPool(pool),
    tables,
    recorder,
    { stores, subfolding, stages },
    options,
    VOICES,
  );
  await log.announce();
  const closeLab = bridge?.open({
    label: serverLabel(server),
    query,
    openPool: () => openPool({ ...server, size: LAB_CONNECTIONS }),
    commands: (own, say) =>
      commandsWith(own, { say, warn: say, ask: () => null }),
    remembered,
  }, reads!);
  return new Database({
    context: query,
    label: serverLabel(server),
    reload: () => tables.reload(),
    prepareLog: (schema) => tables.prepareLog(schema),
    commandsOf: (info) => tableCommands(info, commands),
    close: async () => {
      await closeLab?.();
      await logEnd.settled();
      await pool.close();
    },
  });
}

/** Who is told, and asked. */
interface Voices {
  readonly say: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly ask: (question: string) => boolean | null;
}

/** The user at the notebook. */
const VOICES: Voices = { say, warn: (text) => console.warn(text), ask };

/** Connections of the sidebar's own: what it looks at never holds up a read. */
const LAB_CONNECTIONS = 4;

function queryContext(
  pool: Pool,
  tables: LiveCatalog,
  recorder: Recorder,
  folders: StoreFolders,
  options: ConnectOptions,
  { ask, say }: Voices,
): QueryContext {
  return {
    pool,
    get catalog() {
      return tables.catalog;
    },
    reload: () => tables.reload(),
    observer: recorder,
    ...folders,
    downloads: join(dataFolder(), "attachments"),
    decimals: options.decimals ?? "string",
    readOnly: options.readOnly ?? false,
    fetchNwb: (context, expression, ticket) =>
      fetchNwb(
        context,
        expression,
        ticket,
        {
          recordFile: (read, name) => recorder.recordFile(read, name),
          openElsewhere: async (name, path) =>
            tables.catalog.tables.has(DANDI_PATH)
              ? await openPublished(pool, name, path, say)
              : null,
        },
      ),
    nwbFrame,
    ask,
  };
}

function say(text: string): void {
  console.log(text);
}

/** The lab's own version where it sets one. */
function versionOf({ spyglassVersion }: Configuration): string {
  return (spyglassVersion ?? VERSION).slice(0, VERSION_LENGTH);
}

/** Without a configured folder, the embedded server's files are beside its data. */
function foldersOf(
  { baseDir, stores, address }: Configuration,
): { baseDir: string | null; stores: Readonly<Record<string, string>> } {
  if (baseDir !== null) return { baseDir, stores };
  if (address.host !== null || address.socketPath !== null) {
    return { baseDir: null, stores };
  }
  const own = join(dataFolder(), "base");
  return {
    baseDir: own,
    stores: {
      raw: join(own, "raw"),
      analysis: join(own, "analysis"),
      ...stores,
    },
  };
}
