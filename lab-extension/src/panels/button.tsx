/**
 * A button that runs a command.
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
  /** What it asks of the kernel, with its arguments: while that is asked it cannot be pressed again. */
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
  const isAsked = ask !== undefined && isPending(view, ask, args);
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
      {isAsked ? trans.__("%1 …", label.replace(/…$/, "")) : label}
    </button>
  );
}

/** Whether something is asked, with these arguments, and not answered yet. */
export function isPending(
  view: BodyProps["view"],
  ask: Asked["ask"],
  args: ReadonlyPartialJSONObject = {},
): boolean {
  return view.pending.some(({ asked }) => {
    const fields = asked as unknown as ReadonlyPartialJSONObject;
    return asked.ask === ask &&
      Object.entries(args).every(([name, value]) => fields[name] === value);
  });
}
