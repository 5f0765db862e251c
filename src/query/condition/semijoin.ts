/**
 * Other rows as a condition: those rows of an expression that share their attributes with some row of a query.
 *
 * @module
 */
import { fragment } from "../../sql/fragment.ts";
import { columnName } from "../../sql/identifier.ts";
import { type Condition, negated, textCondition } from "./condition.ts";
import { subselect } from "../expression/statement.ts";
import type { Expression } from "../expression/expression.ts";
import { type Heading, namesOf } from "../expression/heading.ts";
import { checkJoinable } from "../expression/join.ts";
import { requireOwnNames } from "./own_names.ts";
import type { Query } from "../query.ts";

/** Marks queries and tables, so that this file need not import them. */
export const QUERY_STATE = Symbol.for("spyglass-deno.query");

/** True for a query or a table. */
export function isQuery(value: unknown): value is Query {
  return (typeof value === "object" || typeof value === "function") &&
    value !== null && QUERY_STATE in value;
}

/** What rows a query has. */
export function expressionOf(query: Query): Expression {
  return query[QUERY_STATE]().expression;
}

/**
 * The condition that a row shares its attributes with a row of `other`. Where the two share none, any row of `other`
 * will do, as in DataJoint.
 *
 * @throws {TypeError} An attribute that both have is a key of neither: sharing its values says nothing (DataJoint
 * refuses that, too).
 */
export function semijoinCondition(
  heading: Heading,
  other: Expression,
): Condition {
  checkJoinable(heading, other.heading, "restrict");
  requireOwnNames(heading, other);
  const theirs = namesOf(other.heading);
  const shared = namesOf(heading).filter((name) => theirs.includes(name));
  return agreesOn(shared, other);
}

/** The condition that a row shares these attributes with no row of `other`. */
export function antijoinCondition(
  heading: Heading,
  other: Expression,
  names: readonly string[],
): Condition {
  requireOwnNames(heading, other);
  return negated(agreesOn(names, other));
}

function agreesOn(names: readonly string[], other: Expression): Condition {
  const facts = {
    byKeys: "a semijoin",
    partners: [{
      expression: other,
      own: names,
      theirs: names,
      isValue: false,
    }],
  };
  if (names.length === 0) {
    const any = namesOf(other.heading).slice(0, 1);
    return textCondition(
      fragment("EXISTS (", subselect(other, any), ")"),
      facts,
    );
  }
  const inside = subselect(other, names);
  return textCondition(fragment(`${tuple(names)} IN (`, inside, ")"), facts);
}

/**
 * A query in a template: `electrode_id IN ${query}`. Of the query stand there the attributes of the same names, or
 * else its key, where that is one attribute.
 *
 * @param compared The columns that it is compared with, as they are written there, and whether `IN` looks for them among
 * its rows; else its one row is a value, on which the condition rests for whichever rows it holds.
 * @throws {TypeError} There are none, or the query has no such attributes.
 */
export function subqueryCondition(
  heading: Heading,
  other: Expression,
  { names, isAfterIn }: ComparedColumns,
  where: string,
): Condition {
  requireOwnNames(heading, other);
  const own = names.map((name) => spelled(heading, name));
  const attributes = namesOf(other.heading);
  const isShared = own.every((name) => attributes.includes(name));
  const theirs = isShared ? own : other.heading.primaryKey;
  if (own.length === 0 || own.length !== theirs.length) {
    throw new TypeError(
      `Cannot use the query of ${where}: ${
        own.length === 0
          ? "no column is compared with it, so that nobody can say which of its values is meant"
          : `${other.heading.label} has no ${own.join(", ")}`
      }, wanted column IN \${query}, with a column that both have; or restrict with and(query), or put in its value: \${await query.fetch1("…")}`,
    );
  }
  return textCondition(fragment("(", subselect(other, theirs), ")"), {
    byKeys: "a subquery",
    partners: [{ expression: other, own, theirs, isValue: !isAfterIn }],
  });
}

/** What a query in a template is compared with. */
export interface ComparedColumns {
  readonly names: readonly string[];
  readonly isAfterIn: boolean;
}

/** `a`, or `(a, b)`. */
export function tuple(names: readonly string[]): string {
  const list = names.map(columnName).join(", ");
  return names.length === 1 ? list : `(${list})`;
}

function spelled(heading: Heading, name: string): string {
  const lower = name.toLowerCase();
  return namesOf(heading).find((each) => each.toLowerCase() === lower) ?? name;
}
