/**
 * Why a kernel could not be asked, or did not answer.
 *
 * @module
 */

/** What stood in the way. */
export type LinkProblem =
  | "no kernel"
  | "ended"
  /** `connect()` was not called. */
  | "missing"
  /** It runs another language. */
  | "other"
  | "silent"
  | "offline"
  /** Module and extension speak different protocols. */
  | "mismatch"
  /** It answers others, but not this. */
  | "late"
  /** A cell failed, and Jupyter dropped what waited behind it. */
  | "dropped";

/** A kernel could not be asked, or did not answer. */
export class LinkError extends Error {
  /**
   * @param problem what stood in the way
   * @param isAsked whether it was asked before, so that it may have been done
   */
  constructor(readonly problem: LinkProblem, readonly isAsked = false) {
    super(`Cannot ask the kernel: ${problem}`);
    this.name = "LinkError";
  }
}
