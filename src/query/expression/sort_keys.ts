/**
 * What a SELECT sorts by.
 *
 * @module
 */
import { columnName } from "../../sql/identifier.ts";
import type { SortKey } from "./block.ts";
import { isLimited, type Sorted } from "./expression.ts";

/**
 * What to sort by. A limit takes the same rows each time: what the order leaves open, the primary key decides, as
 * DataJoint's `fetch(limit=…)` does where no order is given.
 */
export function sortKeys(expression: Sorted): SortKey[] {
  const { order, heading } = expression;
  const named = new Set(order.map(({ name }) => name));
  const rest = isLimited(expression)
    ? heading.primaryKey.filter((name) => !named.has(name))
    : [];
  return [
    ...order,
    ...rest.map((name) => ({ name, descending: false })),
  ].map(({ name, descending }) => ({
    reference: columnName(name),
    descending,
  }));
}
