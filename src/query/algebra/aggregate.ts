/**
 * From what the user wrote to projections and aggregations.
 *
 * @module
 */
import { computedMaker } from "./computed.ts";
import type { QueryContext } from "../context.ts";
import { aggregated, aggregatedOver } from "../expression/aggregation.ts";
import type { Expression } from "../expression/expression.ts";
import { projected, type ProjectionItem } from "../expression/projection.ts";
import { refuseUnknownOptions } from "../../names/known_options.ts";

/**
 * How groups are made.
 *
 * @example
 * ```ts demo ignore
 * Session.aggr(Electrode`electrode_id > ${500}`, { n: "count(electrode_id)" }, { keepAllRows: true });
 * // SELECT nwb_file_name, count(electrode_id) AS n FROM `common_session`.`_session` AS `q1` LEFT JOIN (SELECT
 * // nwb_file_name, …, contacts FROM `common_ephys`.`_electrode` WHERE (electrode_id > 500)) AS `q2` USING
 * // (nwb_file_name) GROUP BY nwb_file_name
 * ```
 */
export interface AggrOptions {
  /** Keeps rows that have nothing to aggregate, as a left join does. @default {false} */
  readonly keepAllRows?: boolean;
}

/** What `aggr` takes: attributes to keep, new ones, and, at last, options. See {@linkcode Query.aggr}. */
export type AggrItem = ProjectionItem | AggrOptions;

/** The rows with other attributes. */
export function projectRows(
  context: QueryContext,
  expression: Expression,
  items: readonly ProjectionItem[],
): Expression {
  const computed = computedMaker(context, { isGrouped: false });
  return projected(expression, items, computed);
}

/** The rows with what is computed of those of another expression. */
export function aggregateRows(
  context: QueryContext,
  left: Expression,
  group: Expression,
  args: readonly AggrItem[],
): Expression {
  const { items, options } = splitOptions(args, left.heading.label);
  const computed = computedMaker(context, { isGrouped: true });
  return aggregated(left, group, items, { computed, ...options });
}

/** One row for each combination of some attributes' values. */
export function aggregateOver(
  context: QueryContext,
  names: readonly string[],
  group: Expression,
  args: readonly AggrItem[],
): Expression {
  const { items, options } = splitOptions(args, group.heading.label);
  if (options.keepAllRows) {
    throw new TypeError(
      `Cannot aggregate ${group.heading.label}: keepAllRows is set for a universal set, whose rows are all possible values, wanted a query or table to keep the rows of`,
    );
  }
  const computed = computedMaker(context, { isGrouped: true });
  return aggregatedOver(names, group, items, { computed });
}

/** An object with a truth value holds options: attributes are named or computed by texts. */
function splitOptions(
  args: readonly AggrItem[],
  label: string,
): { items: readonly ProjectionItem[]; options: AggrOptions } {
  const last = args.at(-1);
  const isOptions = typeof last === "object" && last !== null &&
    Object.values(last).some((value) => typeof value === "boolean");
  if (!isOptions) return { items: args as ProjectionItem[], options: {} };
  refuseUnknownOptions(`Cannot aggregate ${label}`, last, ["keepAllRows"]);
  return {
    items: args.slice(0, -1) as ProjectionItem[],
    options: last as AggrOptions,
  };
}
