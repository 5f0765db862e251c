/**
 * The methods that make queries of queries: DataJoint's operators.
 *
 * @module
 */
import { aggregateRows, type AggrItem, projectRows } from "./aggregate.ts";
import { Changes } from "../change/changes.ts";
import { negated } from "../condition/condition.ts";
import {
  type Expression,
  limited,
  restrict,
} from "../expression/expression.ts";
import { joinRows } from "../expression/join.ts";
import {
  orderedRows,
  top,
  type TopOptions,
  topRows,
} from "../expression/order.ts";
import type { ProjectionItem } from "../expression/projection.ts";
import { united } from "../expression/union.ts";
import { keyed } from "../expression/universal.ts";
import type { Query } from "../query.ts";
import { conditionOf, type Restriction } from "../condition/restriction.ts";
import { restrictRows } from "../condition/restrict_rows.ts";
import { expressionOf, isQuery, QUERY_STATE } from "../condition/semijoin.ts";
import type { Table } from "../table.ts";
import type { HasTypes, TableTypes } from "../typed_table.ts";
import { UniversalSet } from "./universal_set.ts";

/** A query, as far as others are made of it. Each method gives a new one, and sends nothing. */
export abstract class Building extends Changes {
  /**
   * The rows for which all of these hold, too: DataJoint's `&`. `q.and(a).and(b)` is `a AND b`.
   *
   * @param restrictions See {@linkcode Restriction}; `top({…})` takes the first rows of what is left by then.
   *
   * @example
   * ```ts demo ignore
   * Electrode.and({ electrode_id: 1 }, "x > 0", Session);
   * // SELECT * FROM `common_ephys`.`_electrode` WHERE ((electrode_id=1))AND((x > 0))AND(nwb_file_name IN (SELECT
   * // nwb_file_name FROM `common_session`.`_session`))
   * ```
   */
  and(...restrictions: readonly Restriction[]): Query {
    const { context, expression, with: make } = this[QUERY_STATE]();
    return make(restrictRows(context, expression, restrictions));
  }

  /**
   * The rows for which none of these holds: DataJoint's `-`. As there, SQL's NULL is neither true nor false.
   *
   * @param restrictions See {@linkcode Restriction}.
   *
   * @example
   * ```ts demo ignore
   * Session.except(Electrode);
   * // SELECT * FROM `common_session`.`_session` WHERE (NOT (nwb_file_name IN (SELECT nwb_file_name FROM
   * // `common_ephys`.`_electrode`)))
   * ```
   */
  except(...restrictions: readonly Restriction[]): Query {
    const { context, expression, with: make } = this[QUERY_STATE]();
    const conditions = restrictions.map((item) =>
      negated(conditionOf(context, expression.heading, item))
    );
    return make(restrict(expression, conditions));
  }

