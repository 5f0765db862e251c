/**
 * The one place of wiring: the parts of a connected database, each told what it needs of the others.
 *
 * @module
 */
import { join } from "node:path";
import { ask } from "./ask.ts";
import type { Configuration, ConnectOptions } from "./connection/options.ts";
import {
  closeAll,
  openPool,
  type PoolOptions,
  serverAddress,
  serverLabel,
} from "./connection/pool.ts";
import { ScopedPool } from "./connection/scoped_pool.ts";
import { dataFolder } from "./connection/data_folder.ts";
import type { Pool } from "./connection/session.ts";
import { findPublished } from "./dandi/stream.ts";
import { tableCommands } from "./dandi/table_commands.ts";
import { Database } from "./database.ts";
import type { ExportCommandContext } from "./export/commands/export_commands.ts";
import { dropOldResult } from "./export/drop_result.ts";
import { clientCredentials } from "./export/script/client_credentials.ts";
import { writeOwnOptionFile } from "./export/script/own_option_file.ts";
import { sessionsOf } from "./export/slice/read_sessions.ts";
import type { LabConnection } from "./lab/connection.ts";
import { kernelBridge, kernelCells } from "./lab/kernel_bridge.ts";
import { ExportLog } from "./log/exports/export_log.ts";
import type { ExportKey } from "./log/exports/ids.ts";
import { type LogEnd, openLogEnd } from "./log/log_end.ts";
import { notebookName, RememberedExport } from "./log/exports/remembered.ts";
import type { FindElsewhere } from "./fetch_nwb/elsewhere.ts";
import { fetchNwb, type NwbServices } from "./fetch_nwb/fetch_nwb.ts";
import { positionObjects } from "./fetch_nwb/tracked_lights.ts";
import { openedFrame } from "./fetch_nwb/upsampled.ts";
import type { QueryContext } from "./query/context.ts";
import { reflectAgain } from "./schema/reflect.ts";
import { readViews, streamViews } from "./select/views/read_views.ts";
import { DANDI_PATH } from "./spyglass/dandi_tables.ts";
import { LiveCatalog } from "./spyglass/live_catalog.ts";
import { VERSION_LENGTH } from "./spyglass/usage_tables.ts";
import { VERSION } from "./version.ts";

/** Connections to one server. */
export interface Pools {
  /** For exports and their log. */
  readonly pool: Pool;
  /** For what users read and write: the same ones, but where nothing except the log may be written. */
  readonly readers: Pool;
}

/** Puts a database together: catalog, log, commands on exports, queries, and the sidebar where a kernel has one. */
export async function wire(
  { pool, readers }: Pools,
  server: PoolOptions,
  configuration: Configuration,
  options: ConnectOptions,
): Promise<Database> {
  const tables = new LiveCatalog(
    pool,
    await reflectAgain(pool),
    server.looseViews,
  );
  // Exports have snapshots and locks of their own, which would end the transaction that they are called in; what a user
  // reads and writes belongs to it.
  const scoped = new ScopedPool(readers);
  const isInTransaction = () => scoped.transactions.isOpen;
  const bridge = kernelBridge();
  const reads = bridge?.reads();
  const cells = kernelCells();
  const logEnd = openLogEnd({
    pool,
    server: serverAddress(server),
    catalog: () => tables.catalog,
    holdsAnyCharacter: () => tables.logHoldsAnyCharacter(),
    // Nobody reads before the commands are there.
    keyOf: (id): Promise<ExportKey | null> => commands.log.keyOf(id),
    requireExport: options.requireExport ?? false,
    sessionsOf: (rows) => sessionsOf(pool, tables.catalog, rows),
    news: reads,
    cellAt: (time) => cells?.at(time)?.code ?? null,
    isInTransaction,
    ...VOICES,
  });
  const parts: Parts = {
    server,
    configuration,
    folders: foldersOf(configuration),
    options,
    tables,
    logEnd,
    remembered: new RememberedExport(dataFolder(), notebookName()),
  };
  const query = queryContext(parts, scoped, VOICES);
  const commands = commandsOf(parts, pool, VOICES, isInTransaction);
  await commands.log.announce();
  const closeLab = bridge?.open(labConnection(parts, query), reads!);
  return new Database({
    context: query,
    label: serverLabel(server),
    reload: () => tables.reload(),
    prepareLog: (schema) => tables.prepareLog(schema),
    commandsOf: (info) => tableCommands(info, commands),
    close: async () => {
      await closeLab?.();
      try {
        await logEnd.settled();
      } finally {
        await closeAll(pool, readers);
      }
    },
  });
}

