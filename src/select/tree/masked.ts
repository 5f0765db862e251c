/**
 * The statement as the parser sees it: strings, values and quoted names are marks that every parser reads alike, so
 * that nobody's rules of quoting and escaping matter but those of `sql/tokens.ts`.
 *
 * @module
 */
import { nameOf, stringValue, type Token } from "../../sql/tokens.ts";
import type { Piece } from "../../sql/tokens.ts";
import { untraceable } from "./untraceable.ts";

/** A masked statement. */
export interface Masked {
  /** In one line. */
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** For each character of the text, the place of its piece. */
  readonly places: readonly number[];
}

/** Masks a statement. */
export function masked(statement: readonly Piece[]): Masked {
  const pieces = withIntroducers(statement);
  const texts: string[] = [];
  const places: number[] = [];
  for (const [i, piece] of pieces.entries()) {
    const text = mark(pieces, i, piece);
    texts.push(text);
    for (const _ of text) places.push(i);
  }
  return { text: texts.join(""), pieces, places };
}

/** The literal that a mark stands for. */
export function literalOf({ pieces }: Masked, mark: string): string {
  const piece = pieces[Number(/^v(\d+)$/.exec(mark)?.[1])];
  if (piece !== undefined) return piece.text;
  throw untraceable("a text that cannot be followed", "report it, please");
}

/** The value of a text that a mark stands for, where it is a plain one. */
export function valueOf(statement: Masked, mark: string): string {
  const text = literalOf(statement, mark);
  return /^['"]/.test(text) ? stringValue(text) : text;
}

/** The name that a mark stands for. */
export function markedName({ pieces }: Masked, mark: string): string {
  const piece = pieces[Number(/^n(\d+)$/.exec(mark)?.[1])];
  if (piece?.kind === "quotedName") return nameOf(piece as Token);
  throw untraceable("a name that cannot be followed", "report it, please");
}

function mark(pieces: readonly Piece[], i: number, piece: Piece): string {
  switch (piece.kind) {
    case "space":
      return " ";
    case "string":
    case "doubleQuoted":
      if (isText(solidBefore(pieces, i))) {
        throw untraceable("two texts beside each other", "use CONCAT()");
      }
      return `'v${i}'`;
    case "literal":
      // `IS NULL` has no other literal in its place.
      return piece.text === "NULL" ? "NULL" : `'v${i}'`;
    case "quotedName":
      return `\`n${i}\``;
    case "variable":
      throw untraceable(
        `the variable ${piece.text}`,
        "put its value in with ${}",
      );
    case "number":
      return /^0x/i.test(piece.text) ? `'v${i}'` : piece.text;
    case "word":
      if (isRow(pieces, i)) return "";
      if (isBinaryType(pieces, i)) return "VARBINARY";
      return isModulo(pieces, i) ? "%" : piece.text;
    default:
      return piece.text;
  }
}

/** `_utf8mb4'…'`, `x'41'` and the like are one literal. */
function withIntroducers(pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const isSpaced = joined.at(-1)?.kind === "space";
    const before = joined.at(isSpaced ? -2 : -1);
    const isLiteral = isText(piece) || /^0x/i.test(piece.text);
    const introduces = before?.kind === "word" && isLiteral &&
      (/^_\w+$/.test(before.text) ||
        !isSpaced && /^[xbn]$/i.test(before.text));
    if (!introduces) {
      joined.push(piece);
      continue;
    }
    if (isSpaced) joined.pop();
    joined.pop();
    const text = `${before.text}${isSpaced ? " " : ""}${piece.text}`;
    joined.push({ kind: "literal", text });
  }
  return joined;
}

function isText(piece: Piece | undefined): boolean {
  return piece?.kind === "string" || piece?.kind === "doubleQuoted";
}

function isModulo(pieces: readonly Piece[], i: number): boolean {
  return /^mod$/i.test(pieces[i]!.text) &&
    solidAfter(pieces, i)?.text !== "(" &&
    pieces[i - 1]?.text !== ".";
}

/** `ROW(1, 2)` is `(1, 2)`, which the parser knows behind IN, too. */
function isRow(pieces: readonly Piece[], i: number): boolean {
  return /^row$/i.test(pieces[i]!.text) &&
    solidAfter(pieces, i)?.text === "(" && pieces[i - 1]?.text !== ".";
}

/** `CAST(a AS BINARY)`: the parser does not tell it from `BINARY a`, which binds more tightly than it thinks. */
function isBinaryType(pieces: readonly Piece[], i: number): boolean {
  return /^binary$/i.test(pieces[i]!.text) &&
    /^as$/i.test(solidBefore(pieces, i)?.text ?? "") &&
    solidAfter(pieces, i)?.text === ")";
}

function solidBefore(pieces: readonly Piece[], i: number): Piece | undefined {
  return pieces.slice(0, i).findLast(({ kind }) => kind !== "space");
}

function solidAfter(pieces: readonly Piece[], i: number): Piece | undefined {
  return pieces.slice(i + 1).find(({ kind }) => kind !== "space");
}
