/**
 * Quoted texts, and what the server reads in them.
 *
 * @module
 */

/**
 * The place of a character outside of quotes.
 *
 * @param from Where to begin looking.
 * @returns `-1` where there is none.
 */
export function indexOutsideQuotes(
  text: string,
  character: string,
  from: number,
): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === character) return at;
    if (text[at] !== "'" && text[at] !== '"') continue;
    const end = text.indexOf(text[at]!, at + 1);
    // A quote that is never closed quotes nothing.
    if (end > 0) at = end;
  }
  return -1;
}

/**
 * The content of one quoted text, as MySQL reads it: doubled quotes, backslashes.
 *
 * @param text With its quotes, `'` or `"`, and nothing around them.
 * @returns `null` where it is no such text.
 */
export function unquoted(text: string): string | null {
  const quote = text[0];
  if (quote !== "'" && quote !== '"') return null;
  const inside = new RegExp(
    `^${quote}((?:[^\\\\${quote}]|\\\\[^]|${quote}${quote})*)${quote}$`,
  )
    .exec(text)?.[1];
  return inside === undefined
    ? null
    : unescaped(inside.replaceAll(quote + quote, `\\${quote}`));
}

/**
 * A text as MySQL reads it between quotes: `\n` is a new line, `\%` and `\_` stay as they are, of any other backslash
 * only what follows is left. DataJoint puts comments and defaults between quotes as they are.
 */
export function unescaped(text: string): string {
  return text.replaceAll(/\\([^])/g, (pair, character: string) => {
    if (character === "%" || character === "_") return pair;
    return ESCAPES[character] ?? character;
  });
}

/** What a backslash makes of the character after it, where it makes something else of it. */
export const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\x1a",
};