  /**
   * Pairs of rows that agree on all attributes that both have, as one row each: DataJoint's `*`. The key is that of
   * both together.
   *
   * @param other A query, a table, or a universal set.
   * @returns A query; nothing is sent.
   * @throws {TypeError} An attribute that both have is in the key of neither.
   *
   * @example
   * ```ts demo ignore
   * Electrode.join(Session);
   * // SELECT * FROM `common_ephys`.`_electrode` AS `q1` JOIN `common_session`.`_session` AS `q2` USING
   * // (nwb_file_name)
   * ```
   */
  join(other: Query | Table | HasTypes<TableTypes> | UniversalSet): Query {
    return this.#make((rows) =>
      other instanceof UniversalSet
        ? keyed(other.names, rows)
        : joinRows(rows, operand(other, "join"))
    );
  }

  /**
   * The same rows with other attributes. The primary key is always kept, though it may be renamed.
   *
   * @param items Attributes to keep; `"..."` for all, `"-name"` to leave one out; an object of new ones: a name renames,
   * a name in parentheses copies, anything else is SQL.
   * @throws {UnknownNameError} There is no such attribute.
   * @throws {TypeError} A key attribute is left out, or a name would stand there twice.
   *
   * @example
   * ```ts demo ignore
   * Electrode.proj("x", { probe: "electrode_id", depth_mm: "z / 1000" });
   * // SELECT nwb_file_name, electrode_group_name, electrode_id AS probe, x, z / 1000 AS depth_mm FROM
   * // `common_ephys`.`_electrode`
   * ```
   */
  proj(...items: readonly ProjectionItem[]): Query {
    const { context, expression, with: make } = this[QUERY_STATE]();
    return make(projectRows(context, expression, items));
  }

  /**
   * Each row with what is computed of the rows of `other` that agree with it: DataJoint's `aggr`.
   *
   * @param items As for `proj`; computed attributes may use `count(*)`, `max(x)` and the like. Last, options:
   * `{ keepAllRows: true }` keeps rows that have nothing to aggregate.
   *
   * @example
   * ```ts demo ignore
   * Session.aggr(Electrode, "session_id", { n: "count(*)" });
   * // SELECT nwb_file_name, session_id, count(*) AS n FROM `common_session`.`_session` AS `q1` JOIN
   * // `common_ephys`.`_electrode` AS `q2` USING (nwb_file_name) GROUP BY nwb_file_name, session_id
   * ```
   */
  aggr(
    other: Query | Table | HasTypes<TableTypes>,
    ...items: readonly AggrItem[]
  ): Query {
    const { context, expression, with: make } = this[QUERY_STATE]();
    const group = operand(other, "aggregate");
    return make(aggregateRows(context, expression, group, items));
  }

  /**
   * The rows of both: DataJoint's `+`. Those with equal keys are one row; attributes that only one has are NULL in the
   * rows of the other.
   *
   * @param other A query or a table with the same primary key.
   * @returns A query; nothing is sent.
   * @throws {TypeError} The primary keys differ, or both have a secondary attribute of the same name.
   *
   * @example
   * ```ts demo ignore
   * Session.proj().union(Nwbfile.proj());
   * // SELECT * FROM (SELECT nwb_file_name FROM `common_session`.`_session` UNION SELECT nwb_file_name FROM
   * // `common_nwbfile`.`nwbfile`) AS `q1`
   * ```
   */
  union(other: Query | Table | HasTypes<TableTypes>): Query {
    return this.#make((rows) => united(rows, operand(other, "unite")));
  }

  /**
   * The same rows, sorted.
   *
   * @param terms Attributes, each as `"name"` or `"name desc"`; `"KEY"` stands for the primary key.
   * @throws {UnknownNameError} There is no such attribute.
   *
   * @example
   * ```ts demo ignore
   * Electrode.orderBy("x desc", "KEY");
   * // SELECT * FROM `common_ephys`.`_electrode` ORDER BY x DESC, nwb_file_name, electrode_group_name, electrode_id
   * ```
   */
  orderBy(...terms: readonly string[]): Query {
    return this.#make((rows) => orderedRows(rows, terms));
  }

  /**
   * At most `count` of the rows: the first ones in their order, and, where that leaves it open, by primary key.
   *
   * @param count A whole number of rows.
   * @throws {RangeError} `count` is no whole number.
   *
   * @example
   * ```ts demo ignore
   * Electrode.limit(10);
   * // SELECT nwb_file_name, …, contacts FROM `common_ephys`.`_electrode` ORDER BY nwb_file_name,
   * // electrode_group_name, electrode_id LIMIT 10
   * ```
   */
  limit(count: number): Query {
    return this.#make((rows) => limited(rows, "limit", count));
  }

  /**
   * The rows without the first `count`, in the order that {@linkcode limit} takes them.
   *
   * @param count A whole number of rows.
   * @throws {RangeError} `count` is no whole number.
   *
   * @example
   * ```ts demo ignore
   * Electrode.orderBy("x").offset(10).limit(5);
   * // SELECT nwb_file_name, …, contacts FROM `common_ephys`.`_electrode` ORDER BY x, nwb_file_name,
   * // electrode_group_name, electrode_id LIMIT 5 OFFSET 10
   * ```
   */
  offset(count: number): Query {
    return this.#make((rows) => limited(rows, "offset", count));
  }

  /**
   * The first rows in an order: DataJoint's `& dj.Top(…)`.
   *
   * @param options `limit` (1 row unless it is set; `null` for all), `orderBy` (the primary key), `offset` (0).
   *
   * @example
   * ```ts demo ignore
   * Electrode.top({ limit: 3, orderBy: ["x desc", "KEY"] });
   * // SELECT nwb_file_name, …, contacts FROM `common_ephys`.`_electrode` ORDER BY x DESC, nwb_file_name,
   * // electrode_group_name, electrode_id LIMIT 3
   * ```
   */
  top(options: TopOptions = {}): Query {
    return this.#make((rows) => topRows(rows, top(options)));
  }

  #make(change: (rows: Expression) => Expression): Query {
    const { expression, with: make } = this[QUERY_STATE]();
    return make(change(expression));
  }
}

function operand(value: unknown, action: string): Expression {
  if (isQuery(value)) return expressionOf(value);
  throw new TypeError(
    `Cannot ${action}: received ${
      value === null ? "null" : typeof value
    }, wanted a query or a table`,
  );
}
