/**
 * What work that a cell waits for is doing, and for how long.
 *
 * @module
 */
import { markup } from "./html.ts";
import { visibleText } from "./visible_text.ts";

/** Work that takes a while. */
export interface WorkView {
  /** What it is doing, or did last. */
  readonly step: string;
  /** Seconds since it began. */
  readonly seconds: number;
  readonly state: "running" | "done" | "stopped";
}

/**
 * Writes a line of text.
 *
 * @example
 * ```ts
 * import { workText } from "./work_view.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const view = { step: "Computing the slice: 1,200 rows so far", seconds: 3.4 };
 * assertEquals(workText({ ...view, state: "running" }), "Computing the slice: 1,200 rows so far, for 3 s …");
 * assertEquals(workText({ ...view, state: "done" }), "Done in 3 s");
 * ```
 */
export function workText({ step, seconds, state }: WorkView): string {
  const time = `${Math.round(seconds)} s`;
  if (state === "done") return `Done in ${time}`;
  const text = visibleText(step, 200);
  return state === "running"
    ? `${text}, for ${time} …`
    : `${text}: stopped after ${time}`;
}

/** Writes the same as HTML. */
export function workHtml(view: WorkView): string {
  return markup`<div class="spyglass-progress">${workText(view)}</div>`
    .toString();
}
