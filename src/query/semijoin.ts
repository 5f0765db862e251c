/**
 * Other rows as a condition: those rows of a table that share their attributes with some row of a query.
 *
 * @module
 */
import type { TableInfo } from "../schema/table.ts";
import { fragment } from "../sql/fragment.ts";
import { columnName } from "../sql/identifier.ts";
import { type Condition, textCondition } from "./condition.ts";
import { tableLabel } from "./context.ts";
import type { Query } from "./query.ts";

/** Marks queries and tables, so that this file need not import them. */
export const QUERY_STATE = Symbol.for("spyglass-deno.query");

/** A query that a condition compares with. */
export interface Partner {
  readonly query: Query;
  /** The attributes that are compared; none where any row of the query will do. */
  readonly own: readonly string[];
  /** Those of the query that they are compared with, in the same order. */
  readonly theirs: readonly string[];
}

/** True for a query or a table. */
export function isQuery(value: unknown): value is Query {
  return (typeof value === "object" || typeof value === "function") &&
    value !== null && QUERY_STATE in value;
}

/**
 * The condition that a row shares its attributes with a row of `other`. Where the two share none, any row of `other`
 * will do, as in DataJoint.
 *
 * @throws {TypeError} An attribute that both have is a key of neither: sharing its values says nothing (DataJoint
 * refuses that, too).
 */
export function semijoinCondition(table: TableInfo, other: Query): Condition {
  const { table: partner, attributes, subselect } = other[QUERY_STATE]();
  const shared = table.columns.map((column) => column.name)
    .filter((name) => attributes.includes(name));
  const dependent = shared.filter((name) =>
    !table.primaryKey.includes(name) && !partner.primaryKey.includes(name)
  );
  if (dependent.length > 0) {
    throw new TypeError(
      `Cannot restrict ${tableLabel(table)} by ${tableLabel(partner)}: ${
        dependent.join(", ")
      } is a secondary attribute of both, wanted a key of one of them; name what to compare: ${table.className}\`a IN \${${partner.className}}\``,
    );
  }
  const facts = {
    byKeys: "a semijoin",
    partners: [{ query: other, own: shared, theirs: shared }],
  };
  if (shared.length === 0) {
    const any = partner.columns.slice(0, 1).map((column) => column.name);
    return textCondition(fragment("EXISTS (", subselect(any), ")"), facts);
  }
  const inside = subselect(shared);
  return textCondition(fragment(`${tuple(shared)} IN (`, inside, ")"), facts);
}

/**
 * A query in a template: `electrode_id IN ${query}`. Of the query stand there the attributes of the same names, or
 * else its key, where that is one attribute.
 *
 * @param names The columns that it is compared with, as they are written there.
 * @throws {TypeError} There are none, or the query has no such attributes.
 */
export function subqueryCondition(
  table: TableInfo,
  other: Query,
  names: readonly string[],
  where: string,
): Condition {
  const { table: partner, attributes, subselect } = other[QUERY_STATE]();
  const own = names.map((name) => spelled(table, name));
  const isShared = own.every((name) => attributes.includes(name));
  const theirs = isShared ? own : partner.primaryKey;
  if (own.length === 0 || own.length !== theirs.length) {
    throw new TypeError(
      `Cannot use the query of ${where}: ${
        own.length === 0
          ? "it is compared with no column"
          : `${tableLabel(partner)} has no ${own.join(", ")}`
      }, wanted column IN \${query}, with a column that both have; or restrict with and(query)`,
    );
  }
  return textCondition(fragment("(", subselect(theirs), ")"), {
    byKeys: "a subquery",
    partners: [{ query: other, own, theirs }],
  });
}

/** `a`, or `(a, b)`. */
export function tuple(names: readonly string[]): string {
  const list = names.map(columnName).join(", ");
  return names.length === 1 ? list : `(${list})`;
}

function spelled(table: TableInfo, name: string): string {
  const column = table.columns.find((column) =>
    column.name.toLowerCase() === name.toLowerCase()
  );
  return column?.name ?? name;
}
