/**
 * What waits for the end of a running cell, in words, in the section that it was asked in.
 *
 * @module
 */
import type { Asked } from "../../../src/lab/messages.d.ts";
import type { TranslationBundle } from "@jupyterlab/translation";
import * as React from "react";
import type { BodyProps } from "./body.tsx";

/** The sections that ask. */
export type Section = "export" | "reads" | "slice";

/** Draws a line for each thing that waits. */
export function Waiting(
  { view, trans, section }: BodyProps & { readonly section: Section },
): React.ReactElement {
  const texts = wordsOf(section, trans);
  const waits = view.isBusy
    ? view.pending.map(({ asked }) => texts[asked.ask])
    : [];
  const said = new Set(waits.filter((text) => text !== undefined));
  return (
    <div role="status" className="jp-SpyglassDeno-waiting">
      {[...said].map((text) => <p key={text}>{text}</p>)}
    </div>
  );
}

type Words = Partial<Record<Asked["ask"], string>>;

function wordsOf(section: Section, trans: TranslationBundle): Words {
  const words: Record<Section, Words> = {
    export: {
      start: trans.__("Starts when the cell ends"),
      stop: trans.__("Stops when the cell ends"),
      resume: trans.__("Resumes when the cell ends"),
      dismiss: trans.__("Dismisses the export when the cell ends"),
    },
    reads: {
      show: trans.__("Shows the paper when the cell ends"),
      forget: trans.__("Removes the read when the cell ends"),
      deleteAnalysis: trans.__("Deletes the analysis when the cell ends"),
      code: trans.__("Copies the query when the cell ends"),
      reads: trans.__("Shows older reads when the cell ends"),
      cell: trans.__("Looks for the cell when the running one ends"),
    },
    slice: {
      slice: trans.__("Computes the slice when the cell ends"),
      diagram: trans.__("Draws the diagram when the cell ends"),
      populate: trans.__("Populates when the cell ends"),
      verify: trans.__("Verifies when the cell ends"),
      cancel: trans.__("Cancels when the cell ends"),
    },
  };
  return words[section];
}
