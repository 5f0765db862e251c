/**
 * Universal sets: all possible values of some attributes, DataJoint's `dj.U`.
 *
 * @module
 */
import { aggregateOver, type AggrItem } from "./aggregate.ts";
import type { Expression } from "../expression/expression.ts";
import { distinct, keyed } from "../expression/universal.ts";
import type { Query } from "../query.ts";
import { isQuery, QUERY_STATE } from "../condition/semijoin.ts";
import type { Table } from "../table.ts";
import type { HasTypes, TableTypes } from "../typed_table.ts";
import type { TypedUniversalSet } from "../typed_universal_set.ts";

/** All possible values of some attributes; it cannot be read by itself. Made by {@linkcode U}. */
export class UniversalSet {
  /** Names of the attributes. */
  readonly names: readonly string[];

  /** Made by {@linkcode U}. */
  constructor(names: readonly string[]) {
    this.names = names;
  }

  /**
   * The different combinations of values that the attributes have in some rows: DataJoint's `dj.U("a", "b") & query`.
   *
   * @param query Rows that have the attributes.
   * @returns A query; nothing is sent.
   * @throws {UnknownNameError} The rows have no such attribute.
   *
   * @example
   * ```ts demo ignore
   * U("bad_channel").and(Electrode);
   * // SELECT DISTINCT bad_channel FROM `common_ephys`.`_electrode`
   * ```
   */
  and(query: Query | Table | HasTypes<TableTypes>): Query {
    return make(query, (rows) => distinct(this.names, rows));
  }

  /**
   * The same rows with the attributes in their primary key, so that they can be joined by them: `dj.U("a") * query`.
   *
   * @param query Rows that have the attributes.
   * @returns A query; nothing is sent.
   * @throws {UnknownNameError} The rows have no such attribute.
   *
   * @example
   * ```ts demo ignore
   * U("probe_shank").join(Electrode);
   * // SELECT * FROM `common_ephys`.`_electrode`
   * ```
   */
  join(query: Query | Table | HasTypes<TableTypes>): Query {
    return make(query, (rows) => keyed(this.names, rows));
  }

  /**
   * One row for each combination of values that the attributes have, one row at all for `U()`: `dj.U("a").aggr(query)`.
   *
   * @param items New attributes: `{ n: "count(*)" }`.
   * @throws {UnknownNameError} The rows have no such attribute.
   *
   * @example
   * ```ts demo ignore
   * U("bad_channel").aggr(Electrode, { n: "count(*)" });
   * // SELECT bad_channel, count(*) AS n FROM `common_ephys`.`_electrode` GROUP BY bad_channel
   * U().aggr(Electrode, { n: "count(*)", deepest: "max(z)" });
   * ```
   */
  aggr(
    query: Query | Table | HasTypes<TableTypes>,
    ...items: readonly AggrItem[]
  ): Query {
    const inside = insideOf(query);
    return inside.with(
      aggregateOver(inside.context, this.names, inside.expression, items),
    );
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return `U(${
      this.names.map((name) => JSON.stringify(name)).join(", ")
    }): all possible values; give it rows: U(…).and(query), .aggr(query, …)`;
  }
}

/**
 * All possible values of some attributes, DataJoint's `dj.U`: for different values, groups, and other primary keys.
 *
 * @param names Attributes; none for one group of all rows.
 *
 * @example
 * ```ts
 * import { U } from "./universal_set.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(U("bad_channel", "probe_id").names, ["bad_channel", "probe_id"]);
 * ```
 */
export function U<const Names extends readonly string[]>(
  ...names: Names
): TypedUniversalSet<Names[number]> {
  const wrong: unknown = names.find((name) =>
    typeof name !== "string" || name === ""
  );
  if (wrong === undefined) {
    return new UniversalSet([...new Set(names)]) as TypedUniversalSet<
      Names[number]
    >;
  }
  throw new TypeError(
    `Cannot make a universal set: received ${
      typeof wrong === "string" ? "an empty text" : typeof wrong
    }, wanted names of attributes: U("a", "b")`,
  );
}

function make(
  query: unknown,
  change: (rows: Expression) => Expression,
): Query {
  const { with: make, expression } = insideOf(query);
  return make(change(expression));
}

function insideOf(query: unknown): ReturnType<Query[typeof QUERY_STATE]> {
  if (isQuery(query)) return query[QUERY_STATE]();
  throw new TypeError(
    `Cannot use a universal set: received ${
      query === null ? "null" : typeof query
    }, wanted a query or a table`,
  );
}
