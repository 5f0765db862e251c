/**
 * What comes next in a paper's export, and who does it.
 *
 * @module
 */
import type { BundlePaths } from "../verify/find_dump.ts";
import { counted } from "../../present/slice_view.ts";
import { changedReadsText } from "../../present/summary.ts";
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
  if (logged === null) return starting(state);
  if (paths === null) return NO_FOLDER;
  if (!populated?.current || populated.directory === null) {
    return populating(state, paths);
  }
  if (dumped === null) return dumping(paths);
  if (verified === null || !verified.ok) return verifying(state);
  if (verified.changed > 0) return reviewing(state.paper_id, verified.changed);
  return published === null ? publishing(populated) : null;
}

function starting({ paper_id, started }: ExportState): NextStep {
  return {
    command: `await ExportSelection.startExport({ paper_id: ${
      JSON.stringify(paper_id)
    }, analysis_id: "…" })`,
    who: started === 0
      ? "you, in the notebook of the analysis: then read, and stopExport()"
      : "you, in the notebook of the analysis, unless it is active there: then read, and stopExport()",
  };
}

const NO_FOLDER: NextStep = {
  command:
    "set SPYGLASS_BASE_DIR, or custom.spyglass_dirs.base in dj_local_conf.json",
  who: "you: no base folder is known, and bundles are in its folder export",
};

function populating(
  { paper_id, populated }: ExportState,
  { directory }: BundlePaths,
): NextStep {
  return {
    command: `await Export.populatePaper(${paperText(paper_id)})`,
    who: populated === null
      ? "you, in a notebook"
      : populated.directory === null
      ? `you, in a notebook: its bundle is not in ${directory}`
      : populated.fits
      ? "you, in a notebook: the log or the bundle has changed since"
      : `you, in a notebook: ${NOT_OF_ONE_RUN}`,
  };
}

function dumping({ script }: BundlePaths): NextStep {
  return {
    command: `bash ${typedWord(script)}`,
    who:
      "whoever may read and lock the tables, where the database can be reached; or you: Export.verify runs it, too",
  };
}

function verifying({ paper_id, verified }: ExportState): NextStep {
  return {
    command: `await Export.verify(${paperText(paper_id)})`,
    who: verified === null
      ? "you, in a notebook"
      : `you, in a notebook: it found ${
        counted(verified.differences, "difference")
      }, and names them; where the database was meant to change, populate again first`,
  };
}

function reviewing(paperId: string, changed: number): NextStep {
  return {
    command: `await ExportSelection.review(${paperText(paperId)})`,
    who: `you, in a notebook: ${
      changedReadsText(changed)
    }; it and Export.verify name them; run their cells again, or ask who changed the rows, then verify`,
  };
}

function publishing(
  { directory }: NonNullable<ExportState["populated"]>,
): NextStep {
  return {
    command:
      `share the folder ${directory} and the files that its files.txt lists`,
    who: "you, with whoever publishes the paper's data",
  };
}

/** A paper, as commands name it. */
function paperText(paperId: string): string {
  return `{ paper_id: ${JSON.stringify(paperId)} }`;
}
