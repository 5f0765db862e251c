/**
 * Draws which notebook and which kernel the sidebar shows.
 *
 * @module
 */
import * as React from "react";
import { shownText } from "../words/shown.ts";
import type { BodyProps } from "./body.tsx";

/** Draws one line. */
export function KernelLabel(
  { model, view, trans }: BodyProps,
): React.ReactElement {
  const words: Record<typeof view.link, string> = {
    "none": trans.__("no notebook"),
    "no kernel": trans.__("no kernel"),
    starting: trans.__("starting"),
    other: trans.__("not a Deno kernel"),
    absent: trans.__("not connected"),
    connected: view.isBusy ? trans.__("busy") : trans.__("ready"),
    mismatch: trans.__("another version"),
    silent: trans.__("does not answer"),
    dead: trans.__("ended"),
    offline: trans.__("no connection"),
  };
  const kernel = [view.kernelName, words[view.link]].filter(Boolean).join(
    " · ",
  );
  return (
    <div className="jp-SpyglassDeno-kernel">
      <span className="jp-SpyglassDeno-grow jp-SpyglassDeno-name">
        {shownText(model.notebook, 80)}
      </span>
      <span role="status" aria-label={trans.__("Kernel")}>{kernel}</span>
    </div>
  );
}
