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
 *
 * @param inherited The order that the rows come in, where the expression has none.
 */
export function sortKeys(
  expression: Sorted,
  inherited: readonly SortKey[] = [],
): SortKey[] {
  const { order, heading } = expression;
  const keys = [
    ...inherited,
    ...order.map(({ name, descending }) => ({
      reference: columnName(name),
      descending,
    })),
  ];
  if (!isLimited(expression)) return keys;
  const named = new Set(keys.map(({ reference }) => reference));
  const rest = heading.primaryKey.map(columnName)
    .filter((reference) => !named.has(reference));
  return [
    ...keys,
    ...rest.map((reference) => ({ reference, descending: false })),
  ];
}
