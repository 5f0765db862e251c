/**
 * Values as SQL text that means the same under every `sql_mode`, connection character set, and for Python's
 * DataJoint, which takes each lower-case word outside quotes for a column.
 *
 * @module
 */

/**
 * Writes a text as a literal. Plain printable ASCII stays readable; everything else is written as hexadecimal UTF-8,
 * which no mode, escape or character set can change. A backslash stays before `_`, where every mode keeps it;
 * `%` does not stay: DataJoint doubles it when it reads a stored text.
 *
 * @param text Any well-formed text.
 * @throws {RangeError} It holds half of a surrogate pair.
 *
 * @example
 * ```ts
 * import { textLiteral } from "./literal.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(textLiteral("it's"), "'it''s'");
 * assertEquals(textLiteral("é"), "_UTF8MB4 0xC3A9");
 * ```
 */
export function textLiteral(text: string): string {
  if (!ODD.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return `_UTF8MB4 0x${hex(new TextEncoder().encode(checkedText(text)))}`;
}

/**
 * Writes the pattern of a `LIKE` as a literal: its `%` may stay readable, since two wildcards match what one does.
 *
 * @throws {RangeError} It holds half of a surrogate pair.
 */
export function patternLiteral(pattern: string): string {
  if (ODD_PATTERN.test(pattern)) return textLiteral(pattern);
  return `'${pattern.replaceAll("'", "''")}'`;
}

/**
 * Writes a text in quotes, for the places of a definition where the server takes no other form: comments, and the values
 * of an `enum`. Means the same in every session whose `sql_mode` this module sets, which leaves backslashes their meaning.
 *
 * @throws {RangeError} It holds half of a surrogate pair.
 *
 * @example
 * ```ts
 * import { quotedText } from "./literal.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(quotedText("it's a \\ here"), "'it''s a \\\\ here'");
 * ```
 */
export function quotedText(text: string): string {
  const inside = checkedText(text)
    .replaceAll("\\", "\\\\")
    .replaceAll("'", "''")
    .replaceAll("\0", "\\0");
  return `'${inside}'`;
}

/** Writes bytes as a literal. */
export function bytesLiteral(bytes: Uint8Array): string {
  return bytes.length === 0 ? "''" : `0x${hex(bytes)}`;
}

/** Writes a number as a literal; refuses those that SQL has no text for. */
export function numberLiteral(value: number | bigint): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new RangeError(
      `Cannot write a value: received ${value}, wanted a finite number`,
    );
  }
  return Object.is(value, -0) ? "0" : String(value);
}

// DataJoint doubles a `%` of a stored text again when it reads it: only a pattern means the same then.
const ODD = /[^\x20-\x7e]|%|\\(?!_)/;
const ODD_PATTERN = /[^\x20-\x7e]|\\(?!_)/;

function hex(bytes: Uint8Array): string {
  return bytes.toHex().toUpperCase();
}

function checkedText(text: string): string {
  if (!text.isWellFormed()) {
    throw new RangeError(
      "Cannot write a text: it holds half of a surrogate pair, wanted well-formed Unicode",
    );
  }
  return text;
}
