/**
 * Conditions taken apart: which subqueries are in them, and what they are asked for.
 *
 * @module
 */
import { type Condition, type Query, selectsIn } from "./statement.ts";

/** Subqueries whose match lets a row pass. */
export function matchersIn(
  condition: Condition | null,
  isPositive = true,
): { condition: Extract<Condition, { kind: "in" | "exists" }> }[] {
  if (condition === null) return [];
  switch (condition.kind) {
    case "not":
      return matchersIn(condition.inner, !isPositive);
    case "and":
    case "or":
      return [
        ...matchersIn(condition.left, isPositive),
        ...matchersIn(condition.right, isPositive),
      ];
    case "in":
    case "exists":
      return condition.negated !== isPositive ? [{ condition }] : [];
    default:
      return [];
  }
}

/** Antijoins: subqueries whose match takes a row away. */
export function antijoinsIn(
  condition: Condition | null,
): { query: Query; isCorrelated: boolean }[] {
  return matchersIn(condition, false).map(({ condition }) => ({
    query: condition.query,
    isCorrelated: condition.kind === "exists" &&
      selectsIn(condition.query)[0]!.where !== null,
  }));
}

export function scalarsIn(
  condition: Condition | null,
): { query: Query; isCorrelated: boolean }[] {
  if (condition === null) return [];
  switch (condition.kind) {
    case "not":
      return scalarsIn(condition.inner);
    case "and":
    case "or":
      return [...scalarsIn(condition.left), ...scalarsIn(condition.right)];
    case "scalar":
      return [{
        query: condition.query,
        isCorrelated: selectsIn(condition.query)[0]!.where !== null,
      }];
    default:
      return [];
  }
}

export function conjuncts(condition: Condition | null): Condition[] {
  if (condition === null) return [];
  return condition.kind === "and"
    ? [...conjuncts(condition.left), ...conjuncts(condition.right)]
    : [condition];
}

export function hasSubquery(condition: Condition): boolean {
  switch (condition.kind) {
    case "not":
      return hasSubquery(condition.inner);
    case "and":
    case "or":
      return hasSubquery(condition.left) || hasSubquery(condition.right);
    default:
      return "query" in condition;
  }
}
