/**
 * What populating is told.
 *
 * @module
 */
import { CancelledError } from "../errors.ts";
import { refuseUnknownOptions } from "../names/known_options.ts";
import { checkIncluded } from "./slice/included_files.ts";
import type { ProgressOptions } from "./progress.ts";

/** What `populatePaper` is told. See {@linkcode ExportCommands.populatePaper}. */
export interface PopulateOptions extends ProgressOptions {
  /** Exact names of the sessions that may be shown; the others are cut, and what was cut is listed. */
  readonly includedNwbFiles?: readonly string[];
  /** Lose what `dandi_path` and the like say of files that the new result lacks. @default {false} */
  readonly force?: boolean;
  /** Run the script, too: the bundle then has the dump. @default {false} */
  readonly run?: boolean;
  /**
   * Write this connection's credentials into `~/.my.cnf`, where the script looks for them, if there is no such file.
   * @default {false}
   */
  readonly writeOptionFile?: boolean;
}

const OPTIONS = [
  "includedNwbFiles",
  "force",
  "run",
  "writeOptionFile",
  "signal",
  "onProgress",
  "every",
];

/** Refuses unknown options, wrong names, and work that was cancelled before it began. */
export function checkOptions(options: PopulateOptions): void {
  refuseUnknownOptions("Cannot populate", options, ["paper_id", ...OPTIONS]);
  checkIncluded("Cannot populate", options.includedNwbFiles);
  checkGoesOn(options.signal, null);
}

/** @throws {CancelledError} The signal said stop. */
export function checkGoesOn(
  signal: AbortSignal | undefined,
  paperId: string | null,
): void {
  if (!signal?.aborted) return;
  throw new CancelledError(
    `Cancelled populating${
      paperId === null ? "" : ` paper ${paperId}`
    }: nothing was changed, and an earlier result is as it was`,
  );
}
