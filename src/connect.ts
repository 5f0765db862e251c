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
import type { Pool } from "./connection/session.ts";
import { inTransaction } from "./connection/transaction.ts";
import { Database } from "./database.ts";
import { clientCredentials } from "./export/client_credentials.ts";
import type { CommandContext } from "./export/command_context.ts";
import { exportCommands } from "./export/export_commands.ts";
import {
  deleteResult,
  forgetPublished,
  publishedFiles,
} from "./export/result_tables.ts";
import { selectionCommands } from "./export/selection_commands.ts";
import { ExportLog } from "./log/export_log.ts";
import { Recorder } from "./log/recorder.ts";
import { notebookName, RememberedExport } from "./log/remembered.ts";
import { LogStore } from "./log/store.ts";
import { fetchNwb } from "./nwb/fetch.ts";
import { keepResultsInOrder } from "./present/kernel_order.ts";
import { type QueryContext, unknownName } from "./query/context.ts";
import { reflect } from "./schema/reflect.ts";
import type { Catalog, TableInfo } from "./schema/table.ts";
import {
  createUsageTables,
  EXPORT,
  EXPORT_SELECTION,
  SELECTION_TABLE,
  VERSION_LENGTH,
} from "./spyglass/usage_tables.ts";
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
];

function checkOptions(options: ConnectOptions): void {
  const strange = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (strange === undefined) return;
  throw unknownName(
    "Cannot connect",
    `there is no option ${strange}`,
    strange,
    OPTIONS,
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
  const label = serverLabel(server);
  const tables = new Tables(pool, await reflect(pool));
  const folders = foldersOf(configuration);
  const recorder: Recorder = new Recorder({
    store: new LogStore(pool),
    limits: () => ({ anyCharacter: tables.logHoldsAnyCharacter() }),
    keyOf: (id) => log.keyOf(id),
    requireExport: options.requireExport ?? false,
  });
  const query: QueryContext = {
    pool,
    get catalog() {
      return tables.catalog;
    },
    observer: recorder,
    stores: folders.stores,
    readOnly: options.readOnly ?? false,
    fetchNwb: (context, state, ticket) =>
      fetchNwb(
        context,
        state,
        ticket,
        (t, name) => recorder.recordFile(t, name),
      ),
    ask,
  };
  const dropResult = (paperId: string) => dropOldResult(pool, tables, paperId);
  const log: ExportLog = new ExportLog({
    pool,
    recorder,
    remembered: new RememberedExport(dataFolder(), notebookName()),
    server: label,
    version: (configuration.spyglassVersion ?? VERSION).slice(
      0,
      VERSION_LENGTH,
    ),
    prepare: () => tables.prepareLog(),
    dropResult,
    say: (text) => console.log(text),
    warn: (text) => console.warn(text),
  });
  const commands: CommandContext = {
    query,
    log,
    stores: folders.stores,
    freshCatalog: async () => {
      await tables.prepareLog();
      return await tables.reload();
    },
    dropResult,
    say: (text) => console.log(text),
  };
  await log.announce();
  return new Database({
    context: query,
    label,
    reload: () => tables.reload(),
    prepareLog: () => tables.prepareLog(),
    commandsOf: (info) => commandsOf(info, commands, folders.baseDir, server),
    close: () => pool.close(),
  });
}

/** The tables as they were last read. */
class Tables {
  readonly #pool: Pool;
  catalog: Catalog;

  constructor(pool: Pool, catalog: Catalog) {
    this.#pool = pool;
    this.catalog = catalog;
  }

  async reload(): Promise<Catalog> {
    return this.catalog = await reflect(this.#pool);
  }

  async prepareLog(): Promise<void> {
    if (await createUsageTables(this.#pool, this.catalog)) await this.reload();
  }

  logHoldsAnyCharacter(): boolean {
    const column = this.catalog.tables.get(SELECTION_TABLE)?.columns
      .find(({ name }) => name === "restriction");
    return column?.characterSet === "utf8mb4";
  }
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

function commandsOf(
  info: TableInfo,
  context: CommandContext,
  baseDir: string | null,
  server: PoolOptions,
): object | null {
  if (info.fullName === EXPORT_SELECTION) return selectionCommands(context);
  if (info.fullName === EXPORT) {
    return exportCommands({
      ...context,
      baseDir,
      server: serverLabel(server),
      defaultsFile: () => clientCredentials(server),
    });
  }
  return null;
}

/** A log that changes makes the earlier result a result of something else. */
async function dropOldResult(
  pool: Pool,
  tables: Tables,
  paperId: string,
): Promise<void> {
  await inTransaction(pool, async (session) => {
    const published = await publishedFiles(
      session,
      tables.catalog,
      paperId,
      null,
    );
    if (published > 0) {
      const answer = ask(
        `Files of paper ${paperId} were published (${published} rows say where). Drop its earlier export, and these rows?`,
      );
      if (!answer) {
        console.warn(
          `The earlier export of ${paperId} was published: it is kept until it is populated again.`,
        );
        return;
      }
      await forgetPublished(session, tables.catalog, paperId);
    }
    await deleteResult(session, paperId);
  });
}
