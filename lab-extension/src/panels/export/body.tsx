/**
 * Draws the active export, or that there is none.
 *
 * @module
 */
import type { State } from "../../../../src/lab/messages.d.ts";
import * as React from "react";
import { shownPlace, shownText, shownTime } from "../../words/shown.ts";
import { nameOf } from "../../words/summary.ts";
import type { BodyProps } from "../body.tsx";
import { CommandButton } from "../button.tsx";
import { Notice } from "../notice.tsx";
import { linkText } from "./link_text.ts";
import { Waiting, waitingTexts } from "../waiting.tsx";
import { StartForm } from "./start_form.tsx";

/** Draws the section. */
export function ExportBody(props: BodyProps): React.ReactElement {
  const { view, model, trans } = props;
  const { state } = view;
  const isConnected = state !== null &&
    (view.link === "connected" || view.isOld);
  const top = React.useRef<HTMLDivElement>(null);
  const active = state?.active?.export_id;
  const waits = waitingTexts(view, trans, "export").join("\n");
  // What has changed is at the top; the form that changed it is further down.
  // It may give a promise, which React would take for a function that tidies up.
  React.useEffect(() => {
    void top.current?.scrollIntoView();
  }, [active, model.problem, waits]);
  return (
    <div ref={top} className="jp-SpyglassDeno-top">
      <Waiting {...props} section="export" />
      {isConnected && <Problem {...props} />}
      {isConnected
        ? <Connected {...props} state={state} />
        : <Unconnected {...props} />}
      {!isConnected && <Problem {...props} />}
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

/** What went wrong with something that was asked. */
function Problem(props: BodyProps): React.ReactElement | null {
  const { model, trans } = props;
  if (model.problem === null) return null;
  return (
    <Notice kind="error" live="alert">
      <p>{shownText(model.problem, 2000)}</p>
      <CommandButton
        {...props}
        command="forget-problem"
        label={trans.__("Close")}
      />
    </Notice>
  );
}

/** What the module said when it last did something: of no interest where something is wrong now. */
function Said(props: StateProps): React.ReactElement | null {
  const { model, view, state, trans } = props;
  const isWell = view.link === "connected" && !state.database?.problem &&
    model.problem === null;
  if (model.said.length === 0 || !isWell) return null;
  return (
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
  );
}

/** What is missing, in words. */
function Unconnected(props: BodyProps): React.ReactElement {
  const { view, trans } = props;
  const { title, text, isBad } = linkText(view, trans);
  const { lost, link, state } = view;
  const last = state?.active ?? null;
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
        {last !== null && (
          <p>
            {trans.__(
              "Export %1 (%2) was active when it was last heard.",
              last.export_id,
              nameOf(last),
            )}
          </p>
        )}
        {link === "offline" && (
          <CommandButton
            {...props}
            command="reconnect"
            label={trans.__("Connect again")}
          />
        )}
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
      {database !== null && !database.isKnown && database.problem === null && (
        <Notice kind="info" live="status">
          <p>{trans.__("The database is being asked …")}</p>
        </Notice>
      )}
      {(database === null || database.isKnown) && <Logging {...props} />}
      <Interrupted {...props} />
      <Said {...props} />
      {database !== null && (
        <StartForm
          {...props}
          papers={state.papers}
          active={state.active}
          isKnown={database.isKnown}
        />
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
      <strong>
        {active.problem === null
          ? trans.__("Logging")
          : trans.__("Reads will fail")}
      </strong>
      {active.problem !== null && (
        <p role="alert">{shownText(active.problem, 1000)}</p>
      )}
      <Facts active={active} trans={trans} />
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

/** What is known of the active export: of one that the server does not know, its number at most. */
function Facts(
  { active, trans }: {
    readonly active: NonNullable<State["active"]>;
    readonly trans: BodyProps["trans"];
  },
): React.ReactElement {
  const { export_id, paper_id, analysis_id, since, version } = active;
  const facts: readonly [string, string][] = [
    [trans.__("Paper"), shownText(paper_id)],
    [trans.__("Analysis"), shownText(analysis_id)],
    [trans.__("Export"), export_id === 0 ? "" : String(export_id)],
    [trans.__("Since"), since === null ? "" : shownTime(since)],
    [trans.__("Version"), shownText(version)],
  ];
  return (
    <dl className="jp-SpyglassDeno-facts">
      {facts.filter(([, text]) => text !== "").map(([name, text]) => (
        <React.Fragment key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </React.Fragment>
      ))}
    </dl>
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
