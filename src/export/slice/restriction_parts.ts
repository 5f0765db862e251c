/**
 * A long stored condition, cut into several that the server reads by an index each: of one that names more keys than the
 * server plans for (16,000 on MariaDB), it would look at every row of the table, and compare it with all of them.
 *
 * @module
 */

/**
 * Cuts a condition of the form `((a)OR(b)OR(c))`, as populating and Python's DataJoint store it, at its outermost `OR`s.
 * Every row that fulfils it fulfils one of the parts, or several, and no other row does.
 *
 * @param condition As it runs.
 * @returns The parts, as long as the conditions of a script at most where they can be cut; the condition alone where it
 * is short, or may be of another form.
 *
 * @example
 * ```ts
 * import { restrictionParts } from "./restriction_parts.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(restrictionParts("((`a`=1)OR(`a`=2))"), ["((`a`=1)OR(`a`=2))"]);
 * assertEquals(restrictionParts("((`a`=1)OR(`a`=2))", 10), ["((`a`=1))", "((`a`=2))"]);
 * ```
 */
export function restrictionParts(
  condition: string,
  longest = 100_000,
): string[] {
  if (condition.length <= longest) return [condition];
  const alternatives = alternativesOf(condition);
  // Whatever stood between them was one OR each time.
  if (joined(alternatives) !== condition) return [condition];
  const parts: string[] = [];
  let open: string[] = [];
  let length = PARENTHESES;
  // Short ones stay together: each statement may have to look at the whole table.
  for (const alternative of alternatives) {
    if (length + alternative.length > longest && open.length > 0) {
      parts.push(joined(open));
      open = [];
      length = PARENTHESES;
    }
    open.push(alternative);
    length += alternative.length + OR.length;
  }
  parts.push(joined(open));
  return parts;
}

const OR = "OR";
const PARENTHESES = 2;

function joined(alternatives: readonly string[]): string {
  return `(${alternatives.join(OR)})`;
}

/** What stands in parentheses within the outer ones; nothing where a text is not wholly understood. */
function alternativesOf(condition: string): string[] {
  const alternatives: string[] = [];
  const pattern = new RegExp(PLAIN);
  let depth = 0;
  let start = 0;
  while (pattern.lastIndex < condition.length) {
    const at = pattern.lastIndex;
    if (!pattern.test(condition)) return [];
    if (condition[at] === "(" && ++depth === 2) start = at;
    if (condition[at] === ")" && --depth === 1) {
      alternatives.push(condition.slice(start, at + 1));
    }
    if (depth === 0 && pattern.lastIndex < condition.length) return [];
  }
  return alternatives;
}

/**
 * A parenthesis, a text or a name in quotes, or what has neither. Quotes and back-slashes that not every `sql_mode` reads
 * alike, and what may begin a comment, are none of them.
 */
const PLAIN =
  /[()]|'[^'\\]*(?:(?:''|\\_)[^'\\]*)*'|`[^`]*`|[^()'"`\\#\/;-]+|-(?!-)/y;
