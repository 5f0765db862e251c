/**
 * A page of a SELECT in its own order: the statement itself with a LIMIT. As a table of another SELECT it would lose its
 * ORDER BY, which servers do not mind there.
 *
 * @module
 */
import { outermost } from "../../sql/parentheses.ts";
import type { Piece } from "../../sql/tokens.ts";
import { tokenize } from "../../sql/tokens.ts";

/** One term of an ORDER BY that is a column, by its name or its place from 1 on. */
export interface OwnOrder {
  readonly column: string | number;
  readonly isDescending: boolean;
}

/**
 * The statement with a LIMIT for these rows, within that of its own; `null` where its own cannot be told.
 *
 * @param offset How many of its rows come before them.
 */
export function pageOfStatement(
  statement: readonly Piece[],
  offset: number,
  count: number,
): readonly Piece[] | null {
  const words = outerWords(statement);
  const own = ownLimit(statement, words);
  if (own === null) return null;
  if (own === NO_LIMIT) {
    return [...statement, ...limitPieces(BigInt(count), BigInt(offset))];
  }
  const left = own.count - BigInt(offset);
  return [
    ...statement.slice(0, own.at),
    ...limitPieces(
      left < 0n ? 0n : left < BigInt(count) ? left : BigInt(count),
      own.offset + BigInt(offset),
    ),
  ];
}

/** The columns at the beginning of the statement's own ORDER BY; what comes after an expression is left out. */
export function ownOrder(statement: readonly Piece[]): readonly OwnOrder[] {
  const words = outerWords(statement);
  const order = words.findLast(({ text }) => /^order$/i.test(text));
  if (order === undefined) return [];
  const end = words.find(({ text, at }) =>
    at > order.at && /^(?:limit|offset|fetch)$/i.test(text)
  );
  const [, ...pieces] = solid(statement.slice(order.at + 1, end?.at));
  const terms: OwnOrder[] = [];
  for (const term of splitAtCommas(pieces)) {
    const own = columnTerm(term);
    if (own === null) break;
    terms.push(own);
  }
  return terms;
}

interface Word {
  readonly text: string;
  readonly at: number;
}

/** Words that are in no parentheses, and where they are. */
function outerWords(statement: readonly Piece[]): Word[] {
  return outermost(statement)
    .map((at) => ({ ...statement[at]!, at }))
    .filter(({ kind }) => kind === "word");
}

interface OwnLimit {
  /** Where it begins. */
  readonly at: number;
  readonly count: bigint;
  readonly offset: bigint;
}

const NO_LIMIT = "no limit";

/** `LIMIT 3`, `LIMIT 3 OFFSET 5` or `LIMIT 5, 3` at the end; `null` where there is another one. */
function ownLimit(
  statement: readonly Piece[],
  words: readonly Word[],
): OwnLimit | typeof NO_LIMIT | null {
  const first = words.find(({ text }) =>
    /^(?:limit|offset|fetch)$/i.test(text)
  );
  if (first === undefined) return NO_LIMIT;
  const text = solid(statement.slice(first.at)).map(({ text }) => text)
    .join(" ");
  const [, one, between, two] =
    /^limit (\d+)(?: (,|offset) (\d+))?$/i.exec(text) ?? [];
  if (one === undefined) return null;
  const { at } = first;
  return between === ","
    ? { at, count: BigInt(two!), offset: BigInt(one) }
    : { at, count: BigInt(one), offset: BigInt(two ?? 0) };
}

function limitPieces(count: bigint, offset: bigint): readonly Piece[] {
  return tokenize(` LIMIT ${count} OFFSET ${offset}`) as Piece[];
}

function solid(pieces: readonly Piece[]): Piece[] {
  return pieces.filter(({ kind }) => kind !== "space");
}

function splitAtCommas(pieces: readonly Piece[]): Piece[][] {
  const commas = outermost(pieces).filter((at) => pieces[at]!.text === ",");
  return [...commas, pieces.length].map((end, i) =>
    pieces.slice(i === 0 ? 0 : commas[i - 1]! + 1, end)
  );
}

/** `id`, `item.id desc`, `2`; `null` for anything else. */
function columnTerm(term: readonly Piece[]): OwnOrder | null {
  const last = term.at(-1);
  const direction = last?.kind === "word" && /^(?:asc|desc)$/i.test(last.text)
    ? last.text.toUpperCase()
    : null;
  const path = direction === null ? term : term.slice(0, -1);
  const isDescending = direction === "DESC";
  const name = path.at(-1);
  if (name === undefined) return null;
  if (path.length === 1 && /^\d+$/.test(name.text)) {
    return { column: Number(name.text), isDescending };
  }
  const isPath = path.every(({ kind, text }, at) =>
    at % 2 === 0 ? kind === "word" || kind === "quotedName" : text === "."
  );
  if (!isPath || path.length % 2 === 0) return null;
  const column = name.kind === "quotedName"
    ? name.text.slice(1, -1).replaceAll("``", "`")
    : name.text;
  return { column, isDescending };
}
