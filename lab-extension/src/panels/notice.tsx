/**
 * A box that says one thing, with a mark and a colour for its kind; screen readers hear it when it changes.
 *
 * @module
 */
import * as React from "react";

/** What a notice says. */
export interface NoticeProps {
  readonly kind: "good" | "warning" | "error" | "info";
  /** `alert` interrupts, `status` waits for a pause. */
  readonly live: "alert" | "status";
  readonly children: React.ReactNode;
}

/** Draws the box. */
export function Notice(
  { kind, live, children }: NoticeProps,
): React.ReactElement {
  return (
    <div
      role={live}
      className={`jp-SpyglassDeno-notice jp-mod-${kind}`}
    >
      <span className="jp-SpyglassDeno-mark" aria-hidden="true">
        {MARKS[kind]}
      </span>
      <div className="jp-SpyglassDeno-said">{children}</div>
    </div>
  );
}

const MARKS = { good: "●", warning: "▲", error: "✕", info: "ℹ" };
