/**
 * What a bundle holds for people and programs beside its script.
 *
 * @module
 */
import { bundleReadme } from "./bundle_readme.ts";
import { manifestText } from "./manifest.ts";
import type { ExportPlan } from "./script/plan.ts";
import type { ExportResult } from "./result_tables.ts";
import type { PaperSlice } from "./slice/paper_slice.ts";

/**
 * What is in the bundle beside the script.
 *
 * @param more Name → text of files that were looked for meanwhile.
 */
export function otherFiles(
  plan: ExportPlan,
  slice: PaperSlice,
  result: ExportResult,
  onlyInScript: readonly string[],
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  const { files } = result;
  const kept = {
    "files.txt": files.map(({ file_path }) => `${file_path}\n`).join(""),
    spyglass_version: `${plan.spyglassVersion}\n`,
    ...more,
  };
  return {
    // For people, who may write into it.
    "README.md": bundleReadme(
      plan,
      files,
      onlyInScript,
      result.includedNwbFiles,
    ),
    "manifest.json": manifestText(plan, slice, result, onlyInScript, kept),
    ...kept,
  };
}
