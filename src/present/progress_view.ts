/**
 * How far long work is, as a bar.
 *
 * @module
 */
import { markup } from "./html.ts";
import { visibleText } from "./visible_text.ts";

/** Work in steps. */
export interface ProgressView {
  readonly title: string;
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Seconds since it began. */
  readonly seconds: number;
}

/**
 * Writes a line of text.
 *
 * @example
 * ```ts
 * import { progressText } from "./progress_view.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const view = { title: "lab.Sum", done: 2, total: 4, failed: 1, seconds: 2 };
 * assertEquals(progressText(view), "lab.Sum  ██████████░░░░░░░░░░  2 of 4, 1 failed, 2 s left");
 * ```
 */
export function progressText(view: ProgressView): string {
  const filled = view.total === 0
    ? WIDTH
    : Math.floor(WIDTH * view.done / view.total);
  const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
  return `${visibleText(view.title, 200)}  ${bar}  ${words(view)}`;
}

/** Writes the same as HTML. */
export function progressHtml(view: ProgressView): string {
  return markup`<div class="spyglass-progress">${
    visibleText(view.title, 200)
  } <progress value="${String(view.done)}" max="${
    String(Math.max(view.total, 1))
  }"></progress> ${words(view)}</div>`.toString();
}

const WIDTH = 20;

function words({ done, total, failed, seconds }: ProgressView): string {
  const parts = [`${done} of ${total}`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (done >= total) parts.push(`in ${time(seconds)}`);
  else if (done > 0) {
    parts.push(`${time(seconds / done * (total - done))} left`);
  }
  return parts.join(", ");
}

function time(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
