/**
 * Which attributes a condition compares, told from its text.
 *
 * @module
 */
import { nameOf, type Token, tokenize } from "../../sql/tokens.ts";
import type { Condition } from "../condition/condition.ts";
import { type Heading, namesOf } from "./heading.ts";

/** The attributes that a condition names, those of its subqueries left out. */
export function comparedNames(
  condition: Condition,
  heading: Heading,
): string[] {
  const named = new Set(
    ownTokens(condition).filter(({ kind }) =>
      kind === "word" || kind === "quotedName"
    ).map((token) => nameOf(token).toLowerCase()),
  );
  return namesOf(heading).filter((name) => named.has(name.toLowerCase()));
}

/**
 * The attribute and the sign of a condition that says `n > 3`, and nothing else.
 *
 * @returns `null` for any other condition.
 */
export function limitedName(
  condition: Condition,
): { readonly name: string; readonly sign: string } | null {
  const tokens = ownTokens(condition);
  while (tokens[0]?.text === "(" && tokens.at(-1)?.text === ")") {
    tokens.splice(0, 1);
    tokens.pop();
  }
  const [name, ...rest] = tokens;
  const [limit, ...signs] = rest.toReversed();
  if (name?.kind !== "word" && name?.kind !== "quotedName") return null;
  if (limit?.kind !== "number") return null;
  const sign = signs.map(({ text }) => text).reverse().join("");
  return { name: nameOf(name), sign };
}

/** No user's text has a subquery while an export is active: what stands in `(SELECT …)` is another query's. */
function ownTokens({ text }: Condition): Token[] {
  const own: Token[] = [];
  let depth = 0;
  const tokens = tokenize(text.toText()).filter(({ kind }) => kind !== "space");
  for (const [at, token] of tokens.entries()) {
    const isSelect = token.text === "(" &&
      /^select$/i.test(tokens[at + 1]?.text ?? "");
    if (token.text === "(" && (depth > 0 || isSelect)) depth++;
    if (depth === 0) own.push(token);
    else if (token.text === ")") depth--;
  }
  return own;
}
