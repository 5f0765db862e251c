/**
 * Draws how far the shown paper is, what is at work on it, and where its bundle is.
 *
 * @module
 */
import type { Job, State } from "../../../../src/lab/messages.d.ts";
import * as React from "react";
import { shownText } from "../../words/shown.ts";
import type { BodyProps } from "../body.tsx";
import { CommandButton } from "../button.tsx";
import { Notice } from "../notice.tsx";

/** What it is drawn from. */
export interface OutcomeProps extends BodyProps {
  readonly state: State;
}

/** Draws the steps, the buttons, the job and the place. */
export function Outcome(props: OutcomeProps): React.ReactElement {
  const { state: { outcome, job, shown }, trans } = props;
  const isJobView = job !== null && isRunning(job);
  // The job says the same, and more.
  const hasJustVerified = job?.name === "verify" && job.state === "done" &&
    job.paper_id === shown?.paper_id;
  return (
    <div className="jp-SpyglassDeno-group">
      {outcome && outcome.steps.length > 0 && <Steps {...props} />}
      <div className="jp-SpyglassDeno-buttons">
        <CommandButton
          {...props}
          command="populate"
          ask="populate"
          isPrimary
          isDisabled={isJobView}
        />
        <CommandButton
          {...props}
          command="verify"
          ask="verify"
          isDisabled={isJobView}
        />
      </div>
      {job && job.paper_id === shown?.paper_id && (
        <JobView {...props} job={job} />
      )}
      {outcome?.verified && !hasJustVerified && (
        <Verified verified={outcome.verified} trans={trans} />
      )}
      {outcome?.directory && (
        <Bundle
          {...props}
          directory={outcome.directory}
        />
      )}
      {outcome?.next && (
        <p className="jp-SpyglassDeno-note">
          {trans.__("Next:")} {shownText(outcome.next, 500)}
        </p>
      )}
    </div>
  );
}

interface VerifiedProps extends Pick<BodyProps, "trans"> {
  readonly verified: NonNullable<NonNullable<State["outcome"]>["verified"]>;
}

function Verified(
  { verified, trans }: VerifiedProps,
): React.ReactElement {
  return (
    <Notice kind={verified.ok ? "good" : "error"} live="status">
      <strong>
        {verified.ok ? trans.__("Verified") : trans._n(
          "%1 difference",
          "%1 differences",
          verified.differences,
        )}
      </strong>
      <p>{shownText(verified.text, 2000)}</p>
    </Notice>
  );
}

function Bundle(
  props: BodyProps & { readonly directory: string },
): React.ReactElement {
  const { directory, ...rest } = props;
  const { trans } = rest;
  return (
    <div className="jp-SpyglassDeno-row">
      <span className="jp-SpyglassDeno-grow">
        {trans.__("Bundle")} <code>{shownText(directory, 500)}</code>
      </span>
      <CommandButton
        {...rest}
        command="copy-bundle"
        label={trans.__("Copy path")}
      />
    </div>
  );
}

function Steps({ state, trans }: OutcomeProps): React.ReactElement {
  const names = stepNames(trans);
  return (
    <ol
      className="jp-SpyglassDeno-steps"
      aria-label={trans.__("How far the paper is")}
    >
      {state.outcome?.steps.map((step) => (
        <li
          key={step.name}
          className={step.isDone ? "jp-mod-done" : ""}
          title={shownText(step.text, 500)}
        >
          <span className="jp-SpyglassDeno-stepMark" aria-hidden="true">
            {step.isDone ? "✓" : ""}
          </span>
          {names[step.name] ?? shownText(step.name, 40)}
          <span className="jp-SpyglassDeno-unseen">
            {step.isDone ? trans.__(": done") : trans.__(": not yet")}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** As the kernel names them → as the page does. */
function stepNames(
  trans: BodyProps["trans"],
): Readonly<Record<string, string>> {
  return {
    Logged: trans.__("Logged"),
    Populated: trans.__("Populated"),
    Dumped: trans.__("Dumped"),
    Verified: trans.__("Verified"),
    Published: trans.__("Published"),
  };
}

/** A job: how far it is, or how it ended. */
function JobView(
  props: OutcomeProps & { readonly job: Job },
): React.ReactElement {
  const { job, trans } = props;
  const title = job.name === "populate"
    ? trans.__("Populate")
    : trans.__("Verify");
  if (!isRunning(job)) return <Ended job={job} title={title} trans={trans} />;
  return (
    <div className="jp-SpyglassDeno-job" role="group" aria-label={title}>
      <p role="status">{trans.__("%1: %2", title, shownText(job.step, 200))}</p>
      <progress
        aria-label={title}
        {...(job.progress === null ? {} : { value: job.progress, max: 1 })}
      />
      <CommandButton
        {...props}
        command="cancel"
        args={{ job: job.id }}
        ask="cancel"
        isDisabled={job.state === "cancelling"}
      />
    </div>
  );
}

function isRunning({ state }: Job): boolean {
  return state === "running" || state === "cancelling";
}

interface EndedProps extends Pick<BodyProps, "trans"> {
  readonly job: Job;
  readonly title: string;
}

function Ended({ job, title, trans }: EndedProps): React.ReactElement {
  const kind = job.state === "failed" || job.differs
    ? "error"
    : job.state === "done"
    ? "good"
    : "info";
  return (
    <Notice kind={kind} live="status">
      <strong>
        {trans.__("%1: %2", title, jobEnd(job, trans))}
      </strong>
      {job.message !== null && <p>{shownText(job.message, 2000)}</p>}
    </Notice>
  );
}

function jobEnd(job: Job, trans: BodyProps["trans"]): string {
  return job.differs
    ? trans.__("differences found")
    : jobStates(trans)[job.state];
}

function jobStates(trans: BodyProps["trans"]): Record<Job["state"], string> {
  return {
    running: trans.__("running"),
    cancelling: trans.__("cancelling"),
    done: trans.__("done"),
    cancelled: trans.__("cancelled, nothing was changed"),
    failed: trans.__("failed"),
  };
}
