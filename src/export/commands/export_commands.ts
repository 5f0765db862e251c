/**
 * What `Export` can do beside being a table.
 *
 * @module
 */
import { join } from "node:path";
import { ExportError } from "../../errors.ts";
import { changedReads, changedText } from "../../log/notes/drift.ts";
import { checkPaper, paperAlone } from "../../log/exports/ids.ts";
import type { PaperKey } from "../../log/paper_log.ts";
import type { ClientCredentials } from "../script/client_credentials.ts";
import {
  type CommandContext,
  type EarlyPaper,
  logMeanwhile,
  logOf,
} from "./command_context.ts";
import {
  diffPapers,
  type DiffSide,
  type PaperDiff,
} from "../slice/paper_diff.ts";
import {
  type PaperPlan,
  type PlanOptions,
  planPaper,
} from "../slice/paper_plan.ts";
import { populate, type Populated, type PopulateOptions } from "../populate.ts";
import { shownUnlessTold, shownWork } from "../shown_work.ts";
import { status } from "./status.ts";
import type { ExportStatus } from "./status_view.ts";
import { refuseTransaction } from "./transaction_open.ts";
import type { Verification } from "../verify/verification.ts";
import { verify, type VerifyOptions } from "../verify/verify.ts";

/** What `Export` can do. */
export interface ExportCommands {
  /**
   * Computes a paper's export, writes its bundle, and notes both in the database.
   *
   * @param paper `paper_id`, and options, if not given apart: `includedNwbFiles`, `run`, `force`, `writeOptionFile`.
   * @returns The bundle's folder, its tables and files.
   * @throws {ExportError} The log has no such paper, or a read cannot be repeated.
   *
   * @example
   * ```ts demo ignore
   * const { directory, tables } = await Export.populatePaper({ paper_id: "paper1" });
   * // INSERT INTO `common_usage`.`__export` (export_id, paper_id, included_nwb_file_names) VALUES (1, 'paper1', NULL) …
   * Object.keys(tables).length; // tables of the bundle
   * ```
   */
  populatePaper(
    paper: PaperKey & PopulateOptions,
    options?: PopulateOptions,
  ): Promise<Populated>;
  /**
   * Restores a paper's dump in a scratch server (MySQL's for a database on MySQL, where one is installed) and compares
   * it with the database: tables, rows, files, and what each logged read gives. The script is run first where its dump
   * is missing or older.
   *
   * @param paper `paper_id`, and options, if not given apart.
   * @returns What differs; nothing, where the export is right. `changedReads` are those whose rows were
   * others when they were read: what the cells show is not what the dump has.
   * @throws {ExportError} The paper has no export, or its dump cannot be made.
   *
   * @example
   * ```ts demo ignore
   * await Export.populatePaper({ paper_id: "paper1" });
   * const verification = await Export.verify({ paper_id: "paper1" });
   * verification.differences.length; // 0
   * ```
   */
  verify(
    paper: PaperKey & VerifyOptions,
    options?: VerifyOptions,
  ): Promise<Verification>;
  /**
   * How far a paper's export is, and the next command and who runs it.
   *
   * @param paper `paper_id`.
   * @returns What is logged, populated, verified and published, and the next step.
   *
   * @example
   * ```ts demo ignore
   * const { next } = await Export.status({ paper_id: "paper1" });
   * ```
   */
  status(paper: PaperKey): Promise<ExportStatus>;
  /**
   * What a paper's export would hold: tables, rows, bytes, files, what each table that was read brings in, what
   * `includedNwbFiles` cuts, and which tables hold data on people. Writes nothing.
   *
   * @param paper `paper_id`, and options, if not given apart.
   * @returns Tables, files and what brings them in.
   * @throws {ExportError} The log has no such paper, or one of the names is no session.
   *
   * @example
   * ```ts demo ignore
   * const { tables } = await Export.plan({ paper_id: "paper1" });
   * ```
   */
  plan(
    paper: PaperKey & PlanOptions,
    options?: PlanOptions,
  ): Promise<PaperPlan>;
  /**
   * What differs between two exports; of one paper alone: between what was populated and its log as it is now. A side
   * is a paper, `{ paper_id, populated: true }`, or `{ export_id }`.
   *
   * @param a The first side: for a paper alone, what was populated is compared with its log.
   * @param b The second side.
   * @returns Rows and files that only one side has.
   * @throws {ExportError} One of them does not exist, or cannot be computed.
   *
   * @example
   * ```ts demo ignore
   * await Export.populatePaper({ paper_id: "paper1" });
   * const { tables } = await Export.diff({ paper_id: "paper1" });
   * tables.length; // 0: nothing was read since
   * ```
   */
  diff(a: DiffSide, b?: DiffSide): Promise<PaperDiff>;
}

/** What they need beside what all commands need. */
export interface ExportCommandContext extends CommandContext {
  /** Folder of the lab's files, `null` where none is known. */
  readonly baseDir: string | null;
  /** The server, as it is named in messages. */
  readonly server: string;
  /** Makes an option file for client programs, of this connection's credentials; it goes away with its disposal. */
  readonly defaultsFile: () => Promise<ClientCredentials>;
  /** Writes them into the user's own option file, unless there is one; says what was done. */
  readonly ownOptionFile: () => Promise<string>;
}

