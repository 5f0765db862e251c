/**
 * Set operations: which rows come out, and what each rests on. Rows of equal values cannot be told apart.
 *
 * @module
 */
import { byValue, type Made, textOf } from "./made_rows.ts";
import type { Query } from "./statement.ts";

/** Puts the rows of both sides together. */
export function combined(
  { operator, isAll }: Query,
  left: readonly Made[],
  right: readonly Made[],
): Made[] {
  const counts = [left, right].map(countsOf);
  // What EXCEPT takes away is needed only where it counts how often.
  const members = operator === "except" && !isAll ? left : [...left, ...right];
  return byValue(members).flatMap((row) => {
    const [l, r] = counts.map((count) => count.get(textOf(row)) ?? 0);
    const count = isAll
      ? TIMES[operator](l!, r!)
      : Math.min(1, TIMES[operator](Math.min(1, l!), Math.min(1, r!)));
    return new Array<Made>(count).fill(row);
  });
}

const TIMES: Readonly<
  Record<Query["operator"], (left: number, right: number) => number>
> = {
  union: (left, right) => left + right,
  intersect: (left, right) => Math.min(left, right),
  except: (left, right) => Math.max(0, left - right),
};

function countsOf(rows: readonly Made[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    counts.set(textOf(row), (counts.get(textOf(row)) ?? 0) + 1);
  }
  return counts;
}
