/**
 * Tables that are joined to be traced, and the conditions that hold for them together.
 *
 * @module
 */
import { expressionText, fromText } from "./emit.ts";
import { type Expression, partsOf, type Select } from "../tree/tree.ts";

/** Tables that are joined, and conditions that hold. */
export interface Context {
  readonly from: readonly string[];
  readonly where: readonly string[];
}

/** No tables, no conditions. */
export const NOTHING: Context = { from: [], where: [] };

/** Where there is any row at all. */
export function any({ from, where }: Context): Context {
  if (from.length === 0) return NOTHING;
  const condition = where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`;
  const exists = `EXISTS (SELECT 1 FROM ${from.join(", ")}${condition})`;
  return { from: [], where: [exists] };
}

/** The rows that a deciding subquery was asked for: all that the other conditions leave. */
export function withCandidates(select: Select, around: Context): Context {
  const own = select.from === null ? [] : [fromText(select.from)];
  const others = select.where === null ? [] : conjuncts(select.where)
    .filter((part) => [...partsOf(part)].every((each) => !("form" in each)))
    .map((part) => `(${expressionText(part, "input")})`);
  return {
    from: [...around.from, ...own],
    where: [...around.where, ...others],
  };
}

function conjuncts(condition: Expression): Expression[] {
  if (condition.logic !== "and" && condition.logic !== "same") {
    return [condition];
  }
  return condition.parts.flatMap((part) =>
    typeof part !== "string" && "parts" in part ? conjuncts(part) : []
  );
}
