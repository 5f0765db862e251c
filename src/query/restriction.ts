/**
 * Everything that can restrict a table, made into one condition.
 *
 * @module
 */
import { Fragment } from "../sql/fragment.ts";
import type { TableInfo } from "../schema/table.ts";
import {
  allOf,
  anyOf,
  type Condition,
  constant,
  negated,
} from "./condition.ts";
import type { QueryContext } from "./context.ts";
import { Frame } from "./frame.ts";
import { objectCondition, type RestrictionObject } from "./object_condition.ts";
import { isQuery, semijoinCondition } from "./semijoin.ts";
import { SqlTemplate, templateCondition } from "./template_condition.ts";
import type { Query } from "./query.ts";

/** All of a list; made by {@linkcode andList}. */
export class AndList {
  readonly items: readonly Restriction[];
  constructor(items: readonly Restriction[]) {
    this.items = items;
  }
}

/** The opposite of a restriction; made by {@linkcode not}. */
export class Not {
  readonly item: Restriction;
  constructor(item: Restriction) {
    this.item = item;
  }
}

/**
 * What `and` and `except` take: SQL text, an object (all attributes equal), an array (any of), `andList([…])` (all
 * of), `not(…)`, a truth value, or other rows: a query, a table or a frame that shares attributes.
 */
export type Restriction =
  | string
  | boolean
  | RestrictionObject
  | readonly Restriction[]
  | AndList
  | Not
  | SqlTemplate
  | Query
  | Frame;

/**
 * All of these restrictions at once, as DataJoint's `AndList`.
 *
 * @param items Restrictions of any kind; an empty list restricts nothing.
 *
 * @example
 * ```ts ignore
 * Electrode.and(andList(["nwb_file_name LIKE 'min%'", { electrode_id: 1 }]));
 * // … WHERE ((nwb_file_name LIKE 'min%'))AND((electrode_id=1))
 * ```
 */
export function andList(items: readonly Restriction[]): AndList {
  return new AndList(items);
}

/**
 * The rows for which a restriction does not hold, as DataJoint's `Not`.
 *
 * @param item The restriction to negate.
 *
 * @example
 * ```ts ignore
 * Electrode.and(not({ electrode_id: 1 }));
 * // … WHERE (NOT ((electrode_id=1)))
 * ```
 */
export function not(item: Restriction): Not {
  return new Not(item);
}

/** Makes any restriction into a condition on the rows of `table`. */
export function conditionOf(
  context: QueryContext,
  table: TableInfo,
  restriction: Restriction,
): Condition {
  if (typeof restriction === "boolean") return constant(restriction);
  if (typeof restriction === "string") {
    return templateCondition(context, table, [restriction], []);
  }
  if (isQuery(restriction)) {
    return semijoinCondition(table, restriction);
  }
  const each = (item: Restriction) => conditionOf(context, table, item);
  if (Array.isArray(restriction)) return anyOf(restriction.map(each));
  if (restriction instanceof AndList) return allOf(restriction.items.map(each));
  if (restriction instanceof Not) return negated(each(restriction.item));
  if (restriction instanceof SqlTemplate) {
    return templateCondition(
      context,
      table,
      restriction.strings,
      restriction.values,
    );
  }
  if (restriction instanceof Frame) {
    return anyOf(
      restriction.objects().map((row) => each(row as RestrictionObject)),
    );
  }
  if (isObject(restriction)) {
    return objectCondition(context, table, restriction);
  }
  throw new TypeError(
    `Cannot restrict: received ${
      restriction === null ? "null" : typeof restriction
    }, wanted a text, an object, an array, andList(), not(), true, false, a query or a frame`,
  );
}

function isObject(value: unknown): value is RestrictionObject {
  return typeof value === "object" && value !== null &&
    !(value instanceof Date) && !(value instanceof Fragment) &&
    !ArrayBuffer.isView(value);
}
