/**
 * What `ExportSelection` can do beside being a table.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import { ExportError } from "../../errors.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import type { ExportId } from "../../log/exports/export_log.ts";
import { type ExportKey, paperAlone } from "../../log/exports/ids.ts";
import type { PaperKey, PaperLog } from "../../log/paper_log.ts";
import { reviewReads } from "../../log/review.ts";
import type { StartOptions } from "../../log/exports/start_options.ts";
import type { Frame } from "../../query/reading/frame.ts";
import type { Query } from "../../query/query.ts";
import type { SqlQuery } from "../../select/sql_query.ts";
import {
  type CommandContext,
  type LoggedPaper,
  logMeanwhile,
  logOf,
} from "./command_context.ts";
import type { Progress } from "../progress.ts";
import { shownWork } from "../shown_work.ts";
import { type FilePath, namesFiles } from "../slice/files.ts";
import { FilesMeanwhile } from "../slice/files_meanwhile.ts";
import { openedFiles } from "../slice/opened_files.ts";
import { paperSlice, sliceSteps } from "../slice/paper_slice.ts";
import { Slice } from "../slice/slice.ts";
import { reviewFrame } from "./review_frame.ts";
import { deleteAnalysis, forgetReads, type ReviseOptions } from "./revise.ts";
import { refuseTransaction } from "./transaction_open.ts";

/** What `ExportSelection` can do. */
export interface SelectionCommands {
  /**
   * Starts, or resumes, logging reads for a paper and an analysis. Resuming drops what was populated for the paper
   * (its folder stays): that was computed from another log. Where its files were published, you are asked.
   *
   * @param options `paper_id`, `analysis_id`; `includedNwbFiles`: sessions beyond which reads warn.
   * @returns The export's number.
   * @throws {TypeError | RangeError} An id that cannot be the name of a folder.
   *
   * @example
   * ```ts demo ignore
   * await ExportSelection.startExport({ paper_id: "paper2", analysis_id: "figure1" }); // { export_id: 1 }
   * // INSERT INTO `common_usage`.`export_selection` (…) VALUES ('paper2', 'figure1', …)
   * await Electrode`electrode_id > ${125}`.fetch();
   * // INSERT INTO `common_usage`.`export_selection__table` (export_id, table_id, table_name, restriction) SELECT 1, …,
   * // '`common_ephys`.`_electrode`', '(electrode_id > 125)' FROM `common_usage`.`export_selection__table` …
   * await ExportSelection.stopExport();
   * ```
   */
  startExport(options: StartOptions): Promise<ExportId>;
  /**
   * Stops logging.
   *
   * @example
   * ```ts demo ignore
   * await ExportSelection.stopExport(); // No export in progress.
   * ```
   */
  stopExport(): Promise<void>;
  /**
   * Goes on with the export that a kernel restart ended.
   *
   * @returns The export's number.
   * @throws {LogError} Nothing is remembered, or the server does not know it any more.
   *
   * @example
   * ```ts ignore (needs a kernel that was restarted)
   * await ExportSelection.resumeExport(); // in a new kernel of the same notebook
   * ```
   */
  resumeExport(): Promise<ExportId>;
  /**
   * The `paper_id` and `analysis_id` that reads are logged for; `null` where no export is active.
   *
   * @example
   * ```ts demo ignore
   * await ExportSelection.active(); // null
   * ```
   */
  active(): Promise<ExportKey | null>;
  /**
   * The logged tables, restricted to the rows that will be exported.
   *
   * @param paper `paper_id`.
   * @returns The tables, each a query of its rows.
   * @throws {ExportError} The log has no such paper.
   *
   * @example
   * ```ts demo ignore
   * const read = await ExportSelection.previewTables({ paper_id: "paper1" });
   * read.counts["`common_ephys`.`_electrode`"]; // 2
   * ```
   */
  previewTables(paper: PaperKey): Promise<Slice>;
  /**
   * All tables of the slice, restricted to their rows.
   *
   * @param paper `paper_id`.
   * @returns The tables, each a query of its rows.
   * @throws {ExportError} The log has no such paper.
   *
   * @example
   * ```ts demo ignore
   * const all = await ExportSelection.showAllTables({ paper_id: "paper1" });
   * for (const query of all) await query.count();
   * ```
   */
  showAllTables(paper: PaperKey): Promise<Slice>;
  /**
   * The files that reads opened, and the raw files behind them.
   *
   * @param paper `paper_id`.
   * @returns One object a file, `file_path` its path here; raw files first.
   * @throws {ExportError} The log has no such paper.
   *
   * @example
   * ```ts demo ignore
   * await ExportSelection.listFilePaths({ paper_id: "paper1" }); // [{ file_path: "…/raw/minirec20230622_.nwb" }, …]
   * ```
   */
  listFilePaths(paper: PaperKey): Promise<FilePath[]>;
  /**
   * The reads of a paper: how many rows and about how many bytes each selects now, how many rows of the slice are there
   * for it alone, how its rows differ from what was read, and the cell that read them, where that is known.
   *
   * @param paper `paper_id`.
   * @returns One row a log entry.
   * @throws {ExportError} The log has no such paper.
   *
   * @example
   * ```ts demo ignore
   * const reads = await ExportSelection.review({ paper_id: "paper1" });
   * reads.select("table_name", "restriction", "rows", "changed");
   * ```
   */
  review(paper: PaperKey): Promise<Frame>;
  /**
   * Takes reads out of the log that a query or frame stands for; shows first what leaves the slice, and asks. Entries
   * that other reads of this process rest on stay, and it is said which.
   *
   * @param read A frame: its read. A query, or `` db.sql`…` ``: all reads that rest on what it would log now.
   * @param options `force`: do not ask.
   * @returns How many entries were removed.
   * @throws {ExportError} There is nobody to ask, or no such entry.
   *
   * @example
   * ```ts demo ignore
   * await ExportSelection.startExport({ paper_id: "paper2", analysis_id: "figure1" });
   * const frame = await Electrode`electrode_id = ${127}`.fetch();
   * await ExportSelection.forget(frame, { force: true }); // 1
   * // DELETE FROM `common_usage`.`export_selection__table` WHERE export_id = 1 AND table_id = … AND …
   * await ExportSelection.stopExport();
   * ```
   */
  forget(
    read: Query | SqlQuery | Frame,
    options?: ReviseOptions,
  ): Promise<number>;
  /**
   * Takes an analysis out of the log; shows first what leaves the slice, and asks.
   *
   * @param key `paper_id` and `analysis_id`.
   * @param options `force`: do not ask.
   * @throws {ExportError} There is no such analysis, or nobody to ask.
   *
   * @example
   * ```ts demo ignore
   * await ExportSelection.deleteAnalysis({ paper_id: "paper1", analysis_id: "analysis1" }, { force: true });
   * // DELETE FROM `common_usage`.`export_selection__table` WHERE export_id = 1
   * // DELETE FROM `common_usage`.`export_selection` WHERE export_id = 1
   * ```
   */
  deleteAnalysis(key: ExportKey, options?: ReviseOptions): Promise<void>;
}

