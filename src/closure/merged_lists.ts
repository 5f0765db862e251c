/**
 * Restrictions that each name some values of one column, as many reads of a few keys leave in the log: put together
 * they are one list, which the server goes through once a row.
 *
 * @module
 */

/**
 * Merges restrictions of the form `` (`column` IN ('a','b')) `` that are about the same column; any other stays as it
 * is. All of them together select what all of those given select.
 *
 * @example
 * ```ts
 * import { mergedLists } from "./merged_lists.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   mergedLists(["(`name` IN ('a','b'))", "(id=1)", "(`name` IN ('c','d'))"]),
 *   ["(`name` IN ('a','b','c','d'))", "(id=1)"],
 * );
 * ```
 */
export function mergedLists(restrictions: readonly string[]): string[] {
  const merged: string[] = [];
  /** By column → where its list is, and how many values it has. */
  const open = new Map<string, { readonly at: number; count: number }>();
  for (const restriction of restrictions) {
    const [, column, values] = LIST.exec(restriction) ?? [];
    if (column === undefined || values === undefined) {
      merged.push(restriction);
      continue;
    }
    const count = values.split("','").length;
    const known = open.get(column);
    if (known === undefined || known.count + count > MOST) {
      open.set(column, { at: merged.length, count });
      merged.push(restriction);
      continue;
    }
    merged[known.at] = `${merged[known.at]!.slice(0, -2)},${values}))`;
    known.count += count;
  }
  return merged;
}

/** Only strings, none of which holds a quote or a back-slash: what they are compared as does not depend on the others. */
const LIST = /^\((`[^`]+`) IN \(('[^'\\]*'(?:,'[^'\\]*')*)\)\)$/;
/** From a thousand on MariaDB makes a table of a list. */
const MOST = 900;
