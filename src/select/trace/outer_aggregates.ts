/**
 * Aggregates that stand in a SELECT inside of the one whose rows they look at: `(SELECT … WHERE x = min(outer.id))`. Laid
 * beside the SELECT around it, such a condition means nothing.
 *
 * @module
 */
import {
  type ColumnName,
  type Expression,
  partsOf,
  type Select,
  sourcesOf,
} from "../tree/tree.ts";
import { untraceable } from "../tree/untraceable.ts";

/**
 * Refuses them in an expression of a SELECT, whose names are resolved.
 *
 * @throws {Untraceable} There is one.
 */
export function refuseOuterAggregates(
  select: Select,
  expression: Expression,
): void {
  const own = new Set(sourcesOf(select.from));
  for (const part of partsOf(expression)) {
    if (!("parts" in part) || part.aggregate === null) continue;
    const columns = [...partsOf(part)].filter((each) => "path" in each);
    const isOuter = ({ meaning }: ColumnName) =>
      meaning !== null && "source" in meaning && !own.has(meaning.source);
    if (columns.length === 0 || !columns.every(isOuter)) continue;
    throw untraceable(
      `${part.aggregate.toLowerCase()}() of the SELECT around it in a subquery`,
      "give it a name in a derived table, and use that",
    );
  }
}