/** The commands over one database. */
export function exportCommands(context: ExportCommandContext): ExportCommands {
  return {
    populatePaper: (paper, options = {}) =>
      populateCommand(context, paper, options),
    verify: (paper, options = {}) => verifyCommand(context, paper, options),
    status: (paper) => statusCommand(context, paper),
    plan: (paper, options = {}) => planCommand(context, paper, options),
    diff: (a, b) => diffCommand(context, a, b),
  };
}

async function populateCommand(
  context: ExportCommandContext,
  paper: Parameters<ExportCommands["populatePaper"]>[0],
  options: PopulateOptions,
): Promise<Populated> {
  const { paper_id, ...also } = checkPaper(paper);
  refuseTransaction(context, `Cannot populate paper ${paper_id}`);
  await context.drainNotes();
  const early = (paper: EarlyPaper) =>
    populateEarly(context, paper, { ...also, ...options });
  return await logMeanwhile(context, { paper_id }, early);
}

async function verifyCommand(
  context: ExportCommandContext,
  paper: Parameters<ExportCommands["verify"]>[0],
  options: VerifyOptions,
): Promise<Verification> {
  const { paper_id, ...also } = checkPaper(paper);
  refuseTransaction(context, `Cannot verify paper ${paper_id}`);
  await context.drainNotes();
  const { catalog, paperLog } = await logOf(context, { paper_id });
  const { query: { pool }, stores, defaultsFile, say } = context;
  const exportDir = exportFolder(context);
  const checked = { pool, catalog, stores, exportDir, defaultsFile, say };
  return await shownUnlessTold(
    say,
    `verify paper ${paper_id}`,
    { ...also, ...options },
    (options) => verify(checked, paperLog, options),
  );
}

async function statusCommand(
  context: ExportCommandContext,
  paper: Parameters<ExportCommands["status"]>[0],
): Promise<ExportStatus> {
  paperAlone("Cannot tell the status", paper);
  const { pool } = context.query;
  const catalog = await context.freshCatalog();
  const exportDir = context.baseDir === null ? null : exportFolder(context);
  return await status({ pool, catalog, exportDir }, paper);
}

async function planCommand(
  context: ExportCommandContext,
  paper: Parameters<ExportCommands["plan"]>[0],
  options: PlanOptions,
): Promise<PaperPlan> {
  const { paper_id, ...also } = checkPaper(paper);
  refuseTransaction(context, `Cannot plan paper ${paper_id}`);
  const { catalog, paperLog } = await logOf(context, { paper_id });
  const { query: { pool }, stores, say } = context;
  return await shownWork({
    action: `plan paper ${paperLog.paperId}`,
    step: "Computing the slice",
    say,
    signal: options.signal,
  }, (progress) =>
    planPaper(
      { pool, catalog, stores, progress },
      paperLog,
      { ...also, ...options },
    ));
}

async function diffCommand(
  context: ExportCommandContext,
  a: DiffSide,
  b: DiffSide | undefined,
): Promise<PaperDiff> {
  refuseTransaction(context, "Cannot compare exports");
  const catalog = await context.freshCatalog();
  const { query: { pool }, stores, say } = context;
  const log = async (paper_id: string) =>
    (await logOf(context, { paper_id })).paperLog;
  const exportDir = context.baseDir === null ? null : exportFolder(context);
  return await shownWork(
    { action: "compare exports", step: "Comparing the exports", say },
    (progress) =>
      diffPapers(
        { pool, catalog, stores, exportDir, progress, logOf: log },
        a,
        b,
      ),
  );
}

/** Writes nothing before it is confirmed that the tables are these. */
async function populateEarly(
  context: ExportCommandContext,
  { catalog, paperLog, confirmed }: EarlyPaper,
  options: PopulateOptions,
): Promise<Populated> {
  const exportDir = exportFolder(context);
  // The server reads for it as long as for the slice: both at the same time.
  const changes = changedReads(context.query.pool, catalog, paperLog.entries);
  const meanwhile = confirmed.then(async () => {
    const { changed: reads } = await changes;
    // What the paper ships is what the database holds now: where that is not what was read, it is said.
    if (reads.length > 0) {
      context.say(changedText(paperLog.paperId, reads));
    }
  });
  const populated = shownUnlessTold(
    context.say,
    `populate paper ${paperLog.paperId}`,
    options,
    (options) =>
      populate(
        {
          meanwhile,
          defaultsFile: context.defaultsFile,
          pool: context.query.pool,
          catalog,
          stores: context.stores,
          exportDir,
          server: context.server,
          ask: context.query.ask,
          say: context.say,
        },
        paperLog,
        options,
      ),
  );
  await Promise.allSettled([changes, meanwhile, populated]);
  const done = await populated;
  if (options.writeOptionFile) context.say(await context.ownOptionFile());
  return done;
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
    "Cannot tell where exports are: no base folder is known, wanted the lab's folder of files; set custom.spyglass_dirs.base in dj_local_conf.json, SPYGLASS_BASE_DIR, or connect({ baseDir })",
  );
}
