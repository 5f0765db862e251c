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
  return (
    <div role="status" className="jp-SpyglassDeno-waiting">
      {waitingTexts(view, trans, section).map((text) => <p key={text}>{text}
      </p>)}
    </div>
  );
}

/** Says what waits for the end of the running cell. */
export function waitingTexts(
  view: BodyProps["view"],
  trans: TranslationBundle,
  section: Section,
): readonly string[] {
  if (!view.isBusy) return [];
  const words = wordsOf(section, trans);
  const texts = view.pending.map(({ asked }) => words[asked.ask] ?? "");
  return [...new Set(texts)].filter((text) => text !== "");
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
