/**
 * How a grid's values can be compared: the one list, of which each column offers what its kind can do.
 *
 * @module
 */
import type { Column } from "../../schema/table.ts";
import type { GridOperator } from "./grid_messages.d.ts";

/** All of them, in the order in which they are offered. */
export const GRID_OPERATORS: readonly GridOperator[] = Object.keys(
  {
    "=": true,
    "!=": true,
    "<": true,
    "<=": true,
    ">": true,
    ">=": true,
    "contains": true,
    "is null": true,
    "is not null": true,
    // The compiler says which one is missing.
  } satisfies Record<GridOperator, true>,
) as GridOperator[];

/** Whether a column's values are bytes, of which only is known whether they are there. */
export function isBytes({ kind }: Pick<Column, "kind">): boolean {
  return BYTES.has(kind);
}

/** Those that a column's values can be compared by. */
export function operatorsOf(
  column: Pick<Column, "kind">,
): readonly GridOperator[] {
  return GRID_OPERATORS.filter((operator) => {
    if (operator === "is null" || operator === "is not null") return true;
    if (column.kind === "uuid") return operator !== "contains";
    return !isBytes(column);
  });
}

const BYTES: ReadonlySet<Column["kind"]> = new Set<Column["kind"]>([
  "bit",
  "binary",
  "blob",
  "filepath",
  "attach",
  "external",
  "geometry",
]);
