/**
 * Draws the form that starts an export, with the papers and analyses that exist as suggestions.
 *
 * @module
 */
import type { State } from "../../../../src/lab/messages.d.ts";
import * as React from "react";
import type { BodyProps } from "../body.tsx";
import { isPending } from "../button.tsx";
import { nameProblem } from "./name_problem.ts";

/** What the form is drawn from. */
export interface StartFormProps extends BodyProps {
  readonly papers: State["papers"];
  readonly active: State["active"];
  /** False where it cannot be told yet whether an export is active: until then the form stays as it is. */
  readonly isKnown: boolean;
}

/** Draws the form; folded away while an export is active. */
export function StartForm(props: StartFormProps): React.ReactElement {
  const { papers, active, isKnown, commands, trans, view } = props;
  const [paper, setPaper] = React.useState("");
  const [analysis, setAnalysis] = React.useState("");
  const fold = React.useRef<HTMLDetailsElement>(null);
  const [isTried, setTried] = React.useState(false);
  const isOpen = useLastKnown(active === null, isKnown, false);
  const analyses = papers.find(({ paper_id }) => paper_id === paper)?.analyses;
  const problems = {
    paper: isTried ? nameProblem(paper, trans) : null,
    analysis: isTried ? nameProblem(analysis, trans) : null,
  };
  const isAsked = isPending(view, "start");
  const exists = analyses?.includes(analysis) ?? false;
  const label = exists ? trans.__("Resume export") : trans.__("Start export");
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setTried(true);
    const isWrong = nameProblem(paper, trans) ?? nameProblem(analysis, trans);
    if (isWrong || isAsked) return;
    const args = { paper_id: paper, analysis_id: analysis };
    const hadFocus = fold.current?.contains(document.activeElement) ?? false;
    void commands.execute("spyglass-deno:start", args).then((isDone) => {
      if (isDone !== true) return;
      setTried(false);
      close(fold.current, hadFocus);
    });
  };
  return (
    <details
      ref={fold}
      className="jp-SpyglassDeno-fold"
      open={isOpen}
    >
      <summary>{trans.__("Start an export")}</summary>
      <form
        className="jp-SpyglassDeno-form"
        aria-label={trans.__("Start an export")}
        noValidate
        onSubmit={submit}
      >
        <Field
          label={trans.__("Paper")}
          value={paper}
          onChange={setPaper}
          suggestions={papers.map(({ paper_id }) => paper_id)}
          problem={problems.paper}
        />
        <Field
          label={trans.__("Analysis")}
          value={analysis}
          onChange={setAnalysis}
          suggestions={analyses ?? []}
          problem={problems.analysis}
        />
        <button
          type="submit"
          className="jp-SpyglassDeno-button jp-mod-accept jp-mod-styled"
          aria-disabled={isAsked}
        >
          {isAsked ? trans.__("%1 …", label) : label}
        </button>
        {active !== null && (
          <p className="jp-SpyglassDeno-note">
            {trans.__("Export %1 is stopped by it.", active.export_id)}
          </p>
        )}
      </form>
    </details>
  );
}

/** A value that is known, else the one that was known last: nothing folds or unfolds under somebody's hand for a moment. */
function useLastKnown<T>(value: T, isKnown: boolean, first: T): T {
  const last = React.useRef(first);
  React.useEffect(() => {
    if (isKnown) last.current = value;
  });
  return isKnown ? value : last.current;
}

/**
 * Also one that was opened by hand while another export was active. The focus stays near what had it, which may be folded
 * away by now.
 */
function close(fold: HTMLDetailsElement | null, hadFocus: boolean): void {
  if (fold === null) return;
  const { activeElement, body } = document;
  const isHere = activeElement === body || fold.contains(activeElement);
  if (hadFocus && isHere) fold.querySelector("summary")?.focus();
  fold.open = false;
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly suggestions: readonly string[];
  readonly problem: string | null;
  onChange(value: string): void;
}

function Field(props: FieldProps): React.ReactElement {
  const { label, value, suggestions, problem, onChange } = props;
  const id = React.useId();
  return (
    <div className="jp-SpyglassDeno-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="jp-SpyglassDeno-input"
        type="text"
        autoComplete="off"
        spellCheck={false}
        list={`${id}-list`}
        value={value}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onChange={({ target }) => onChange(target.value)}
      />
      <datalist id={`${id}-list`}>
        {suggestions.slice(0, MOST).map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {problem !== null && (
        <p id={`${id}-problem`} role="alert" className="jp-SpyglassDeno-wrong">
          {problem}
        </p>
      )}
    </div>
  );
}

const MOST = 500;
