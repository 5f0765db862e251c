/**
 * How values in memory are compared: as the server compares those of its columns.
 *
 * @module
 */
import type { GridFilter } from "./grid_condition.ts";

/** Whether a value is as a filter wants it. */
export function passes(
  value: unknown,
  { operator, value: wanted }: GridFilter,
): boolean {
  const isNull = value === null || value === undefined;
  if (operator === "is null") return isNull;
  if (isNull) return false;
  switch (operator) {
    case "is not null":
      return true;
    case "contains":
      return folded(value).includes(folded(wanted));
    case "=":
      return compareWith(value, wanted) === 0;
    case "!=":
      return compareWith(value, wanted) !== 0;
    case "<":
      return compareWith(value, wanted) < 0;
    case "<=":
      return compareWith(value, wanted) <= 0;
    case ">":
      return compareWith(value, wanted) > 0;
    case ">=":
      return compareWith(value, wanted) >= 0;
  }
}

/** Their order: NULL first, numbers by size, texts without regard to capitals. */
export function compareValues(one: unknown, other: unknown): number {
  const [hasNone, hasOther] = [one ?? null, other ?? null]
    .map((value) => value === null);
  if (hasNone || hasOther) return Number(hasOther) - Number(hasNone);
  if (isNumber(one) && isNumber(other)) {
    return one < other ? -1 : one > other ? 1 : 0;
  }
  const [a, b] = [folded(one), folded(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareWith(value: unknown, wanted: string): number {
  if (!isNumber(value)) return compareValues(value, wanted);
  const number = Number(wanted);
  if (wanted.trim() === "" || Number.isNaN(number)) {
    throw new RangeError(
      `Cannot filter by a number: received ${
        JSON.stringify(wanted.slice(0, 60))
      }, wanted a number`,
    );
  }
  const exact = /^[+-]?\d+$/.test(wanted.trim()) ? BigInt(wanted) : number;
  return compareValues(value, exact);
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function folded(value: unknown): string {
  return String(value).toLowerCase();
}
