/**
 * Everything that can restrict a table, made into one condition.
 *
 * @module
 */
import { ColumnTable } from "arquero";
import {
  allOf,
  anyOf,
  type Condition,
  constant,
  negated,
} from "./condition.ts";
import type { QueryContext } from "../context.ts";
import type { Heading } from "../expression/heading.ts";
import { isPlainObject } from "./list.ts";
import {
  frameCondition,
  objectCondition,
  type RestrictionObject,
} from "./object_condition.ts";
import { CONDITION } from "./restricting.ts";
import { expressionOf, isQuery, semijoinCondition } from "./semijoin.ts";
import { templateCondition } from "./template_condition.ts";
import { RawSql, SqlTemplate } from "./template_part.ts";
import type { Query } from "../query.ts";
import type { Frame } from "../reading/frame.ts";
import type { HasTypes, TableTypes } from "../typed_table.ts";
import type { Top } from "../expression/order.ts";
import { UniversalSet } from "../algebra/universal_set.ts";

/** All of a list; made by {@linkcode andList}. */
export class AndList<Item = Restriction> {
  readonly items: readonly Item[];
  constructor(items: readonly Item[]) {
    this.items = items;
  }

  /** The condition that it is. */
  [CONDITION](context: QueryContext, heading: Heading): Condition {
    return conditionOf(context, heading, this as AndList<Restriction>);
  }
}

/** The opposite of a restriction; made by {@linkcode not}. */
export class Not<Item = Restriction> {
  readonly item: Item;
  constructor(item: Item) {
    this.item = item;
  }

  /** The condition that it is. */
  [CONDITION](context: QueryContext, heading: Heading): Condition {
    return conditionOf(context, heading, this as Not<Restriction>);
  }
}

/**
 * What `and` and `except` take: SQL text, an object (all attributes equal), an array (any of), `andList([…])` (all
 * of), `not(…)`, a truth value, or other rows: a query, a table or a frame that shares attributes.
 *
 * @example
 * ```ts demo ignore
 * Electrode.and("x > 0", { bad_channel: "False" }, [{ electrode_id: 1 }, { electrode_id: 2 }], Session);
 * // SELECT * FROM `common_ephys`.`_electrode` WHERE ((x >
 * // 0))AND((bad_channel='False'))AND(((electrode_id=1))OR((electrode_id=2)))AND(nwb_file_name IN (SELECT
 * // nwb_file_name FROM `common_session`.`_session`))
 * ```
 */
export type Restriction =
  | string
  | boolean
  | RestrictionObject
  | readonly Restriction[]
  | AndList<Restriction>
  | Not<Restriction>
  | SqlTemplate
  | RawSql
  | Query
  | HasTypes<TableTypes>
  | ColumnTable
  | Pick<Frame, "recorded">
  | Top
  | UniversalSet;

/**
 * All of these restrictions at once, as DataJoint's `AndList`.
 *
 * @param items Restrictions of any kind; an empty list restricts nothing.
 *
 * @example
 * ```ts demo ignore
 * Electrode.and(andList(["nwb_file_name LIKE 'min%'", { electrode_id: 1 }]));
 * // SELECT * FROM `common_ephys`.`_electrode` WHERE ((nwb_file_name LIKE 'min%'))AND((electrode_id=1))
 * ```
 */
export function andList<const Items extends readonly Restriction[]>(
  items: Items,
): AndList<Items[number]> {
  return new AndList(items);
}

/**
 * The rows for which a restriction does not hold, as DataJoint's `Not`.
 *
 * @param item The restriction to negate.
 *
 * @example
 * ```ts demo ignore
 * Electrode.and(not({ electrode_id: 1 }));
 * // SELECT * FROM `common_ephys`.`_electrode` WHERE (NOT ((electrode_id=1)))
 * ```
 */
export function not<const Item extends Restriction>(item: Item): Not<Item> {
  return new Not(item);
}

/** Makes any restriction into a condition on the rows of `table`. */
export function conditionOf(
  context: QueryContext,
  heading: Heading,
  restriction: Restriction,
): Condition {
  if (typeof restriction === "boolean") return constant(restriction);
  if (typeof restriction === "string") {
    return templateCondition(context, heading, [restriction], []);
  }
  if (isQuery(restriction)) {
    return semijoinCondition(heading, expressionOf(restriction));
  }
  const each = (item: Restriction) => conditionOf(context, heading, item);
  if (Array.isArray(restriction)) return anyOf(restriction.map(each));
  if (restriction instanceof AndList) return allOf(restriction.items.map(each));
  if (restriction instanceof Not) return opposite(each, restriction.item);
  if (restriction instanceof SqlTemplate) {
    const { strings, values } = restriction;
    return templateCondition(context, heading, strings, values);
  }
  if (restriction instanceof RawSql) {
    return templateCondition(context, heading, [restriction.text], []);
  }
  if (restriction instanceof ColumnTable) {
    return frameCondition(context, heading, restriction);
  }
  // Whatever the attributes are, all their values are there.
  if (restriction instanceof UniversalSet) return constant(true);
  if (isPlainObject(restriction)) {
    return objectCondition(context, heading, restriction);
  }
  throw new TypeError(
    `Cannot restrict ${heading.label}: received ${
      nameOf(restriction)
    }, wanted a text, an object, an array, andList(), not(), true, false, a query or a frame`,
  );
}

/** Twice the opposite is the thing itself, whose partners are then part of the read. */
function opposite(
  each: (item: Restriction) => Condition,
  item: Restriction,
): Condition {
  return item instanceof Not ? each(item.item) : negated(each(item));
}

function nameOf(value: unknown): string {
  if (value instanceof Promise) return "a promise; await it first";
  if (typeof value !== "object" || value === null) return String(value);
  const name = value.constructor?.name;
  return name ? `an object of class ${name}` : "an object";
}
