/**
 * Draws which paper is shown, and its analyses, which can be deleted.
 *
 * @module
 */
import type { State } from "../../../../src/lab/messages.d.ts";
import * as React from "react";
import { countText, readsOf } from "../../words/read_counts.ts";
import { shownCount, shownText } from "../../words/shown.ts";
import type { BodyProps } from "../body.tsx";
import { CommandButton } from "../button.tsx";

/** Draws the choice of the paper; nothing where none exists. */
export function ShownPaper(
  { state, commands, trans }: AnalysesProps,
): React.ReactElement | null {
  const paper = state.shown?.paper_id ?? "";
  if (state.papers.length === 0) return null;
  return (
    <label className="jp-SpyglassDeno-row">
      <span className="jp-SpyglassDeno-label">{trans.__("Shown paper")}</span>
      <select
        className="jp-SpyglassDeno-input"
        value={paper}
        onChange={({ target }) =>
          void commands.execute("spyglass-deno:show-paper", {
            paper_id: target.value,
          })}
      >
        {paper === "" && <option value="">{trans.__("none")}</option>}
        {state.papers.map(({ paper_id }) => (
          <option key={paper_id} value={paper_id}>
            {shownText(paper_id)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Draws the analyses of the shown paper, folded away at first. */
export function Analyses(props: AnalysesProps): React.ReactElement | null {
  const { state, trans } = props;
  const paper = state.shown?.paper_id ?? "";
  const found = state.papers.find(({ paper_id }) => paper_id === paper);
  const analyses = found?.analyses ?? [];
  if (analyses.length === 0) return null;
  return (
    <details className="jp-SpyglassDeno-fold">
      <summary>
        {trans.__("Analyses (%1)", shownCount(analyses.length))}
      </summary>
      <ul
        className="jp-SpyglassDeno-list"
        aria-label={trans.__("Analyses of the shown paper")}
      >
        {analyses.map((analysis_id) => (
          <li key={analysis_id} className="jp-SpyglassDeno-row">
            <span className="jp-SpyglassDeno-grow">
              {shownText(analysis_id)}
            </span>
            <span className="jp-SpyglassDeno-amount">
              {countText(readsOf(state.reads, analysis_id), trans)}
            </span>
            <CommandButton
              {...props}
              command="delete-analysis"
              ask="deleteAnalysis"
              args={{ paper_id: paper, analysis_id }}
              label={trans.__("Delete…")}
              name={trans.__("Delete analysis %1", shownText(analysis_id))}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What they are drawn from. */
export interface AnalysesProps extends BodyProps {
  readonly state: State;
}
