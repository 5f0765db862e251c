/**
 * What is in a bundle, for programs: `manifest.json`.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { PaperSlice } from "./slice/paper_slice.ts";
import { type ExportPlan, filledTables } from "./script/plan.ts";
import { fullName } from "../sql/identifier.ts";
import { digestOf } from "./result_digest.ts";
import type { ExportResult } from "./result_tables.ts";

/**
 * Writes the manifest: the reads, the tables with their counts, the files.
 *
 * @param beside Name → text of the bundle's other files that nobody is to change.
 */
export function manifestText(
  plan: ExportPlan,
  { log, closure, cut, partlySeen }: PaperSlice,
  result: ExportResult,
  onlyInScript: readonly string[],
  beside: Readonly<Record<string, string>>,
): string {
  return JSON.stringify(
    {
      format: 1,
      paper_id: plan.paperId,
      export_id: plan.exportId,
      created: plan.created,
      source: plan.source,
      server_version: plan.serverVersion,
      spyglass_version: plan.spyglassVersion,
      analyses: log.exports.map(({ exportId, analysisId }) => ({
        export_id: exportId,
        analysis_id: analysisId,
      })),
      reads: log.entries.map(({ exportId, tableId, table, restriction }) => ({
        export_id: exportId,
        table_id: tableId,
        table_name: table,
        restriction,
      })),
      tables: filledTables(plan).map(({ schema, name, rows }) => ({
        table_name: fullName(schema, name),
        rows,
        logged: closure.tables.get(fullName(schema, name))?.logged ?? 0,
      })),
      views: (plan.views ?? []).map(({ schema, name }) =>
        fullName(schema, name)
      ),
      included_nwb_files: result.includedNwbFiles,
      cut: cut.map(({ table, keys }) => ({
        table_name: table,
        rows: keys.length,
      })),
      partly_seen_schemas: partlySeen,
      only_in_script: onlyInScript,
      files: result.files.map(({ file_path }) => file_path),
      beside: Object.entries(beside).map(([name, text]) => ({
        name,
        sha256: sha256Of(text),
      })),
      result: digestOf(result),
    },
    null,
    2,
  ) + "\n";
}

/** What is asked of a manifest that was written. */
export interface WrittenManifest {
  readonly export_id?: number;
  readonly reads: readonly {
    readonly export_id: number;
    readonly table_id: number;
    readonly table_name: string;
    readonly restriction: string;
  }[];
  readonly tables: readonly {
    readonly table_name: string;
    readonly rows: number;
  }[];
  /** Files beside it, as they were written. */
  readonly beside: readonly {
    readonly name: string;
    readonly sha256: string;
  }[];
  /** The number of the rows in Spyglass' tables that it came with. */
  readonly result?: string;
}

/** Reads a bundle's manifest; `null` where there is none that can be used. */
export async function readManifest(
  path: string,
): Promise<WrittenManifest | null> {
  const manifest = await Deno.readTextFile(path).then(JSON.parse)
    .catch(() => null);
  return isManifest(manifest) ? manifest : null;
}

/**
 * Notes that one of the files beside a manifest was written anew, where it was as the manifest says.
 *
 * @param path The manifest's.
 * @param texts What the file held, and what it holds now.
 */
export async function restateFile(
  path: string,
  name: string,
  texts: { readonly before: string; readonly now: string },
): Promise<void> {
  const manifest = await readManifest(path);
  const file = manifest?.beside.find((one) => one.name === name);
  if (file?.sha256 !== sha256Of(texts.before)) return;
  const beside = manifest!.beside.map((one) =>
    one === file ? { ...one, sha256: sha256Of(texts.now) } : one
  );
  const text = JSON.stringify({ ...manifest, beside }, null, 2) + "\n";
  await Deno.writeTextFile(`${path}.part`, text);
  await Deno.rename(`${path}.part`, path);
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Somebody may have written into it. */
function isManifest(value: unknown): value is WrittenManifest {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const { reads, tables, beside } = value as Record<string, unknown>;
  const isList = (list: unknown) =>
    Array.isArray(list) &&
    list.every((item) => typeof item === "object" && item !== null);
  return [reads, tables, beside].every(isList) &&
    (beside as WrittenManifest["beside"]).every((file) =>
      typeof file.name === "string" && typeof file.sha256 === "string"
    );
}
