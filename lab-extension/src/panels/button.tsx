/**
 * A button that runs a command, and says when it has to wait for a cell.
 *
 * @module
 */
import type { Asked } from "../../../src/lab/messages.d.ts";
import type { ReadonlyPartialJSONObject } from "@lumino/coreutils";
import * as React from "react";
import type { BodyProps } from "./body.tsx";

/** What a button does. */
export interface CommandButtonProps extends BodyProps {
  /** Without the extension's prefix, `stop`. */
  readonly command: string;
  readonly args?: ReadonlyPartialJSONObject;
  /** What it says; the command's own label where nothing is given. */
  readonly label?: string;
  /** What it asks of the kernel: while that is asked it cannot be pressed again. */
  readonly ask?: Asked["ask"];
  readonly isPrimary?: boolean;
  readonly isDisabled?: boolean;
  /** For screen readers, where the label alone does not say it. */
  readonly name?: string;
}

/** Draws the button. It stays focusable while it waits, so that the focus is not lost. */
export function CommandButton(props: CommandButtonProps): React.ReactElement {
  const { commands, command, args = {}, ask, isPrimary, trans, view } = props;
  const id = `spyglass-deno:${command}`;
  const isAsked = ask !== undefined && isPending(view, ask);
  const isDisabled = props.isDisabled || isAsked ||
    !commands.isEnabled(id, args);
  const look = isPrimary ? "jp-mod-accept jp-mod-styled" : "";
  const label = props.label ?? commands.label(id, args);
  return (
    <button
      type="button"
      className={`jp-SpyglassDeno-button ${look}`}
      aria-disabled={isDisabled}
      aria-label={props.name}
      title={commands.caption(id, args)}
      onClick={() => {
        if (!isDisabled) void commands.execute(id, args);
      }}
    >
      {isAsked ? trans.__("%1 …", label) : label}
    </button>
  );
}

/** Says what waits for the end of a running cell. */
export function Waiting({ view, trans }: BodyProps): React.ReactElement {
  const waits = view.isBusy
    ? view.pending.map(({ asked }) => asked.ask).filter((ask) => ask in WAITS)
    : [];
  const words: Record<string, string> = {
    start: trans.__("Starts when the cell ends"),
    stop: trans.__("Stops when the cell ends"),
    resume: trans.__("Resumes when the cell ends"),
    populate: trans.__("Populates when the cell ends"),
    verify: trans.__("Verifies when the cell ends"),
    cancel: trans.__("Cancels when the cell ends"),
    slice: trans.__("Computes the slice when the cell ends"),
    show: trans.__("Shows the paper when the cell ends"),
  };
  return (
    <div role="status" className="jp-SpyglassDeno-waiting">
      {[...new Set(waits)].map((ask) => <p key={ask}>{words[ask]}</p>)}
    </div>
  );
}

/** Whether something is asked and not answered yet. */
export function isPending(
  view: BodyProps["view"],
  ask: Asked["ask"],
): boolean {
  return view.pending.some(({ asked }) => asked.ask === ask);
}

const WAITS: Partial<Record<Asked["ask"], true>> = {
  start: true,
  stop: true,
  resume: true,
  populate: true,
  verify: true,
  cancel: true,
  slice: true,
  show: true,
};