/** The commands over one database. */
export function selectionCommands(context: CommandContext): SelectionCommands {
  const { log } = context;
  return {
    startExport: (options) => log.start(options),
    stopExport: () => log.stop(),
    resumeExport: () => log.resume(),
    active: () => log.active(),
    previewTables: (paper) => sliceFor(context, paper, "logged"),
    showAllTables: (paper) => sliceFor(context, paper, "all"),
    listFilePaths: async (paper) => {
      paperAlone("Cannot list the files of a paper", paper);
      refuseTransaction(context, "Cannot list the files of a paper");
      const { catalog, paperLog } = await logOf(context, paper);
      return await openedFiles(
        context.query.pool,
        catalog,
        paperLog,
        context.stores,
      );
    },
    review: async (paper) => {
      paperAlone("Cannot review a paper", paper);
      refuseTransaction(context, "Cannot review a paper");
      await context.drainNotes();
      const { catalog, paperLog } = await logOf(context, paper);
      const { pool } = context.query;
      return await shownWork({
        action: `review paper ${paperLog.paperId}`,
        step: "Looking at the reads",
        say: context.say,
      }, async (progress) => {
        const added = await addedByEach(pool, catalog, paperLog, progress);
        progress.at("Counting what each read selects now");
        return reviewFrame(await reviewReads(pool, catalog, paperLog, added));
      });
    },
    forget: (read, options = {}) => forgetReads(context, read, options),
    deleteAnalysis: (key, options = {}) =>
      deleteAnalysis(context, key, options),
  };
}

async function sliceFor(
  context: CommandContext,
  paper: PaperKey,
  only: "logged" | "all",
): Promise<Slice> {
  paperAlone("Cannot show a paper", paper);
  refuseTransaction(context, "Cannot show a paper");
  return await logMeanwhile(context, paper, (early) =>
    shownWork({
      action: `show paper ${early.paperLog.paperId}`,
      step: "Computing the slice",
      say: context.say,
      signal: early.signal,
    }, (progress) => sliceOf(context, early, only, progress)));
}

async function sliceOf(
  context: CommandContext,
  { catalog, paperLog }: LoggedPaper,
  only: "logged" | "all",
  progress: Progress,
): Promise<Slice> {
  const { pool } = context.query;
  const files = new FilesMeanwhile(context.stores);
  const logged = new Set(paperLog.entries.map(({ table }) => table));
  const isShown = (table: TableInfo) =>
    logged.has(table.fullName) || namesFiles(table);
  const slice = await paperSlice(pool, catalog, paperLog, {
    ...(only === "logged" ? { wanted: isShown } : {}),
    also: (table) => files.also(table),
    onTable: (table) => files.complete(table),
    ...sliceSteps(progress),
  });
  const listing = files.listing(progress);
  const title = only === "logged"
    ? `${paperLog.paperId}: the tables that were read`
    : `${paperLog.paperId}: all tables of the export`;
  return await new Slice(context.query, { title, slice, only }).look(listing);
}

/** Rows that each entry alone brings into the slice; `null` where a read cannot be repeated any more. */
async function addedByEach(
  pool: Pool,
  catalog: Catalog,
  paperLog: PaperLog,
  progress: Progress,
): Promise<readonly number[] | null> {
  try {
    const slice = await paperSlice(pool, catalog, paperLog, {
      perSeed: true,
      ...sliceSteps(progress),
    });
    return slice.closure.adds();
  } catch (error) {
    if (error instanceof ExportError) return null;
    throw error;
  }
}
