/**
 * Quoting for bash: a word that bash gives to a command unchanged, whatever it holds.
 *
 * @module
 */

/**
 * Writes a text as one bash word. Nothing in it is expanded or run. Text with control characters other than newline
 * and tab is written as `$'…'`, since editors and terminals do not keep those; all other text as `'…'`.
 *
 * @param text Any text that an argument can hold.
 * @returns The quoted word.
 * @throws {RangeError} For NUL, which no argument can hold, and for half of a surrogate pair, which UTF-8 cannot.
 *
 * @example
 * ```ts
 * import { shellWord } from "./shell.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(shellWord("it's $(id)"), `'it'\\''s $(id)'`);
 * ```
 */
export function shellWord(text: string): string {
  if (text.includes("\0") || !text.isWellFormed()) {
    throw new RangeError(
      `Cannot quote for bash: found ${
        text.includes("\0") ? "NUL" : "half of a surrogate pair"
      } in ${JSON.stringify(text.slice(0, 80))}, wanted text without it`,
    );
  }
  return UNPRINTABLE.test(text) ? ansiWord(text) : plainWord(text);
}

/**
 * Writes a text as one bash word for a command that people copy: a plain path stands as they would type it, and anything
 * else as {@linkcode shellWord} writes it.
 *
 * @param text Any text that an argument can hold.
 * @throws {RangeError} As {@linkcode shellWord}.
 *
 * @example
 * ```ts
 * import { typedWord } from "./shell.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(typedWord("/data/export/paper1.sh"), "/data/export/paper1.sh");
 * assertEquals(typedWord("/my data"), "'/my data'");
 * ```
 */
export function typedWord(text: string): string {
  return PLAIN.test(text) ? text : shellWord(text);
}

/** No bash gives such a word another meaning wherever it stands, behind the command or behind `--name=`. */
const PLAIN = /^[A-Za-z0-9_./][A-Za-z0-9_./-]*$/;

/** Longest argument that Linux takes, in bytes: 128 KiB less the NUL at its end. */
export const LONGEST_ARGUMENT = 131_071;

/**
 * Makes a text safe for a comment of one line, in bash and in SQL: line ends, other control characters and marks that
 * turn the direction of writing are shown as `\u….`.
 *
 * @param text Any text, for example a table's name.
 *
 * @example
 * ```ts
 * import { commentText } from "./shell.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(commentText("a\nrm -rf ~"), "a\\u000arm -rf ~");
 * ```
 */
export function commentText(text: string): string {
  return text.toWellFormed().replaceAll(
    UNSAFE_IN_COMMENT,
    (mark) => "\\u" + mark.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}

// deno-lint-ignore no-control-regex
const UNPRINTABLE = /[\x01-\x08\x0b-\x1f\x7f]/;

const UNSAFE_IN_COMMENT =
  // deno-lint-ignore no-control-regex
  /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function plainWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function ansiWord(text: string): string {
  const escaped = text.replaceAll(
    // deno-lint-ignore no-control-regex
    /[\x01-\x1f\x7f'\\]/g,
    (mark) =>
      // Three octal digits, never fewer: a digit that follows is no part of them.
      mark === "'" || mark === "\\"
        ? `\\${mark}`
        : "\\" + mark.charCodeAt(0).toString(8).padStart(3, "0"),
  );
  return `$'${escaped}'`;
}
