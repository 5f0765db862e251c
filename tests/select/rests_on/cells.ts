/**
 * Values, compared as SQL does it: NULL is neither true nor false.
 *
 * @module
 */
import type { Sign } from "./statement.ts";

export type Cell = number | string | null;
export type Truth = boolean | null;

export function compare(left: Cell, sign: Sign, right: Cell): Truth {
  if (left === null || right === null) return null;
  const difference = compareCells(left, right);
  switch (sign) {
    case "<":
      return difference < 0;
    case ">":
      return difference > 0;
    case "<=":
      return difference <= 0;
    case ">=":
      return difference >= 0;
    case "=":
      return difference === 0;
    case "<>":
      return difference !== 0;
  }
}

export function isIn(value: Cell, items: readonly Cell[]): Truth {
  if (items.length === 0) return false;
  const found = items.map((item) => compare(value, "=", item));
  return found.includes(true) ? true : found.includes(null) ? null : false;
}

export function negatedIf(isNegated: boolean, truth: Truth): Truth {
  return truth === null || !isNegated ? truth : !truth;
}

/** NULL first; texts without regard to case. */
export function compareCells(a: Cell, b: Cell): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  if (typeof a === "string" && typeof b === "string") {
    const [one, other] = [a.toLowerCase(), b.toLowerCase()];
    return one < other ? -1 : one > other ? 1 : 0;
  }
  return Number(a) - Number(b);
}

export function compareLists(a: readonly Cell[], b: readonly Cell[]): number {
  for (const [i, cell] of a.entries()) {
    const difference = compareCells(cell, b[i]!);
    if (difference !== 0) return difference;
  }
  return 0;
}
