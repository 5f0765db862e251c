/**
 * Steps, one a line: what is done and what is not.
 *
 * @module
 */
import { markup } from "./html.ts";
import { visibleText } from "./visible_text.ts";

/** One step. */
export interface StepView {
  readonly name: string;
  readonly text: string;
  readonly isDone: boolean;
}

/**
 * Writes steps as text, a line each.
 *
 * @param title The line above them.
 * @param steps The steps.
 * @returns Lines of text, without a final newline.
 *
 * @example
 * ```ts
 * import { stepsText } from "./steps.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(stepsText("Export", [{ name: "Logged", text: "4 reads", isDone: true }]), "Export\n  ✓ Logged  4 reads");
 * ```
 */
export function stepsText(title: string, steps: readonly StepView[]): string {
  const width = Math.max(...steps.map(({ name }) => name.length));
  return [
    visibleText(title, LINE_LIMIT),
    ...steps.map(({ name, text, isDone }) =>
      `  ${mark(isDone)} ${name.padEnd(width)}  ${
        visibleText(text, LINE_LIMIT)
      }`
    ),
  ].join("\n");
}

/**
 * Writes steps as HTML, with the same lines as `stepsText`.
 *
 * @param title The line above them.
 * @param steps The steps.
 * @returns HTML that a notebook may show as it is.
 *
 * @example
 * ```ts
 * import { stepsHtml } from "./steps.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const html = stepsHtml("Export", [{ name: "Logged", text: "<4> reads", isDone: true }]);
 * assertStringIncludes(html, "&lt;4&gt; reads");
 * ```
 */
export function stepsHtml(title: string, steps: readonly StepView[]): string {
  const rows = steps.map(({ name, text, isDone }) =>
    markup`<tr><td>${
      mark(isDone)
    }</td><th scope="row" style="text-align: left">${name}</th><td style="text-align: left">${
      visibleText(text, LINE_LIMIT)
    }</td></tr>\n`
  );
  return markup`<div class="spyglass-steps">
<p><strong>${visibleText(title, LINE_LIMIT)}</strong></p>
<table>
<tbody>
${rows}</tbody>
</table>
</div>`.toString();
}

const LINE_LIMIT = 1000;

function mark(isDone: boolean): string {
  return isDone ? "✓" : "·";
}
