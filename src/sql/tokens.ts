/**
 * Cuts SQL text into tokens, so that what stands in quotes is never mistaken for what does not. It reads text as the
 * sessions here do: back-slash escapes, `"` quotes a string (`SQL_MODE` in `connection/initial_settings.ts`).
 *
 * @module
 */
import { ESCAPES } from "./quoted.ts";

/** One token; `text` is exactly what stood there. */
export interface Token {
  readonly kind:
    | "word"
    | "number"
    | "string"
    | "doubleQuoted"
    | "quotedName"
    | "variable"
    | "value"
    | "symbol"
    | "space";
  readonly text: string;
}

/** A token; a value that was put in is one `literal`, however it is written. */
export interface Piece {
  readonly kind: Exclude<Token["kind"], "value"> | "literal";
  readonly text: string;
}

/** Stands in the text where a template's `${}` stood. NUL cannot be in SQL text otherwise. */
export const VALUE_MARK = "\0";

/** What a text is for, as errors say it: what cannot be done with it, and what it ought to be. */
export interface TextPurpose {
  readonly action: string;
  readonly wanted: string;
}

/**
 * Cuts SQL text into tokens.
 *
 * @param text SQL text; {@linkcode VALUE_MARK} where a value goes.
 * @param purpose What it is for. A condition, where it is left out.
 * @throws {SyntaxError} Comments, `;`, an open quote, unbalanced parentheses, or a value inside quotes. All of
 * these could make text mean something else where it is put together with other text.
 */
export function tokenize(
  text: string,
  purpose: TextPurpose = CONDITION,
): readonly Token[] {
  const fault = (at: number, found: string) =>
    faultIn(text, at, found, purpose);
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  let depth = 0;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw fault(at, unreadable(text, at));
    const found = match[0];
    const kind = KINDS[match.indexOf(found, 1) - 1]!;
    if (kind === "refused") {
      throw fault(at, REFUSED[found] ?? "a comment");
    }
    if (kind !== "value" && found.includes(VALUE_MARK)) {
      throw fault(at, "a ${} inside quotes; write it without the quotes");
    }
    if (found === "(") depth++;
    if (found === ")" && --depth < 0) {
      throw fault(at, "a ) without its (");
    }
    tokens.push({ kind, text: found });
  }
  if (depth > 0) throw fault(text.length, "a ( without its )");
  return tokens;
}

/** The value of a string token in single or double quotes, escapes resolved as the server resolves them. */
export function stringValue(token: string): string {
  const quote = token[0]!;
  return token.slice(1, -1)
    .replaceAll(
      /\\([\s\S])|(['"])\2/g,
      (all, escaped: string, doubled: string) => {
        if (doubled) return doubled === quote ? doubled : all;
        return ESCAPES[escaped] ??
          (escaped === "%" || escaped === "_" ? all : escaped);
      },
    );
}

/** The name of a word, or of a name in back-quotes. */
export function nameOf(token: Token): string {
  return token.kind === "quotedName"
    ? token.text.slice(1, -1).replaceAll("``", "`")
    : token.text;
}

// Each loop can go on in one way only, so that long texts need no backtracking.
const SINGLE = /'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'/.source;
const DOUBLE = /"[^"\\]*(?:(?:\\[\s\S]|"")[^"\\]*)*"/.source;
const NAME = /`[^`]+(?:``[^`]*)*`|`(?:``[^`]*)+`/.source;
/** The server takes every character beyond ASCII for a letter. */
const LETTER = String.raw`[\w$\u{80}-\u{10ffff}]`;

const TOKEN = new RegExp(
  [
    String.raw`([ \t\n\v\f\r]+)`,
    String.raw`(--(?=[\u{1}-\u{20}\u{7f}]|$)|#|\/\*|;)`,
    String.raw`(\0)`,
    `(${SINGLE})`,
    `(${DOUBLE})`,
    `(${NAME})`,
    `(@@?(?:(?:${LETTER}|\\.)+|${SINGLE}|${DOUBLE}|${NAME}))`,
    String
      .raw`(0x[0-9a-fA-F]+(?!${LETTER})|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!${LETTER}))`,
    `(${LETTER}+)`,
    String.raw`([!%&()*+,\-.\/:<=>?\[\\\]^\{\|\}~])`,
  ].join("|"),
  "yu",
);

/** In the order of the pattern's groups. */
const KINDS: readonly (Token["kind"] | "refused")[] = [
  "space",
  "refused",
  "value",
  "string",
  "doubleQuoted",
  "quotedName",
  "variable",
  "number",
  "word",
  "symbol",
];

const REFUSED: Readonly<Record<string, string>> = { ";": "a ;" };

function unreadable(text: string, at: number): string {
  return `'"\``.includes(text[at]!)
    ? `an open ${text[at]}`
    : `${JSON.stringify(text[at])}`;
}

function faultIn(
  text: string,
  at: number,
  found: string,
  { action, wanted }: TextPurpose,
): SyntaxError {
  const shown = text.replaceAll(VALUE_MARK, "${}");
  return new SyntaxError(
    `${action}: found ${found} at character ${at + 1} of ${
      JSON.stringify(shown.slice(0, 200))
    }, wanted ${wanted}`,
  );
}

const CONDITION: TextPurpose = {
  action: "Cannot use a restriction",
  wanted: "one complete SQL condition",
};
