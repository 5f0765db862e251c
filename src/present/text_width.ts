/**
 * How many columns of a terminal a text takes: Chinese, Japanese, Korean and emoji take two, accents none.
 *
 * @module
 */

/**
 * Counts the columns that a text takes in a monospaced font.
 *
 * @param text One line of text.
 * @returns The number of columns.
 *
 * @example
 * ```ts
 * import { textWidth } from "./text_width.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(textWidth("abc"), 3);
 * assertEquals(textWidth("神経"), 4);
 * assertEquals(textWidth("e\u0301"), 1);
 * ```
 */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    width += segmentWidth(segment);
  }
  return width;
}

/**
 * Makes a text exactly `width` columns wide: pads it with spaces, or cuts it and ends it with `…`.
 *
 * @param text One line of text.
 * @param width The number of columns, at least 1.
 * @param side Where the text stands in the padding.
 * @returns The text, `width` columns wide.
 *
 * @example
 * ```ts
 * import { fitToWidth } from "./text_width.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(fitToWidth("ab", 4, "right"), "  ab");
 * assertEquals(fitToWidth("abcdef", 4, "left"), "abc…");
 * ```
 */
export function fitToWidth(
  text: string,
  width: number,
  side: "left" | "right",
): string {
  const own = textWidth(text);
  if (own > width) return cutToWidth(text, width);
  const padding = " ".repeat(width - own);
  return side === "left" ? text + padding : padding + text;
}

const PLAIN = /^[\x20-\x7e…]*$/;
const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const WIDE =
  /^(?:\p{Emoji_Presentation}|.*\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;

function segmentWidth(segment: string): number {
  if (NO_WIDTH.test(segment)) return 0;
  return WIDE.test(segment) ? 2 : 1;
}

function cutToWidth(text: string, width: number): string {
  let kept = "";
  let used = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    const next = used + segmentWidth(segment);
    if (next > width - 1) break;
    kept += segment;
    used = next;
  }
  // A two-column character that did not fit leaves a column over.
  return `${kept}…${" ".repeat(Math.max(0, width - 1 - used))}`;
}
