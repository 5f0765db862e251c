/**
 * Draws the shown paper and its analyses; another paper can be chosen.
 *
 * @module
 */
import type { State } from "../../../../src/lab/messages.d.ts";
import * as React from "react";
import { shownText } from "../../shown.ts";
import type { BodyProps } from "../body.tsx";
import { CommandButton } from "../button.tsx";

/** Draws the choice and the list; nothing where no paper exists. */
export function Analyses(
  props: BodyProps & { readonly state: State },
): React.ReactElement | null {
  const { state, commands, trans } = props;
  const paper = state.shown?.paper_id ?? "";
  if (state.papers.length === 0) return null;
  const found = state.papers.find(({ paper_id }) => paper_id === paper);
  return (
    <div className="jp-SpyglassDeno-group">
      <label className="jp-SpyglassDeno-field">
        <span>{trans.__("Shown paper")}</span>
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
      <ul
        className="jp-SpyglassDeno-list"
        aria-label={trans.__("Analyses of the shown paper")}
      >
        {found?.analyses.map((analysis_id) => (
          <li key={analysis_id} className="jp-SpyglassDeno-row">
            <span className="jp-SpyglassDeno-grow">
              {shownText(analysis_id)}
            </span>
            <CommandButton
              {...props}
              command="delete-analysis"
              args={{ paper_id: paper, analysis_id }}
              label={trans.__("Delete…")}
              name={trans.__("Delete analysis %1", shownText(analysis_id))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
