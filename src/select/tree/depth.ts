/**
 * How deep a statement's operators are nested. The parser's memory ends at some depth, and of what ran into its end no
 * further statement could be parsed.
 *
 * @module
 */
import { untraceable } from "./untraceable.ts";

/** The parser stands more than 700 and not 1,500. */
const MAX_DEPTH = 600;

/** `a OR b OR c` is `(a OR b) OR c`: each operator is one deeper. */
const STEP = /[(),]|\b(?:or|and|xor|div|mod)\b|[-+*/%|&^]+/gi;

/**
 * Refuses a statement that is nested too deep for the parser.
 *
 * @param text The masked statement: no text or name of it can be taken for an operator.
 * @throws {Untraceable} It is.
 */
export function requireShallow(text: string): void {
  const around: number[] = [];
  let depth = 0;
  let begin = 0;
  for (const [step] of text.matchAll(STEP)) {
    if (step === "(") {
      around.push(begin);
      begin = depth;
    } else if (step === ")") {
      depth = begin;
      begin = around.pop() ?? 0;
    } else if (step === ",") depth = begin;
    else if (++depth > MAX_DEPTH) {
      throw untraceable(
        `more than ${MAX_DEPTH} conditions or operators in a row`,
        "compare with a list, `id IN (…)`, or put some of them in parentheses",
      );
    }
  }
}