/** What the sidebar looks at a database with: connections and commands of its own. */
function labConnection(parts: Parts, query: QueryContext): LabConnection {
  const { server, remembered } = parts;
  return {
    label: serverLabel(server),
    query,
    openPool: ({ readOnly }) =>
      openPool({ ...server, size: LAB_CONNECTIONS, readOnly }),
    commands: (own, say) =>
      commandsOf(parts, own, { say, warn: say, ask: () => null }),
    remembered,
  };
}

/** What all users of a connection share: the notebook, and the sidebar beside it. */
interface Parts {
  readonly server: PoolOptions;
  readonly configuration: Configuration;
  readonly folders: ReturnType<typeof foldersOf>;
  readonly options: ConnectOptions;
  readonly tables: LiveCatalog;
  readonly logEnd: LogEnd;
  readonly remembered: RememberedExport;
}

/** Who is told, and asked. */
interface Voices {
  readonly say: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly ask: (question: string) => boolean | null;
}

/** The user at the notebook. */
const VOICES: Voices = { say, warn: (text) => console.warn(text), ask };

/** Connections of the sidebar's own: what it looks at never holds up a read. One is free to ask whether the server answers. */
const LAB_CONNECTIONS = 5;

/** What `ExportSelection` and `Export` work with, over connections of somebody's own. */
function commandsOf(
  parts: Parts,
  own: Pool,
  voices: Voices,
  isInTransaction = () => false,
): ExportCommandContext {
  const { server, tables, logEnd } = parts;
  const { baseDir, stores } = parts.folders;
  const dropResult = (paperId: string) =>
    dropOldResult({ pool: own, tables, ...voices }, paperId);
  return {
    query: queryContext(parts, own, voices),
    log: exportLog(parts, own, voices, dropResult),
    memory: logEnd.memory,
    stores,
    freshCatalog: () => tables.fresh(),
    dropResult,
    drainNotes: () => logEnd.notes.drain(),
    say: voices.say,
    baseDir,
    server: serverLabel(server),
    defaultsFile: () => clientCredentials(server),
    ownOptionFile: () => writeOwnOptionFile(server),
    isInTransaction,
  };
}

function exportLog(
  parts: Parts,
  own: Pool,
  voices: Voices,
  dropResult: ExportCommandContext["dropResult"],
): ExportLog {
  const { tables, remembered, server } = parts;
  const { recorder, included, notes, memory } = parts.logEnd;
  return new ExportLog({
    pool: own,
    recorder,
    included,
    notes,
    memory,
    remembered,
    server: serverLabel(server),
    version: versionOf(parts.configuration),
    prepare: () => tables.prepareLog(),
    dropResult,
    ...voices,
  });
}

function queryContext(parts: Parts, pool: Pool, voices: Voices): QueryContext {
  const { tables, options, configuration, logEnd: { recorder } } = parts;
  const { otherStores, subfolding, stages } = configuration;
  const services: NwbServices = {
    recordFiles: (read, names) => recorder.recordFiles(read, names),
    findElsewhere: findAmongPublished(parts, pool, voices),
  };
  return {
    pool,
    get catalog() {
      return tables.catalog;
    },
    reload: () => tables.reload(),
    observer: recorder,
    stores: parts.folders.stores,
    otherStores,
    subfolding,
    stages,
    downloads: join(dataFolder(), "attachments"),
    decimals: options.decimals ?? "string",
    readOnly: options.readOnly ?? false,
    fetchNwb: (context, expression, ticket, give) =>
      fetchNwb(context, expression, ticket, give, services),
    nwbFrame: openedFrame,
    rowsOfFrame: positionObjects,
    readViews,
    streamViews,
    ask: voices.ask,
  };
}

/** Files that are not here may be in an archive, where `common_dandi` says so. */
function findAmongPublished(
  { tables, folders: { stores } }: Parts,
  session: Pool,
  { say }: Voices,
): FindElsewhere {
  return async (name, path) => {
    const { catalog } = tables;
    if (!catalog.tables.has(DANDI_PATH)) return null;
    return await findPublished({ session, catalog, stores, say }, name, path);
  };
}

function say(text: string): void {
  console.log(text);
}

/** The lab's own version where it sets one. */
function versionOf({ spyglassVersion }: Configuration): string {
  return (spyglassVersion ?? VERSION).slice(0, VERSION_LENGTH);
}

/** The lab's folders. Without a configured one, the embedded server's files are beside its data. */
export function foldersOf(
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
