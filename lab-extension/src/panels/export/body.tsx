/**
 * Draws the active export, or that there is none.
 *
 * @module
 */
import type { State } from "../../../../src/lab/messages.d.ts";
import * as React from "react";
import { shownPlace, shownText, shownTime } from "../../shown.ts";
import { nameOf } from "../../summary.ts";
import type { BodyProps } from "../body.tsx";
import { CommandButton, Waiting } from "../button.tsx";
import { Notice } from "../notice.tsx";
import { linkText } from "./link_text.ts";
import { StartForm } from "./start_form.tsx";

/** Draws the section. */
export function ExportBody(props: BodyProps): React.ReactElement {
  const { view, model, trans } = props;
  const { state } = view;
  const top = React.useRef<HTMLDivElement>(null);
  const active = state?.active?.export_id;
  // What has changed is at the top; the form that changed it is further down.
  // It may give a promise, which React would take for a function that tidies up.
  React.useEffect(() => {
    void top.current?.scrollIntoView();
  }, [active, model.problem]);
  return (
    <div ref={top} className="jp-SpyglassDeno-top">
      {model.problem !== null && (
        <Notice kind="error" live="alert">
          <p>{shownText(model.problem, 2000)}</p>
          <CommandButton
            {...props}
            command="forget-problem"
            label={trans.__("Close")}
          />
        </Notice>
      )}
      {state === null || view.link !== "connected" && !view.isOld
        ? <Unconnected {...props} />
        : <Connected {...props} state={state} />}
      {model.said.length > 0 && model.problem === null && isWell(view) && (
        <Notice kind="info" live="status">
          {model.said.slice(0, 20).map((one, i) => (
            <p key={i}>{shownText(one, 1000)}</p>
          ))}
          <CommandButton
            {...props}
            command="forget-problem"
            label={trans.__("Close")}
          />
        </Notice>
      )}
      <Waiting {...props} />
      {view.isOld && (
        <p className="jp-SpyglassDeno-note">
          {trans.__(
            "As it was before the page was loaded anew; the kernel is busy.",
          )}
        </p>
      )}
    </div>
  );
}

/** What was said last is of no interest where something is wrong now. */
function isWell({ link, state }: BodyProps["view"]): boolean {
  return link === "connected" && !state?.database?.problem;
}

/** What is missing, in words. */
function Unconnected({ view, trans }: BodyProps): React.ReactElement {
  const { title, text, isBad } = linkText(view, trans);
  const { lost } = view;
  return (
    <>
      {lost !== null && (
        <Notice kind="warning" live="alert">
          <strong>{trans.__("NOT LOGGING")}</strong>
          <p>
            {trans.__(
              "The kernel ended while export %1 (%2) was active. What was read is in the log. Run the cell with connect(), then resume the export.",
              lost.export_id,
              nameOf(lost),
            )}
          </p>
        </Notice>
      )}
      <Notice kind={isBad ? "error" : "info"} live="status">
        <strong>{title}</strong>
        <p>{text}</p>
      </Notice>
    </>
  );
}

function Connected(props: StateProps): React.ReactElement {
  const { state, trans } = props;
  const database = state.database;
  return (
    <>
      {database?.problem && (
        <Notice kind="error" live="alert">
          <strong>{trans.__("The database does not answer")}</strong>
          <p title={shownText(database.problem, 2000)}>
            {shownPlace(database.problem, 2000)}
          </p>
        </Notice>
      )}
      {database === null && (
        <Notice kind="info" live="status">
          <strong>{trans.__("No database")}</strong>
          <p>{trans.__("Call connect() in a cell.")}</p>
        </Notice>
      )}
      <Logging {...props} />
      <Interrupted {...props} />
      {database !== null && (
        <StartForm {...props} papers={state.papers} active={state.active} />
      )}
      {database && (
        <p className="jp-SpyglassDeno-note" title={shownText(database.label)}>
          {trans.__("Database: %1", shownPlace(database.label))}
        </p>
      )}
    </>
  );
}

interface StateProps extends BodyProps {
  readonly state: State;
}

/** As plain where nothing is logged as where something is. */
function Logging(props: StateProps): React.ReactElement {
  const { state: { active, unlogged }, trans } = props;
  if (active === null) {
    return (
      <Notice kind="warning" live="status">
        <strong>{trans.__("NOT LOGGING")}</strong>
        <p>
          {unlogged
            ? trans._n(
              "%2 was read at %3 and is in no export.",
              "%1 reads are in no export, the last one of %2 at %3.",
              unlogged.reads,
              shownText(unlogged.table, 100),
              shownTime(unlogged.at),
            )
            : trans.__("No export is active: what is read is not shipped.")}
        </p>
      </Notice>
    );
  }
  return (
    <Notice kind={active.problem === null ? "good" : "error"} live="status">
      <strong>{trans.__("Logging")}</strong>
      <dl className="jp-SpyglassDeno-facts">
        <dt>{trans.__("Paper")}</dt>
        <dd>{shownText(active.paper_id)}</dd>
        <dt>{trans.__("Analysis")}</dt>
        <dd>{shownText(active.analysis_id)}</dd>
        <dt>{trans.__("Export")}</dt>
        <dd>{active.export_id}</dd>
        <dt>{trans.__("Since")}</dt>
        <dd>{shownTime(active.since)}</dd>
        <dt>{trans.__("Version")}</dt>
        <dd>{shownText(active.version)}</dd>
      </dl>
      {active.problem !== null && (
        <p className="jp-SpyglassDeno-wrong" role="alert">
          {trans.__("Reads will fail: %1", shownText(active.problem, 1000))}
        </p>
      )}
      {active.inherited && (
        <p>{trans.__("It came from the process that started this kernel.")}</p>
      )}
      <CommandButton
        {...props}
        command="stop"
        label={trans.__("Stop export")}
        ask="stop"
        isPrimary
      />
    </Notice>
  );
}

function Interrupted(props: StateProps): React.ReactElement | null {
  const { state: { interrupted, active }, trans } = props;
  if (interrupted === null || active !== null) return null;
  return (
    <Notice kind="warning" live="alert">
      <strong>
        {trans.__(
          "Export %1 was active when the kernel ended: resume?",
          interrupted.export_id,
        )}
      </strong>
      <p>
        {shownText(interrupted.paper_id)} / {shownText(interrupted.analysis_id)}
      </p>
      <div className="jp-SpyglassDeno-buttons">
        <CommandButton
          {...props}
          command="resume"
          label={trans.__("Resume")}
          ask="resume"
          isPrimary
        />
        <CommandButton
          {...props}
          command="dismiss"
          label={trans.__("Dismiss")}
          ask="dismiss"
        />
      </div>
    </Notice>
  );
}
