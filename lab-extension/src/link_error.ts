/**
 * Why a kernel could not be asked, to be said in the language of the page.
 *
 * @module
 */
import type { TranslationBundle } from "@jupyterlab/translation";

/** What stood in the way. */
export type LinkProblem = "no kernel" | "ended" | "missing";

/** A kernel could not be asked. */
export class LinkError extends Error {
  /** @param problem what stood in the way */
  constructor(readonly problem: LinkProblem) {
    super(`Cannot ask the kernel: ${problem}`);
    this.name = "LinkError";
  }
}

/**
 * Says what went wrong.
 *
 * @param error ours, or one whose message is the module's own
 * @param trans the language of the page
 * @returns a sentence
 */
export function problemText(error: unknown, trans: TranslationBundle): string {
  if (!(error instanceof LinkError)) {
    return error instanceof Error ? error.message : String(error);
  }
  const words: Record<LinkProblem, string> = {
    "no kernel": trans.__("There is no kernel to ask"),
    ended: trans.__("The kernel has ended: nothing was done"),
    missing: trans.__(
      "The module is not connected: call connect() in a cell",
    ),
  };
  return words[error.problem];
}
