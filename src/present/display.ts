/**
 * What a notebook shows for a value: the same thing as HTML and as plain text.
 *
 * @module
 */

/** Jupyter's mime bundle, as `Symbol.for("Jupyter.display")` returns it. */
export interface DisplayBundle {
  readonly "text/html": string;
  readonly "text/plain": string;
}

/**
 * Puts both forms together. The text is never left out: it is all that nbconvert, diffs and terminals have.
 *
 * @param html Markup made by a renderer of this folder.
 * @param text The same in plain text.
 * @returns The bundle to return from `[Symbol.for("Jupyter.display")]()`.
 *
 * @example
 * ```ts
 * import { displayBundle } from "./display.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(displayBundle("<p>Total: 1</p>", "Total: 1")["text/plain"], "Total: 1");
 * ```
 */
export function displayBundle(html: string, text: string): DisplayBundle {
  return { "text/html": html, "text/plain": text };
}
