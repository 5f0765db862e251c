/**
 * Other rows as a condition: those rows of a table that share their attributes with some row of a query.
 *
 * @module
 */
import type { TableInfo } from "../schema/table.ts";
import { fragment } from "../sql/fragment.ts";
import { columnName } from "../sql/identifier.ts";
import { type Condition, constant, textCondition } from "./condition.ts";
import { tableLabel } from "./context.ts";
import type { Query } from "./query.ts";

/** Marks queries and tables, so that this file need not import them. */
export const QUERY_STATE = Symbol.for("spyglass-deno.query");

/** A query that a condition compares with, and the attributes that both have. */
export interface Partner {
  readonly query: Query;
  readonly shared: readonly string[];
}

/** True for a query or a table. */
export function isQuery(value: unknown): value is Query {
  return (typeof value === "object" || typeof value === "function") &&
    value !== null && QUERY_STATE in value;
}

/**
 * The condition that a row shares its attributes with a row of `other`.
 *
 * @throws {TypeError} An attribute that both have is a key of neither: sharing its values says nothing (DataJoint
 * refuses that, too).
 */
export function semijoinCondition(
  table: TableInfo,
  other: Query,
): Condition {
  const { table: partner, attributes } = other[QUERY_STATE]();
  const shared = table.columns.map((column) => column.name)
    .filter((name) => attributes.includes(name));
  if (shared.length === 0) return constant(true);
  const dependent = shared.filter((name) =>
    !table.primaryKey.includes(name) && !partner.primaryKey.includes(name)
  );
  if (dependent.length > 0) {
    throw new TypeError(
      `Cannot restrict ${tableLabel(table)} by ${tableLabel(partner)}: ${
        dependent.join(", ")
      } is a secondary attribute of both, wanted a key of one of them; leave it out of one side`,
    );
  }
  const names = shared.map(columnName).join(", ");
  const left = shared.length === 1 ? names : `(${names})`;
  return textCondition(
    fragment(`${left} IN (`, other[QUERY_STATE]().subselect(shared), ")"),
    { byKeys: "a semijoin", partners: [{ query: other, shared }] },
  );
}
