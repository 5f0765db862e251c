/**
 * Marks what says itself which rows it stands for, so that templates need not import all that restricts.
 *
 * @module
 */
import type { QueryContext } from "../context.ts";
import type { Heading } from "../expression/heading.ts";
import type { Condition } from "./condition.ts";

/** Names the method of such a value. */
export const CONDITION = Symbol.for("spyglass-deno.condition");

/** `andList(…)` and `not(…)`. */
export interface Restricting {
  /** The condition that it is on rows with these attributes. */
  [CONDITION](context: QueryContext, heading: Heading): Condition;
}

/** True for what says itself which rows it stands for. */
export function isRestricting(value: unknown): value is Restricting {
  return typeof value === "object" && value !== null && CONDITION in value;
}
