/**
 * What an export is started with.
 *
 * @module
 */
import { refuseUnknownOptions } from "../../names/known_options.ts";
import { checkId, checkPaper, type ExportKey } from "./ids.ts";

/** What {@linkcode SelectionCommands.startExport} is told. */
export interface StartOptions extends ExportKey {
  /** Names of the sessions that the paper may show; reads beyond them warn. */
  readonly includedNwbFiles?: readonly string[];
}

/**
 * The key that they name.
 *
 * @throws {TypeError | RangeError} An option that there is not, or an id that cannot be the name of a folder.
 */
export function checkedKey(options: StartOptions): ExportKey {
  checkPaper(options, ', analysis_id: "analysis1"');
  refuseUnknownOptions("Cannot start an export", options, OPTIONS);
  checkNames(options.includedNwbFiles);
  return {
    paper_id: checkId("paper_id", options.paper_id),
    analysis_id: checkId("analysis_id", options.analysis_id),
  };
}

const OPTIONS = ["paper_id", "analysis_id", "includedNwbFiles"];

function checkNames(names: unknown): void {
  const isList = names === undefined ||
    (Array.isArray(names) && names.every((name) => typeof name === "string"));
  if (isList) return;
  throw new TypeError(
    'Cannot start an export: includedNwbFiles is no list of names, wanted the exact names of sessions, for example ["mouse1_.nwb"]',
  );
}
