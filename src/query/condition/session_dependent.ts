/**
 * Functions whose value depends on what a server, or a session, is set to: the language of days and months, and how the
 * weeks of a year are counted. Elsewhere the same text may select other rows.
 *
 * @module
 */
import { closing, outermost } from "../../sql/parentheses.ts";
import { stringValue, type Token } from "../../sql/tokens.ts";

/** Whether the call at `at` of one of the functions that are otherwise the same anywhere is such a one. */
export function dependsOnSession(
  tokens: readonly Token[],
  at: number,
): boolean {
  switch (tokens[at]!.text.toUpperCase()) {
    case "DATE_FORMAT":
      return mayNameDays(argumentsOf(tokens, at)[1] ?? []);
    case "WEEK":
      return argumentsOf(tokens, at).length < 2;
    default:
      return false;
  }
}

/** What a format says can be told only where it is written down. */
function mayNameDays(format: readonly Token[]): boolean {
  const [token, ...others] = format;
  if (token === undefined || others.length > 0) return true;
  if (token.kind !== "string" && token.kind !== "doubleQuoted") return true;
  return /%[abMW]/.test(stringValue(token.text).replaceAll("%%", ""));
}

function argumentsOf(tokens: readonly Token[], at: number): Token[][] {
  const open = tokens.findIndex(({ text }, i) => i > at && text === "(");
  const inside = tokens.slice(open + 1, closing(tokens, open));
  const commas = outermost(inside).filter((i) => inside[i]!.text === ",");
  const starts = [0, ...commas.map((i) => i + 1)];
  return starts.map((start, i) =>
    inside.slice(start, commas[i]).filter(({ kind }) => kind !== "space")
  );
}
