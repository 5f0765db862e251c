/**
 * From a paper's log to its bundle and its rows in Spyglass' tables: all of it, or nothing.
 *
 * @module
 */
import { join } from "node:path";
import type { Closure } from "../closure/closure.ts";
import { ExportError, QueryError } from "../errors.ts";
import {
  oneVersion,
  type PaperLog,
  readPaperLog,
  requireReads,
} from "../log/paper_log.ts";
import { SELECTION_FILE } from "../spyglass/usage_tables.ts";
import { prepareBundle, type PreparedBundle } from "./bundle.ts";
import { otherFiles } from "./bundle_files.ts";
import {
  type ComputedExport,
  computedExport,
  type Versions,
} from "./computed_export.ts";
import { environmentFiles } from "./environment.ts";
import { type FileFacts, fileFacts, filesTable } from "./slice/file_facts.ts";
import type { FilePath } from "./slice/files.ts";
import { agreeToLoss } from "./agree_to_loss.ts";
import type { PopulateContext } from "./populate_context.ts";
import { alone } from "./populate_lock.ts";
import {
  checkGoesOn,
  checkOptions,
  type PopulateOptions,
} from "./populate_options.ts";
import { Progress } from "./progress.ts";
import { requireNames } from "./result_names.ts";
import { replaceResult } from "./replace_result.ts";
import type { ExportResult } from "./result_tables.ts";
import {
  type RestrictionLimits,
  restrictionLimits,
} from "./script/stored_restriction.ts";
import { runScript, type ScriptResult } from "./script/run_script.ts";
import { scriptParts } from "./script/script.ts";

export type { PopulateOptions } from "./populate_options.ts";

/** What `populatePaper` gives. See {@linkcode ExportCommands.populatePaper}. */
export interface Populated {
  readonly export_id: number;
  /** The bundle's folder. */
  readonly directory: string;
  /** Path of the export script. */
  readonly script: string;
  /** Full name of each table → number of its rows. */
  readonly tables: Readonly<Record<string, number>>;
  readonly files: readonly FilePath[];
  /** Full names of tables whose rows the script alone names: their keys do not fit where Spyglass stores them. */
  readonly onlyInScript: readonly string[];
  /** What the script wrote, where it was run. */
  readonly dump: ScriptResult | null;
}

/**
 * Computes the export of a paper, writes its bundle and its rows.
 *
 * @throws {ExportError} Several versions, a read that cannot be repeated, a folder that cannot be written, a result
 * that was published and would be lost: the earlier result is as it was. With `run`, also where the script fails: the
 * new result stands, and the script can be run again.
 */
export async function populate(
  context: PopulateContext,
  { paperId }: Pick<PaperLog, "paperId">,
  options: PopulateOptions = {},
): Promise<Populated> {
  checkOptions(options);
  return await alone(context.pool, paperId, async () => {
    const { pool, catalog } = context;
    // Read when nobody else populates it: the last one that does has the whole log.
    const log = await readPaperLog(
      pool,
      { paper_id: paperId },
      catalog.tables.has(SELECTION_FILE),
    );
    return await populateNow(context, log, options);
  });
}

async function populateNow(
  context: PopulateContext,
  log: PaperLog,
  options: PopulateOptions,
): Promise<Populated> {
  requireReads(log, `Cannot export paper ${log.paperId}`);
  const version = oneVersion(log);
  const { pool } = context;
  const [[serverVersion, packet] = []] = await pool.texts(
    "SELECT VERSION(), @@max_allowed_packet",
  );
  const limits = restrictionLimits(Number(packet));
  const versions = {
    serverVersion: serverVersion ?? "",
    spyglassVersion: version,
  };
  // Python takes its time to list its packages: meanwhile the slice is computed.
  const environment = environmentFiles(versions);
  try {
    const facts = { ...versions, limits, environment };
    return await populateWith(context, log, options, facts);
  } finally {
    await environment;
  }
}

/** What is known before the slice is. */
interface KnownFacts extends Versions {
  /** What the server takes. */
  readonly limits: RestrictionLimits;
  /** Texts of the files that say what was installed. */
  readonly environment: Promise<Record<string, string>>;
}

async function populateWith(
  context: PopulateContext,
  log: PaperLog,
  options: PopulateOptions,
  { environment, ...known }: KnownFacts,
): Promise<Populated> {
  const progress = new Progress(`populate paper ${log.paperId}`, options);
  const computed = await computedExport(context, log, options, known, progress);
  const { slice, plan, result, onlyInScript, notes } = computed;
  await context.meanwhile;
  const tables = result.tables.map(({ table }) => table);
  await requireNames(context.pool, plan.paperId, tables);
  await agreeToLoss(context, result, options);
  progress.at("Writing the export");
  const directory = join(context.exportDir, plan.paperId);
  const script = `_ExportSQL_${plan.paperId}.sh`;
  const bundle = await prepareBundle(directory, {
    [script]: scriptParts(plan),
    ...otherFiles(plan, slice, result, onlyInScript, {
      "files.tsv": filesTable(await factsOf(context, computed, progress)),
      ...await environment,
    }),
  });
  await put(context, result, bundle, options);
  for (const text of notes) context.say(text);
  const path = join(directory, script);
  context.say(`Export script written to ${path}`);
  return {
    export_id: plan.exportId,
    directory,
    script: path,
    tables: countsOf(slice.closure),
    files: result.files,
    onlyInScript,
    dump: options.run ? await dump(context, path, options) : null,
  };
}

function factsOf(
  { stores }: PopulateContext,
  { result: { files }, infos }: ComputedExport,
  progress: Progress,
): Promise<FileFacts[]> {
  return fileFacts(files, stores, progress, LARGEST_READ, infos);
}

/** Checksums of larger files are left to `Export.listFiles`: they take minutes. */
const LARGEST_READ = 1024 ** 3;

/** Writes the rows and puts the bundle in its place: both or neither. */
async function put(
  { pool, catalog, say }: PopulateContext,
  result: ExportResult,
  bundle: PreparedBundle,
  { signal }: PopulateOptions,
): Promise<void> {
  try {
    await replaceResult(pool, catalog, result, async () => {
      checkGoesOn(signal, result.paperId);
      await bundle.commit();
    });
  } catch (error) {
    await bundle.undo();
    throw explained(result.paperId, error);
  }
  await bundle.finish().catch((error: Error) => say(error.message));
}

/** Full name of each table → number of its rows. */
export function countsOf(closure: Closure): Record<string, number> {
  return Object.fromEntries(
    [...closure.tables].map(([name, { count }]) => [name, count]),
  );
}

const STILL_REFERRED_TO = 1451;

function explained(paperId: string, error: unknown): unknown {
  const isReferredTo = error instanceof QueryError &&
    error.errno === STILL_REFERRED_TO;
  if (!isReferredTo) return error;
  return new ExportError(
    `Cannot populate paper ${paperId}: other rows refer to its earlier result, wanted none, or a foreign key that follows changes (ON UPDATE CASCADE); delete those rows first. The earlier result is as it was (${error.message})`,
    { cause: error },
  );
}

/** Runs the script that was just written. */
async function dump(
  { defaultsFile }: PopulateContext,
  script: string,
  { onProgress, signal }: PopulateOptions,
): Promise<ScriptResult> {
  await using credentials = await defaultsFile();
  return await runScript(script, {
    defaultsFile: credentials.path,
    ...(onProgress ? { onProgress } : {}),
    ...(signal ? { signal } : {}),
  });
}
