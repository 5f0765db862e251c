/**
 * Which columns a value of a condition is compared with, told from the tokens around it.
 *
 * @module
 */
import { closing } from "../../sql/parentheses.ts";
import { nameOf, type Token } from "../../sql/tokens.ts";

/**
 * The column that the value or string at `at` is compared with: `id = ?`, `? < id`, `id IN (?, ?)`,
 * `id BETWEEN ? AND ?`.
 *
 * @returns Its name, as it is written there; `null` where there is none.
 */
export function comparedColumn(
  tokens: readonly Token[],
  at: number,
): string | null {
  // Behind a name it may say `BETWEEN`.
  const before = nearest(tokens, at, { step: -1, isLast: isName, more: 2 });
  const isLast = (token: Token) => !isOperator(token);
  const after = nearest(tokens, at, { step: 1, isLast, more: 0 });
  return columnBefore(before) ?? columnAfter(after);
}

/**
 * The column behind a name or a call at `at`, where they are compared: `upper(name) = day`, `name NOT IN (day)`.
 *
 * @returns Its name, as it is written there; `null` where there is none.
 */
export function columnBehind(
  tokens: readonly Token[],
  at: number,
): string | null {
  let isCompared = false;
  for (let i = endOf(tokens, at) + 1; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind === "space") continue;
    if (isComparison(token) || isWord(token, "between")) isCompared = true;
    else if (!isCompared) return null;
    else if (token.text !== "(") return isName(token) ? nameOf(token) : null;
  }
  return null;
}

/** The parenthesis that closes a call; of anything else its own place. */
function endOf(tokens: readonly Token[], at: number): number {
  const next = tokens.findIndex(({ kind }, i) => i > at && kind !== "space");
  return tokens[next]?.text === "(" ? closing(tokens, next) : at;
}

/** Tokens on one side as far as some are looked at: of a long condition each may be asked for what is beside it. */
function nearest(
  tokens: readonly Token[],
  at: number,
  { step, isLast, more }: {
    readonly step: 1 | -1;
    readonly isLast: (token: Token) => boolean;
    readonly more: number;
  },
): Token[] {
  const found: Token[] = [];
  let left = Infinity;
  for (let i = at + step; left > 0 && tokens[i] !== undefined; i += step) {
    const token = tokens[i]!;
    if (token.kind === "space") continue;
    found.push(token);
    left = left === Infinity && isLast(token) ? more : left - 1;
  }
  return found;
}

/**
 * The columns before a subquery: `id IN ?`, `(a, b) NOT IN ?`, `id = ?`.
 *
 * @returns Their names; none where it stands elsewhere.
 */
export function comparedColumns(
  tokens: readonly Token[],
  at: number,
): readonly string[] {
  const before = solid(tokens.slice(0, at)).reverse();
  let i = 0;
  while (i < before.length && isComparison(before[i]!)) i++;
  const first = before[i];
  if (i === 0 || first === undefined) return [];
  if (isName(first)) return [nameOf(first)];
  const end = before.findIndex((token, k) => k > i && token.text === "(");
  if (first.text !== ")" || end < 0) return [];
  const names = before.slice(i + 1, end).filter((token) => token.text !== ",");
  return names.every(isName) ? names.map(nameOf).reverse() : [];
}

/** True where a value stands right behind `IN`. */
export function isAfterIn(tokens: readonly Token[], at: number): boolean {
  const last = solid(tokens.slice(0, at)).at(-1);
  return last !== undefined && /^in$/i.test(last.text);
}

/** True for one of several values between commas. */
export function isListItem(tokens: readonly Token[], at: number): boolean {
  return solid(tokens.slice(0, at)).at(-1)?.text === "," ||
    solid(tokens.slice(at + 1))[0]?.text === ",";
}

/** True where a value is all there is between the parentheses behind `IN`. */
export function isAloneInList(tokens: readonly Token[], at: number): boolean {
  const [last, before] = solid(tokens.slice(0, at)).reverse();
  const next = solid(tokens.slice(at + 1))[0];
  return last?.text === "(" && next?.text === ")" && isWord(before, "in");
}

/** True where a value stands for a whole condition: alone, or joined to others by `AND`, `OR`, `NOT`. */
export function isCondition(tokens: readonly Token[], at: number): boolean {
  const before = solid(tokens.slice(0, at)).reverse()
    .find(({ text }) => text !== "(");
  const after = solid(tokens.slice(at + 1)).find(({ text }) => text !== ")");
  return (before === undefined || JOINS.test(before.text)) &&
    (after === undefined || JOINS.test(after.text));
}

const JOINS = /^(?:and|or|xor|not)$/i;

/** True for the pattern of a `LIKE` that sets no escape of its own. */
export function isPattern(tokens: readonly Token[], at: number): boolean {
  const last = solid(tokens.slice(0, at)).at(-1);
  const next = solid(tokens.slice(at + 1))[0];
  return last !== undefined && /^like$/i.test(last.text) &&
    !(next !== undefined && /^escape$/i.test(next.text));
}

function solid(tokens: readonly Token[]): Token[] {
  return tokens.filter((token) => token.kind !== "space");
}

function columnBefore(before: readonly Token[]): string | null {
  let compared = false;
  for (const [i, token] of before.entries()) {
    const isRange = /^and$/i.test(token.text) &&
      isWord(before[i + 2], "between");
    if (isComparison(token) || isWord(token, "between") || isRange) {
      compared = true;
    } else if (isName(token)) return compared ? nameOf(token) : null;
    else if (!isListed(token)) return null;
  }
  return null;
}

function columnAfter(after: readonly Token[]): string | null {
  const name = after.find((token) => !isOperator(token));
  return after[0] !== undefined && isOperator(after[0]) && name && isName(name)
    ? nameOf(name)
    : null;
}

function isComparison(token: Token): boolean {
  return isOperator(token) || isWord(token, "in") || isWord(token, "not");
}

function isOperator({ kind, text }: Token): boolean {
  return kind === "symbol" && "=<>!".includes(text);
}

/** What stands in a list of values. */
function isListed({ kind, text }: Token): boolean {
  return kind === "value" || kind === "string" || kind === "number" ||
    text === "(" || text === ",";
}

function isName(token: Token): boolean {
  return token.kind === "quotedName" ||
    token.kind === "word" && !/^(?:and|or|not|in|between|xor|is|like)$/i
        .test(token.text);
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toLowerCase() === word;
}
