/**
 * Why a section has nothing to show: a kernel or a database that has not answered yet is no empty log.
 *
 * @module
 */
import type { State } from "../../../src/lab/messages.d.ts";
import type { TranslationBundle } from "@jupyterlab/translation";
import * as React from "react";
import type { KernelView } from "../model/tokens.ts";
import type { BodyProps } from "./body.tsx";

/** Draws one line. */
export function NotKnown({ view, trans }: BodyProps): React.ReactElement {
  return (
    <p className="jp-SpyglassDeno-note" role="status">
      {notKnownText(view, trans)}
    </p>
  );
}

/**
 * The state, where it says what there is.
 *
 * @param view a kernel
 * @returns `null` where nothing is known yet
 */
export function knownState({ state }: KernelView): State | null {
  return state?.database?.isKnown ? state : null;
}

/** Says what is waited for, or what is missing. */
function notKnownText(
  { link, isBusy, state }: KernelView,
  trans: TranslationBundle,
): string {
  if (link === "starting" || link === "connected") {
    if (state?.database?.problem) {
      return trans.__("Not known: the database does not answer.");
    }
    if (state !== null && state.database === null) {
      return trans.__("Nothing to show: no database is connected.");
    }
    if (state !== null) return trans.__("The database is being asked …");
    return isBusy
      ? trans.__("Not known yet: the kernel answers when the cell ends.")
      : trans.__("The kernel is being asked …");
  }
  if (link === "offline" || link === "silent") {
    return trans.__("Not known: the kernel cannot be asked.");
  }
  return trans.__("Nothing to show: no connected notebook is in front.");
}
