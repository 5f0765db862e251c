/**
 * What comes next in a paper's export, and who does it.
 *
 * @module
 */
import type { BundlePaths } from "../verify/find_dump.ts";
import { counted } from "../../present/slice_view.ts";
import { typedWord } from "../script/shell.ts";
import { NOT_OF_ONE_RUN } from "./stale_text.ts";
import type { ExportState, NextStep } from "./status_view.ts";

/**
 * Says the next command and who runs it.
 *
 * @param state How far the export is.
 * @param paths The bundle, `null` where no folder for bundles is known.
 * @returns `null` where everything is done.
 */
export function nextStep(
  state: ExportState,
  paths: BundlePaths | null,
): NextStep | null {
  const { logged, populated, dumped, verified, published } = state;
  const paper = `{ paper_id: ${JSON.stringify(state.paper_id)} }`;
  if (logged === null) {
    return {
      command: `await ExportSelection.startExport({ paper_id: ${
        JSON.stringify(state.paper_id)
      }, analysis_id: "…" })`,
      who: state.started === 0
        ? "you, in the notebook of the analysis: then read, and stopExport()"
        : "you, in the notebook of the analysis, unless it is active there: then read, and stopExport()",
    };
  }
  if (paths === null) {
    return {
      command:
        "set SPYGLASS_BASE_DIR, or custom.spyglass_dirs.base in dj_local_conf.json",
      who: "you: no base folder is known, and bundles are in its folder export",
    };
  }
  if (populated === null || !populated.current) {
    return {
      command: `await Export.populatePaper(${paper})`,
      who: populated === null
        ? "you, in a notebook"
        : populated.at === null
        ? `you, in a notebook: its bundle is not in ${paths.directory}`
        : populated.fits
        ? "you, in a notebook: the log or the bundle has changed since"
        : `you, in a notebook: ${NOT_OF_ONE_RUN}`,
    };
  }
  if (dumped === null) {
    return {
      command: `bash ${typedWord(paths.script)}`,
      who:
        "whoever may read and lock the tables, where the database can be reached; or you: Export.verify runs it, too",
    };
  }
  if (verified === null || !verified.ok) {
    return {
      command: `await Export.verify(${paper})`,
      who: verified === null
        ? "you, in a notebook"
        : `you, in a notebook: it found ${
          counted(verified.differences, "difference")
        }, and names them; where the database was meant to change, populate again first`,
    };
  }
  if (published === null) {
    return {
      command:
        `share the folder ${populated.directory} and the files that its files.txt lists`,
      who: "you, with whoever publishes the paper's data",
    };
  }
  return null;
}
