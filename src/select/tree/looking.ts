/**
 * Which expressions look at many rows for one value.
 *
 * @module
 */
import { type Expression, partsOf, type Select } from "./tree.ts";

/** True where an aggregate of this SELECT itself is in it. */
export function aggregates(expression: Expression): boolean {
  for (const part of partsOf(expression)) {
    if ("parts" in part && part.aggregate !== null) return true;
  }
  return false;
}

/** True where a window function is in it. */
function windows(expression: Expression): boolean {
  for (const part of partsOf(expression)) {
    if ("parts" in part && part.window !== null) return true;
  }
  return false;
}

/** True for a SELECT with window functions: all rows that they look over make their values. */
export function looksOver(select: Select): boolean {
  return select.items.some(({ expression }) =>
    expression !== null && windows(expression)
  );
}
