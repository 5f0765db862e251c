/**
 * What servers write in views that nobody writes, in words of SQL.
 *
 * @module
 */
import { closing } from "../../sql/parentheses.ts";
import type { Piece } from "../../sql/tokens.ts";

/** A view's SELECT as a person would write it. */
export function inWords(pieces: readonly Piece[]): readonly Piece[] {
  return withoutMarks(withPlainCasts(pieces));
}

/** MariaDB writes `NOT` as `!`, which binds to the one term behind it. */
function withoutMarks(pieces: readonly Piece[]): readonly Piece[] {
  const written = [...pieces];
  // From the end: what stands behind is written already.
  for (let at = written.length - 1; at >= 0; at--) {
    if (written[at]!.text !== "!" || written[at + 1]?.text === "=") continue;
    written.splice(termEnd(written, at + 1), 0, { kind: "symbol", text: ")" });
    written.splice(
      at,
      1,
      { kind: "symbol", text: "(" },
      { kind: "word", text: "NOT" },
      { kind: "space", text: " " },
    );
  }
  return written;
}

/** Behind a value, a name, a call, or what is in parentheses. */
function termEnd(pieces: readonly Piece[], start: number): number {
  let at = start;
  const isName = ({ kind, text }: Piece) =>
    kind === "word" || kind === "quotedName" || text === ".";
  while (at < pieces.length && isName(pieces[at]!)) at++;
  return pieces[at]?.text === "("
    ? closing(pieces, at) + 1
    : Math.max(at, start + 1);
}

/**
 * Both servers write `cast(x as char charset utf8mb4)` for `CAST(x AS CHAR)`, which is the same in our sessions, and
 * `char charset binary` for `BINARY`. Other character sets are left.
 */
function withPlainCasts(pieces: readonly Piece[]): readonly Piece[] {
  const written: Piece[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const set = isWord(pieces[at], "charset") ? behind(pieces, at) : undefined;
    const type = set === undefined ? -1 : castType(written);
    const isPlain = isWord(set, "utf8mb4") || isWord(set, "binary");
    if (type < 0 || !isPlain) {
      written.push(pieces[at]!);
      continue;
    }
    at = pieces.indexOf(set!, at);
    if (isWord(set, "binary")) written[type] = set!;
  }
  return written;
}

function behind(pieces: readonly Piece[], at: number): Piece | undefined {
  return pieces.slice(at + 1).find(({ kind }) => kind !== "space");
}

/** Where the last of these pieces are `char`, or the four of `char(3)`; -1 where they are not. */
function castType(pieces: readonly Piece[]): number {
  const solid = [...pieces.keys()].filter((at) => pieces[at]!.kind !== "space");
  return [solid.at(-1), solid.at(-4)].find((at) =>
    at !== undefined && isWord(pieces[at], "char")
  ) ?? -1;
}

function isWord(piece: Piece | undefined, word: string): boolean {
  return piece?.kind === "word" && piece.text.toLowerCase() === word;
}
