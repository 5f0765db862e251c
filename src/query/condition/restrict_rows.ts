/**
 * Restrictions, one after the other.
 *
 * @module
 */
import type { Condition } from "./condition.ts";
import type { QueryContext } from "../context.ts";
import { type Expression, restrict } from "../expression/expression.ts";
import { Top, topRows } from "../expression/order.ts";
import { AndList, conditionOf, type Restriction } from "./restriction.ts";

/** The rows for which all restrictions hold, one after the other: what follows a `top` restricts its rows. */
export function restrictRows(
  context: QueryContext,
  expression: Expression,
  restrictions: readonly Restriction[],
): Expression {
  const items = restrictions.flatMap((item) =>
    item instanceof AndList ? item.items : [item]
  );
  let rows = expression;
  let conditions: Condition[] = [];
  for (const item of items) {
    if (item instanceof Top) {
      rows = topRows(restrict(rows, conditions), item);
      conditions = [];
    } else conditions.push(conditionOf(context, rows.heading, item));
  }
  return restrict(rows, conditions);
}
