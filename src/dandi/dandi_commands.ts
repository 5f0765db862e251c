/**
 * What the tables of what is published can do beside being tables.
 *
 * @module
 */
import { ExportError } from "../errors.ts";
import { logOf } from "../export/commands/command_context.ts";
import {
  type ExportCommandContext,
  exportFolder,
} from "../export/commands/export_commands.ts";
import { refuseTransaction } from "../export/commands/transaction_open.ts";
import type { ProgressOptions } from "../export/progress.ts";
import type { PaperKey } from "../log/paper_log.ts";
import { unknownName } from "../names/unknown_name.ts";
import type { Frame } from "../query/reading/frame.ts";
import { DANDI_SCHEMA } from "../spyglass/dandi_tables.ts";
import {
  compileDandiset,
  type CompiledFile,
  type CompileOptions,
} from "./compile.ts";
import { writeDandiDump } from "./dump.ts";
import { listFiles } from "./list_files.ts";
import { prepareFiles } from "./prepare.ts";
import type { PrepareOptions } from "./prepare_options.ts";
import type { PreparedFiles } from "./prepared_files.ts";
import {
  type ValidateOptions,
  validatePaper,
  type ValidationResult,
} from "./validate.ts";

/** What `DandiPath` can do. */
export interface DandiPathCommands {
  /**
   * Publishes the files of a paper's export in a dandiset and notes where they are. The archive's key comes from the
   * environment variable `DANDI_API_KEY`, or is asked for. Videos that a file names go with it where they are beside it;
   * files that are no NWB files are left out.
   *
   * @param options `dandisetId`; `instance`: which archive.
   * @returns The paper's files: what is in the dandiset now, and what was left out.
   * @throws {ExportError} The paper has no export, a file is missing, or the archive refuses; the message says what to do.
   *
   * @example
   * ```ts ignore (needs an archive)
   * await DandiPath.compileDandiset({ paper_id: "paper1" }, { dandisetId: "000123" });
   * ```
   */
  compileDandiset(
    paper: PaperKey,
    options: CompileOptions,
  ): Promise<CompiledFile[]>;
  /**
   * Writes the script that dumps the paper's rows of `dandi_path`; gives its path.
   *
   * @param paper `paper_id`.
   * @throws {ExportError} The paper was not published, or its analyses were logged under several versions.
   *
   * @example
   * ```ts ignore (needs a paper that was published)
   * await DandiPath.writeMysqldump({ paper_id: "paper1" }); // "…/_ExportSQL_paper1_dandi.sh"
   * ```
   */
  writeMysqldump(paper: PaperKey): Promise<string>;
}

/** What `DandiValidation` can do. */
export interface DandiValidationCommands {
  /**
   * Checks the NWB files of a paper's export as the archive will, and notes what is found.
   *
   * @param options `force`: check again.
   * @returns How many files, violations and warnings there are.
   * @throws {ExportError} The paper has no export, was checked before, or a file is missing.
   * @throws {UnknownNameError} An option is none.
   *
   * @example
   * ```ts ignore (needs dandi-cli)
   * await DandiValidation.checkPaper({ paper_id: "paper1" }); // { files: 2, violations: 0, warnings: 1 }
   * ```
   */
  checkPaper(
    paper: PaperKey,
    options?: ValidateOptions,
  ): Promise<ValidationResult>;
}

/** What `Export` can do with the files of a paper before they are published. */
export interface FileCommands {
  /**
   * Mends known faults of the files of a paper's export in copies, which take the files' places; says every change.
   * `{ dryRun: true }` only says them.
   *
   * @param paper `paper_id`.
   * @param options See {@linkcode PrepareOptions}.
   * @returns What was changed, or would be, and what is left to be done.
   * @throws {ExportError} The user is no administrator, a file is missing, or something fails: all files are as they were.
   * @throws {CancelledError} Somebody was asked, and said no.
   *
   * @example
   * ```ts ignore (needs dandi-cli)
   * const { files } = await Export.prepareFilesForExport({ paper_id: "paper1" }, { dryRun: true });
   * ```
   */
  prepareFilesForExport(
    paper: PaperKey,
    options?: PrepareOptions,
  ): Promise<PreparedFiles>;
  /**
   * The files of a paper's export: local path, store, size, SHA-256, and whether it is missing. The linked original
   * stands for a copy that only links to it.
   *
   * @param paper `paper_id`.
   * @returns One row a file.
   * @throws {ExportError} The paper has no export.
   *
   * @example
   * ```ts demo ignore
   * await Export.populatePaper({ paper_id: "paper1" });
   * const files = await Export.listFiles({ paper_id: "paper1" });
   * files.columnNames();
   * ```
   */
  listFiles(paper: PaperKey, options?: ProgressOptions): Promise<Frame>;
}

/** The commands of `DandiPath`. */
export function dandiPathCommands(
  context: ExportCommandContext,
): DandiPathCommands {
  const { pool } = context.query;
  const { say } = context;
  return {
    compileDandiset: async (paper, options) => {
      checkOptions(options);
      refuseReadOnly(context);
      refuseTransaction(context, "Cannot publish");
      return await compileDandiset(
        { pool, exportDir: exportFolder(context), say },
        paper,
        options,
      );
    },
    writeMysqldump: async (paper) => {
      const { catalog, paperLog } = await logOf(context, paper);
      return await writeDandiDump({
        pool,
        catalog,
        exportDir: exportFolder(context),
        server: context.server,
        say,
      }, paperLog);
    },
  };
}

/** The commands of `DandiValidation`. */
export function dandiValidationCommands(
  context: ExportCommandContext,
): DandiValidationCommands {
  return {
    checkPaper: async (paper, options = {}) => {
      refuseReadOnly(context);
      const { say } = context;
      return await validatePaper(
        { pool: context.query.pool, say },
        paper,
        options,
      );
    },
  };
}

/** The commands of `Export` that need dandi-cli. */
export function fileCommands(context: ExportCommandContext): FileCommands {
  return {
    prepareFilesForExport: async (paper, options = {}) => {
      if (!options.dryRun) {
        refuseReadOnly(context);
        refuseTransaction(context, "Cannot prepare the files");
      }
      const { stores, say } = context;
      const { pool, ask } = context.query;
      const catalog = await context.freshCatalog();
      return await prepareFiles(
        { pool, catalog, stores, ask, say },
        paper,
        options,
      );
    },
    listFiles: async (paper, options = {}) =>
      await listFiles(
        {
          session: context.query.pool,
          stores: context.stores,
          exportDir: exportFolder(context),
        },
        paper,
        options,
      ),
  };
}

const OPTIONS = ["dandisetId", "instance"];

function checkOptions(options: CompileOptions): void {
  const strange = Object.keys(options ?? {}).find((name) =>
    !OPTIONS.includes(name)
  );
  if (strange === undefined && options?.dandisetId !== undefined) return;
  const action = "Cannot publish";
  if (strange === undefined) {
    throw new TypeError(
      `${action}: received no dandiset, wanted { dandisetId: "000123" }`,
    );
  }
  if (/key|token|secret/i.test(strange)) {
    throw new TypeError(
      `${action}: received ${strange}, wanted no key in the notebook, where others would read it; put it into the environment variable DANDI_API_KEY, or be asked for it`,
    );
  }
  throw unknownName(action, `there is no option ${strange}`, strange, OPTIONS);
}

function refuseReadOnly({ query }: ExportCommandContext): void {
  if (!query.readOnly) return;
  throw new ExportError(
    `Cannot write to ${DANDI_SCHEMA}: this connection may only read; connect without readOnly`,
  );
}
