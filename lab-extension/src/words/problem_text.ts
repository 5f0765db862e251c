/**
 * What went wrong with something that was asked, in the language of the page.
 *
 * @module
 */
import type { TranslationBundle } from "@jupyterlab/translation";
import { LinkError, type LinkProblem } from "../kernel/link_error.ts";

/**
 * Says what went wrong.
 *
 * @param error ours, or one whose message is the module's own
 * @param trans the language of the page
 * @returns a sentence or two
 */
export function problemText(error: unknown, trans: TranslationBundle): string {
  if (!(error instanceof LinkError)) {
    return error instanceof Error ? error.message : String(error);
  }
  const words: Record<LinkProblem, string> = {
    "no kernel": trans.__("There is no kernel to ask."),
    ended: trans.__("The kernel has ended."),
    missing: trans.__("The module is not connected: call connect() in a cell."),
    other: trans.__("This kernel does not run Deno."),
    silent: trans.__(
      "The kernel does not answer: wait for it, or restart it.",
    ),
    offline: trans.__("There is no connection to the kernel."),
    mismatch: trans.__(
      "The sidebar and the module are of different versions.",
    ),
    late: trans.__("The kernel has not answered in time."),
    dropped: trans.__(
      "A cell failed, and Jupyter dropped what waited behind it: ask again.",
    ),
  };
  const done = error.isAsked
    ? trans.__(
      "What was asked may have been done: what is shown tells, once the kernel answers.",
    )
    : trans.__("Nothing was done.");
  return `${words[error.problem]} ${done}`;
}
