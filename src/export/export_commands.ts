/**
 * What `Export` can do beside being a table.
 *
 * @module
 */
import { join } from "node:path";
import { ExportError } from "../errors.ts";
import type { PaperKey } from "../log/paper_log.ts";
import { type CommandContext, logOf } from "./command_context.ts";
import { populate, type Populated, type PopulateOptions } from "./populate.ts";

/** What `Export` can do. */
export interface ExportCommands {
  /** Computes a paper's export, writes its bundle, and notes both in the database. */
  populatePaper(
    paper: PaperKey & PopulateOptions,
    options?: PopulateOptions,
  ): Promise<Populated>;
}

/** What they need beside what all commands need. */
export interface ExportCommandContext extends CommandContext {
  /** Folder of the lab's files, `null` where none is known. */
  readonly baseDir: string | null;
  /** The server, as it is named in messages. */
  readonly server: string;
}

/** The commands over one database. */
export function exportCommands(context: ExportCommandContext): ExportCommands {
  return {
    populatePaper: async ({ paper_id, ...also }, options = {}) => {
      const { catalog, paperLog } = await logOf(context, { paper_id });
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
  };
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
