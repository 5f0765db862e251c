/**
 * What in a text looks beyond the row that it is about: that row does not tell what the text rests on.
 *
 * @module
 */
import { closing } from "../../sql/parentheses.ts";
import type { Token } from "../../sql/tokens.ts";

/** Why what a text rests on cannot be logged. */
export interface Beyond {
  /** What looks at other rows. */
  readonly found: string;
  /** What to write in its place. */
  readonly instead: string;
}

/**
 * Finds subqueries, functions of the lab's own, and MATCH, whose number depends on all rows of its table.
 *
 * @param isCondition The text only decides, as in `Table.and(…)`; left out, its value is given.
 * @returns The first of them; `null` where there is none.
 */
export function beyondRow(
  tokens: readonly Token[],
  { isCondition = false } = {},
): Beyond | null {
  if (hasSubquery(tokens)) return SUBQUERY;
  const solid = tokens.filter(({ kind }) => kind !== "space");
  for (const at of solid.keys()) {
    if (solid[at + 1]?.text !== "(") continue;
    if (isNamed(solid, at)) return ownFunction(solid, at);
    const isMatch = isWord(solid[at], "MATCH");
    if (isMatch && !(isCondition && onlyDecides(solid, at))) return RELEVANCE;
  }
  return null;
}

/** True for a text that reads other tables by itself. */
export function hasSubquery(tokens: readonly Token[]): boolean {
  return tokens.some(({ kind, text }) =>
    kind === "word" && /^(?:select|table)$/i.test(text)
  );
}

/** Only functions of a schema are called with a name before theirs. */
function isNamed(solid: readonly Token[], at: number): boolean {
  return solid[at - 1]?.text === "." &&
    /^(?:word|quotedName)$/.test(solid[at]!.kind);
}

function ownFunction(solid: readonly Token[], at: number): Beyond {
  const name = solid.slice(Math.max(0, at - 2), at + 1)
    .map(({ text }) => text).join("");
  return {
    found:
      `its text calls ${name}(), a function of the lab's own, which may read other tables and is not in the export`,
    instead:
      "write in SQL what it computes, or compute it in the notebook from the rows that it needs",
  };
}

/**
 * True for `MATCH (…) AGAINST ('…' IN BOOLEAN MODE)` that stands alone, or beside AND, OR, NOT: a row has these words or
 * has them not. How well it has them, and what else is like them, other rows say.
 */
function onlyDecides(solid: readonly Token[], at: number): boolean {
  const against = closing(solid, at + 1) + 1;
  if (!isWord(solid[against], "AGAINST")) return false;
  let to = closing(solid, against + 1);
  if (!isWord(solid[to - 1], "MODE") || !isWord(solid[to - 2], "BOOLEAN")) {
    return false;
  }
  if (solid.some((token) => isWord(token, "BETWEEN"))) return false;
  let from = at;
  for (;;) {
    while (isNot(solid[from - 1])) from--;
    const isOpened = solid[from - 1]?.text === "(";
    const isClosed = solid[to + 1]?.text === ")";
    if (!isOpened || !isClosed) {
      return (isOpened || isJoint(solid, from - 1)) &&
        (isClosed || isJoint(solid, to + 1));
    }
    from--;
    to++;
    // What a call, a comparison or a list takes is the number.
    const before = solid[from - 1];
    if (!isNot(before) && before?.text !== "(" && !isJoint(solid, from - 1)) {
      return false;
    }
  }
}

/** Where nothing stands, or what puts conditions together. */
function isJoint(solid: readonly Token[], at: number): boolean {
  const token = solid[at];
  if (token === undefined) return true;
  if (token.kind === "word") return /^(?:and|or|xor)$/i.test(token.text);
  // `&&` and `||`, unlike `&` and `|`.
  return /^[&|]$/.test(token.text) &&
    [solid[at - 1]?.text, solid[at + 1]?.text].includes(token.text);
}

function isNot(token: Token | undefined): boolean {
  return token?.text === "!" || isWord(token, "NOT");
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toUpperCase() === word;
}

const SUBQUERY: Beyond = {
  found:
    "its text reads other tables in a subquery, whose rows cannot be told from it",
  instead: "restrict by a query: Table.and(Other`…`)",
};

const RELEVANCE: Beyond = {
  found:
    "its text uses the number that MATCH … AGAINST gives, which depends on all rows of the table",
  instead:
    "ask which rows have the words, and compare that with nothing: MATCH (…) AGAINST ('…' IN BOOLEAN MODE)",
};
