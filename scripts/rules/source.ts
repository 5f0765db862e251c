/**
 * Tells the code, the texts and the comments of a TypeScript file apart, for rules that look at one of them only.
 *
 * @module
 */

/** What a piece of source is. Templates are text, what stands in their `${}` is code; regular expressions are text. */
export type PieceKind = "code" | "text" | "comment";

/** A piece of source, from `start` up to but without `end`. */
export interface Piece {
  readonly kind: PieceKind;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits source into pieces that together are the whole.
 *
 * @param source TypeScript that has no syntax error.
 * @returns The pieces, in order.
 *
 * @example
 * ```ts
 * import { piecesOf } from "./source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const source = "x = '//'; // y";
 * const pieces = piecesOf(source).map(({ kind, start, end }) => [kind, source.slice(start, end)]);
 * assertEquals(pieces, [["code", "x = "], ["text", "'//'"], ["code", "; "], ["comment", "// y"]]);
 * ```
 */
export function piecesOf(source: string): Piece[] {
  const pieces: Piece[] = [];
  /** Open braces of each `${` that we are in. */
  const braces: number[] = [];
  let start = 0;
  let at = 0;
  const push = (kind: PieceKind, from: number, to: number) => {
    if (to > from) pieces.push({ kind, start: from, end: to });
  };
  const take = (kind: PieceKind, end: number) => {
    push("code", start, at);
    push(kind, at, end);
    start = at = end;
  };
  while (at < source.length) {
    const character = source[at];
    const two = source.slice(at, at + 2);
    if (two === "//") take("comment", until(source, at, "\n"));
    else if (two === "/*") take("comment", until(source, at + 2, "*/") + 2);
    else if (character === '"' || character === "'") {
      take("text", stringEnd(source, at));
    } else if (character === "`") {
      take("text", templateEnd(source, at, braces));
    } else if (character === "}" && braces.at(-1) === 0) {
      braces.pop();
      take("text", templateEnd(source, at, braces));
    } else if (character === "/" && startsRegex(source, at)) {
      take("text", regexEnd(source, at));
    } else {
      const depth = character === "{" ? 1 : character === "}" ? -1 : 0;
      if (braces.length > 0) braces.push((braces.pop() ?? 0) + depth);
      at++;
    }
  }
  push("code", start, at);
  return pieces;
}

/**
 * Blanks out pieces of source: each of their characters but newlines becomes a space, so that places stay.
 *
 * @param source TypeScript.
 * @param kinds What to blank out. Of texts, the first and last character stay, so that one sees where they are.
 * @returns Source of the same length.
 */
export function blanked(source: string, kinds: readonly PieceKind[]): string {
  return piecesOf(source).map(({ kind, start, end }) => {
    const piece = source.slice(start, end);
    if (!kinds.includes(kind)) return piece;
    if (kind !== "text" || piece.length < 2) return blank(piece);
    return piece[0] + blank(piece.slice(1, -1)) + piece.at(-1);
  }).join("");
}

/** The line, counted from 1, of a place in source. */
export function lineAt(source: string, index: number): number {
  let line = 1;
  for (let i = source.indexOf("\n"); i !== -1 && i < index;) {
    line++;
    i = source.indexOf("\n", i + 1);
  }
  return line;
}

function blank(piece: string): string {
  return piece.replace(/[^\n]/g, " ");
}

function until(source: string, from: number, end: string): number {
  const found = source.indexOf(end, from);
  return found === -1 ? source.length : found;
}

function stringEnd(source: string, start: number): number {
  for (let i = start + 1; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === source[start] || source[i] === "\n") return i + 1;
  }
  return source.length;
}

/** From a back-quote, or the brace that closes a `${}`, to the next back-quote or `${`. */
function templateEnd(source: string, start: number, braces: number[]): number {
  for (let i = start + 1; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === "`") return i + 1;
    else if (source[i] === "$" && source[i + 1] === "{") {
      braces.push(0);
      return i + 2;
    }
  }
  return source.length;
}

/** A slash divides after a value, and starts a regular expression elsewhere. */
function startsRegex(source: string, at: number): boolean {
  const before = source.slice(Math.max(0, at - 200), at).trimEnd();
  if (
    /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|yield|await)$/.test(
      before,
    )
  ) {
    return true;
  }
  return !/[\w$)\]}"'`]$/.test(before);
}

function regexEnd(source: string, start: number): number {
  let inClass = 0;
  for (let i = start + 1; i < source.length; i++) {
    const character = source[i];
    if (character === "\\") i++;
    else if (character === "[") inClass++;
    else if (character === "]") inClass = Math.max(0, inClass - 1);
    else if (character === "\n") return i;
    else if (character === "/" && inClass === 0) return i + 1;
  }
  return source.length;
}
