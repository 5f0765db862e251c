/**
 * What is missing between the panel and a kernel, in words.
 *
 * @module
 */
import type { TranslationBundle } from "@jupyterlab/translation";
import { PROTOCOL } from "../../kernel/protocol.ts";
import type { KernelView } from "../../model/tokens.ts";

/** What is said of a kernel that cannot be asked. */
export interface LinkText {
  readonly title: string;
  readonly text: string;
  readonly isBad: boolean;
}

/**
 * Says what is missing, and what to do.
 *
 * @param view the kernel in front
 * @param trans the language of the page
 * @returns a title and a sentence
 */
export function linkText(view: KernelView, trans: TranslationBundle): LinkText {
  const name = view.kernelName;
  switch (view.link) {
    case "none":
      return {
        title: trans.__("No notebook in front"),
        text: trans.__("Open a notebook with the Deno kernel."),
        isBad: false,
      };
    case "no kernel":
      return {
        title: trans.__("No kernel"),
        text: trans.__("Choose the Deno kernel for this notebook."),
        isBad: false,
      };
    case "other":
      return {
        title: trans.__("This notebook runs %1", name),
        text: trans.__(
          "The sidebar shows notebooks with the Deno kernel. Reads that %1 logs into an export appear here beside a Deno notebook that shows its paper.",
          name,
        ),
        isBad: false,
      };
    case "absent":
      return {
        title: trans.__("Not connected"),
        text: trans.__(
          'connect() is missing: run a cell with import { connect } from "spyglass-deno"; const db = await connect(). Nothing is logged before that.',
        ),
        isBad: false,
      };
    case "dead":
      return {
        title: trans.__("The kernel has ended"),
        text: trans.__(
          "Nothing is logged. Restart the kernel and call connect(): it says which export was active.",
        ),
        isBad: true,
      };
    case "silent":
      return {
        title: trans.__("The kernel does not answer"),
        text: trans.__(
          "Its process may have ended, and then nothing is logged, or the way to it is interrupted. Jupyter finds out within a few seconds.",
        ),
        isBad: true,
      };
    case "offline":
      return {
        title: trans.__("No connection to the kernel"),
        text: trans.__(
          "Jupyter's server does not answer. A running cell goes on and logs; what is shown may be old.",
        ),
        isBad: true,
      };
    case "mismatch":
      return {
        title: trans.__("The sidebar and the module do not fit together"),
        text: mismatchText(view.protocol ?? 0, trans),
        isBad: true,
      };
    default:
      return {
        title: view.isBusy
          ? trans.__("The kernel is busy")
          : trans.__("The kernel is starting"),
        text: view.isBusy
          ? trans.__("It answers when the cell ends.")
          : trans.__("One moment."),
        isBad: false,
      };
  }
}

/** Says which side is the older one. */
function mismatchText(protocol: number, trans: TranslationBundle): string {
  return protocol > PROTOCOL
    ? trans.__(
      "The module speaks protocol %1, this sidebar %2: update the JupyterLab extension, and load the page anew.",
      protocol,
      PROTOCOL,
    )
    : trans.__(
      "The module speaks protocol %1, this sidebar %2: update the module spyglass-deno, and restart the kernel.",
      protocol,
      PROTOCOL,
    );
}
