/**
 * What an export of a paper holds, computed before anything is written.
 *
 * @module
 */
import type { PaperLog } from "../log/paper_log.ts";
import { authorNotes } from "./author_notes.ts";
import type { PopulateContext } from "./populate_context.ts";
import type { PopulateOptions } from "./populate_options.ts";
import type { Progress } from "./progress.ts";
import type { ExportResult } from "./result_tables.ts";
import type { ExportPlan } from "./script/plan.ts";
import {
  type PlannedTables,
  plannedTables,
  RowConditions,
} from "./script/planned_tables.ts";
import {
  onlyInScriptText,
  type RestrictionLimits,
} from "./script/stored_restriction.ts";
import type { SizedFiles } from "./slice/files.ts";
import { FilesMeanwhile } from "./slice/files_meanwhile.ts";
import {
  type PaperSlice,
  paperSlice,
  sliceSteps,
} from "./slice/paper_slice.ts";
import {
  type SliceView,
  sliceViews,
  tellRedefined,
} from "./slice/slice_views.ts";

/** What the server and the log are of. */
export type Versions = Pick<ExportPlan, "serverVersion" | "spyglassVersion">;

/** What an export holds. */
export interface ComputedExport extends Pick<SizedFiles, "infos"> {
  readonly slice: PaperSlice;
  /** What the script is written from. */
  readonly plan: ExportPlan;
  /** What goes into Spyglass' tables. */
  readonly result: ExportResult;
  /** Full names of tables whose rows the script alone names. */
  readonly onlyInScript: readonly string[];
  /** What its author must know. */
  readonly notes: readonly string[];
}

/**
 * Computes what a paper's export holds, from its log.
 *
 * @param limits What the server takes.
 * @throws {ExportError} A read that cannot be repeated, rows that may not be read.
 */
export async function computedExport(
  context: PopulateContext,
  log: PaperLog,
  options: PopulateOptions,
  { limits, ...versions }: Versions & { readonly limits: RestrictionLimits },
  progress: Progress,
): Promise<ComputedExport> {
  const { pool, catalog } = context;
  const conditions = new RowConditions(limits);
  const named = new FilesMeanwhile(context.stores);
  const includedNwbFiles = options.includedNwbFiles ?? null;
  const slice = await paperSlice(pool, catalog, log, {
    includedNwbFiles,
    also: (table) => named.also(table),
    ...sliceSteps(progress),
    onTable: (table) => {
      named.complete(table);
      conditions.of(table);
    },
  });
  progress.at("Listing the files");
  const { files, infos } = await named.listing(progress);
  const views = await sliceViews(pool, catalog, log, context.say);
  await tellRedefined(pool, log, context.say);
  const tables = plannedTables(slice, conditions, views);
  const { onlyInScript } = tables;
  const notes = await authorNotes(pool, slice, versions.serverVersion);
  if (onlyInScript.length > 0) notes.push(onlyInScriptText(onlyInScript));
  const plan = planOf(context, log, versions, tables, views);
  const { paperId, exportId } = plan;
  const result = { paperId, exportId, includedNwbFiles, files };
  return {
    slice,
    plan,
    result: { ...result, tables: tables.stored },
    infos,
    onlyInScript,
    notes,
  };
}

function planOf(
  { server }: PopulateContext,
  log: PaperLog,
  versions: Versions,
  { planned }: PlannedTables,
  views: readonly SliceView[],
): ExportPlan {
  return {
    paperId: log.paperId,
    exportId: Math.max(...log.exports.map(({ exportId }) => exportId)),
    created: new Date().toISOString(),
    source: server,
    ...versions,
    tables: planned,
    views: views.map(({ table: { schema, name }, definition }) => ({
      schema,
      name,
      definition,
    })),
  };
}
