/**
 * What `Export` can do beside being a table.
 *
 * @module
 */
import { join } from "node:path";
import { ExportError } from "../errors.ts";
import { changedReads, changedText } from "../log/drift.ts";
import type { PaperKey, PaperLog } from "../log/paper_log.ts";
import type { Catalog } from "../schema/table.ts";
import type { ClientCredentials } from "./client_credentials.ts";
import { type CommandContext, logOf } from "./command_context.ts";
import { populate, type Populated, type PopulateOptions } from "./populate.ts";
import { status } from "./status.ts";
import type { ExportStatus } from "./status_view.ts";
import type { Verification } from "./verification.ts";
import { verify, type VerifyOptions } from "./verify.ts";

/** What `Export` can do. */
export interface ExportCommands {
  /** Computes a paper's export, writes its bundle, and notes both in the database. */
  populatePaper(
    paper: PaperKey & PopulateOptions,
    options?: PopulateOptions,
  ): Promise<Populated>;
  /**
   * Restores a paper's dump in a scratch server and compares it with the database: tables, rows, files, and what each
   * logged read gives. The script is run first where its dump is missing or older.
   */
  verify(
    paper: PaperKey & VerifyOptions,
    options?: VerifyOptions,
  ): Promise<Verification>;
  /** How far a paper's export is, and the next command and who runs it. */
  status(paper: PaperKey): Promise<ExportStatus>;
}

/** What they need beside what all commands need. */
export interface ExportCommandContext extends CommandContext {
  /** Folder of the lab's files, `null` where none is known. */
  readonly baseDir: string | null;
  /** The server, as it is named in messages. */
  readonly server: string;
  /** Makes an option file for client programs, of this connection's credentials; it goes away with its disposal. */
  readonly defaultsFile: () => Promise<ClientCredentials>;
}

/** The commands over one database. */
export function exportCommands(context: ExportCommandContext): ExportCommands {
  return {
    populatePaper: async ({ paper_id, ...also }, options = {}) => {
      await context.drainNotes();
      const { catalog, paperLog } = await logOf(context, { paper_id });
      await sayChanged(context, catalog, paperLog);
      return await populate(
        {
          pool: context.query.pool,
          catalog,
          stores: context.stores,
          exportDir: exportFolder(context),
          server: context.server,
          ask: context.query.ask,
          say: context.say,
        },
        paperLog,
        { ...also, ...options },
      );
    },
    verify: async ({ paper_id, ...also }, options = {}) => {
      const { catalog, paperLog } = await logOf(context, { paper_id });
      return await verify(
        {
          pool: context.query.pool,
          catalog,
          stores: context.stores,
          exportDir: exportFolder(context),
          defaultsFile: context.defaultsFile,
          say: context.say,
        },
        paperLog,
        { ...also, ...options },
      );
    },
    status: async (paper) =>
      await status(
        {
          pool: context.query.pool,
          catalog: await context.freshCatalog(),
          exportDir: context.baseDir === null ? null : exportFolder(context),
        },
        paper,
      ),
  };
}

/** What the paper ships is what the database holds now: where that is not what was read, it is said. */
async function sayChanged(
  { query, say }: CommandContext,
  catalog: Catalog,
  { paperId, entries }: PaperLog,
): Promise<void> {
  const changed = await changedReads(query.pool, catalog, entries);
  if (changed.length > 0) say(changedText(paperId, changed));
}

/**
 * Where bundles go.
 *
 * @throws {ExportError} No base folder is known.
 */
export function exportFolder(
  { baseDir }: Pick<ExportCommandContext, "baseDir">,
): string {
  if (baseDir !== null) return join(baseDir, "export");
  throw new ExportError(
    "Cannot write an export: no base folder is known, wanted the lab's folder of files; set custom.spyglass_dirs.base in dj_local_conf.json, SPYGLASS_BASE_DIR, or connect({ baseDir })",
  );
}
