/**
 * What tells the rows of a SELECT apart: the groups of a grouped one, the values of a distinct one, else the rows of its
 * tables.
 *
 * @module
 */
import { outputsOf } from "./outputs.ts";
import {
  type Expression,
  plain,
  type Select,
  sourcesOf,
} from "../tree/tree.ts";
import { untraceable } from "../tree/untraceable.ts";

/** Expressions over the rows that a SELECT reads; equal for those, and only those, that make one row of its result. */
export function identityOf(select: Select): readonly Expression[] {
  if (select.isGrouped) {
    return select.groupBy.map((part) => grouped(select, part));
  }
  if (select.distinct) return valuesOf(select);
  return sourcesOf(select.from).flatMap((source) => {
    const names = source.table?.primaryKey ?? source.columns ?? [];
    return names.map((column) =>
      plain({ path: [column], meaning: { source, column } })
    );
  });
}

/** The values that come out, as expressions over the rows that are read. */
export function valuesOf(select: Select): readonly Expression[] {
  const outputs = outputsOf(select);
  if (outputs !== null) return outputs.map(({ expression }) => expression);
  throw untraceable(
    "a star over a table whose columns are not known",
    "name the columns",
  );
}

/** `GROUP BY 1` is the first thing that is selected. */
function grouped(select: Select, part: Expression): Expression {
  if (part.literal === null || !/^\d+$/.test(part.literal)) return part;
  const output = outputsOf(select)?.[Number(part.literal) - 1];
  if (output) return output.expression;
  throw untraceable(`GROUP BY ${part.literal}`, "name the column");
}
