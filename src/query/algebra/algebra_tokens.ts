/**
 * The text of a `dj` template, cut into operators, values and texts in quotes.
 *
 * @module
 */
import { stringValue } from "../../sql/tokens.ts";

/** One token of the algebra. */
export interface AlgebraToken {
  readonly kind: "operator" | "value" | "end";
  /** How it is named in messages: `&`, `${} number 2`, `the end`. */
  readonly text: string;
  /** What stood in `${}`, or in quotes. */
  readonly value: unknown;
  /** Where it is in the shown text. */
  readonly at: number;
}

/** A template as tokens, and as text that messages can point into. */
export interface AlgebraText {
  readonly shown: string;
  readonly tokens: readonly AlgebraToken[];
}

/**
 * Cuts a template into tokens; the last one is the end.
 *
 * @param strings Its raw texts.
 * @param values What stood in its `${}`.
 * @throws {SyntaxError} A character that means nothing here.
 */
export function algebraTokens(
  strings: readonly string[],
  values: readonly unknown[],
): AlgebraText {
  const shown = strings
    .map((text, i) => i < values.length ? `${text}\${${i + 1}}` : text)
    .join("");
  const tokens: AlgebraToken[] = [];
  let offset = 0;
  for (const [i, text] of strings.entries()) {
    for (const token of inText(text, offset, shown)) tokens.push(token);
    offset += text.length;
    if (i >= values.length) break;
    const named = `\${} number ${i + 1}`;
    tokens.push({ kind: "value", text: named, value: values[i], at: offset });
    offset += `\${${i + 1}}`.length;
  }
  tokens.push({ kind: "end", text: "the end", value: null, at: shown.length });
  return { shown, tokens };
}

/**
 * An error that points at a place of the text.
 *
 * @param found What is there.
 * @param wanted What should be.
 */
export function algebraError(
  shown: string,
  at: number,
  found: string,
  wanted: string,
): SyntaxError {
  const start = shown.lastIndexOf("\n", at - 1) + 1;
  const next = shown.indexOf("\n", at);
  const line = shown.slice(start, next < 0 ? undefined : next);
  const from = Math.max(0, at - start - WIDTH);
  return new SyntaxError(
    `Cannot read dj\`…\`: found ${found} at character ${
      at + 1
    }, wanted ${wanted}\n  ${line.slice(from, from + 2 * WIDTH)}\n  ${
      " ".repeat(at - start - from)
    }^`,
  );
}

/** Characters that are shown on each side of the place. */
const WIDTH = 60;

function* inText(
  text: string,
  offset: number,
  shown: string,
): Generator<AlgebraToken> {
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    if (!groups) throw strange(text.slice(at), offset + at, shown);
    const { operator, quoted } = groups;
    if (operator !== undefined) {
      const place = offset + at;
      yield { kind: "operator", text: operator, value: null, at: place };
    } else if (quoted !== undefined) {
      const value = stringValue(quoted);
      yield { kind: "value", text: "the text", value, at: offset + at };
    }
  }
}

const TOKEN =
  /(?<space>\s+)|(?<operator>[-&*+()])|(?<quoted>'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'|"[^"\\]*(?:(?:\\[\s\S]|"")[^"\\]*)*")/y;

function strange(rest: string, at: number, shown: string): SyntaxError {
  const first = [...rest][0]!;
  const word = /^[\w.$]+/.exec(rest)?.[0] ?? first;
  const wanted = first === "'" || first === '"'
    ? "the quote that closes it"
    : first === "@" || first === "^"
    ? "* or &: joins that ignore what attributes mean are not supported; rename attributes with proj()"
    : "&, -, *, +, parentheses or ${}; tables, queries and values stand in ${}, SQL in ${} or in quotes";
  return algebraError(shown, at, word, wanted);
}
