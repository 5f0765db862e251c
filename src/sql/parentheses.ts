/**
 * What is inside of parentheses among tokens, and what is not.
 *
 * @module
 */

/** A token or piece, as far as parentheses go. */
interface Text {
  readonly text: string;
}

/** Where the parenthesis is closed that is opened at `open`; behind the last token where it is not. */
export function closing(tokens: readonly Text[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at]!.text === "(") depth++;
    if (tokens[at]!.text === ")" && --depth === 0) return at;
  }
  return tokens.length;
}

/** The places of the tokens that are in no parentheses; these themselves are left out. */
export function outermost(tokens: readonly Text[]): number[] {
  const places: number[] = [];
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at]!.text === "(") at = closing(tokens, at);
    else places.push(at);
  }
  return places;
}
