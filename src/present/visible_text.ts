/**
 * Text as it may be shown: on one line, no longer than wanted, with nothing in it that moves the cursor, changes a
 * terminal's colours or turns the writing direction.
 *
 * @module
 */

/**
 * Makes the characters that cannot be seen visible and cuts what is too long. A newline becomes `␊`, an escape `␛`,
 * a direction override `\u202e`; joiners and variation selectors stay, since scripts and emoji need them.
 *
 * @param text Any text, however long.
 * @param limit The greatest number of UTF-16 units to keep; where more is cut, `…` follows.
 * @returns The text to show.
 *
 * @example
 * ```ts
 * import { visibleText } from "./visible_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(visibleText("a\tb\u001b[31m", 100), "a␉b␛[31m");
 * assertEquals(visibleText("abcdef", 3), "abc…");
 * ```
 */
export function visibleText(text: string, limit: number): string {
  const cut = text.length > limit;
  const kept = cut ? withoutHalfPair(text.slice(0, limit)) : text;
  const visible = kept.toWellFormed().replace(INVISIBLE, picture);
  return cut ? visible + "…" : visible;
}

// The two joiners stay: words of some scripts and most emoji are spelt with them.
const INVISIBLE =
  /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]--[\u200c\u200d]]/gv;

function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "␡";
  if (code < 0x100) return `\\x${code.toString(16)}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\u{${code.toString(16)}}`;
}

/** A cut between the two halves of one character must not show as a broken one. */
function withoutHalfPair(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
