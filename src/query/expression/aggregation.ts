/**
 * Aggregations: one row a group (`datajoint/expression.py`, `Aggregation` and `U.aggr`).
 *
 * @module
 */
import { fragment } from "../../sql/fragment.ts";
import { textCondition } from "../condition/condition.ts";
import {
  type Aggregated,
  type Expression,
  type Item,
  restrict,
} from "./expression.ts";
import { dependentOf, type Heading, headingWith } from "./heading.ts";
import { joinRows } from "./join.ts";
import {
  choose,
  type ComputedMaker,
  type ProjectionItem,
} from "./projection.ts";
import { checkAttributesOf } from "./universal.ts";

/** How groups are made. */
export interface AggregationOptions {
  readonly computed: ComputedMaker;
  /** Keeps rows that have nothing to aggregate. @default {false} */
  readonly keepAllRows?: boolean;
}

/**
 * The rows of `left`, each with what is computed of the rows of `group` that agree with it.
 *
 * @throws {TypeError} They share an attribute that is in the key of neither; and as a projection.
 */
export function aggregated(
  left: Expression,
  group: Expression,
  items: readonly ProjectionItem[],
  { computed, keepAllRows = false }: AggregationOptions,
): Aggregated {
  const input = joinRows(left, group, { isOuter: keepAllRows });
  const own = dependentOf(left.heading).map(({ name }) => name);
  const label = `${left.heading.label}.aggr(${group.heading.label})`;
  return groupBy(input, left.heading.primaryKey, items, {
    label,
    own,
    computed,
  });
}

/**
 * One row for each combination of values that some attributes of `group` have; one row at all for no attributes.
 *
 * @throws {UnknownNameError} The group has no such attribute.
 */
export function aggregatedOver(
  names: readonly string[],
  group: Expression,
  items: readonly ProjectionItem[],
  { computed }: AggregationOptions,
): Aggregated {
  const label = `U(${names.join(", ")}).aggr(${group.heading.label})`;
  checkAttributesOf(group.heading, names, `Cannot aggregate ${label}`);
  return groupBy(group, names, items, { label, own: [], computed });
}

function groupBy(
  input: Expression,
  by: readonly string[],
  items: readonly ProjectionItem[],
  { label, own, computed }: {
    readonly label: string;
    /** Attributes that the groups' key decides. */
    readonly own: readonly string[];
    readonly computed: ComputedMaker;
  },
): Aggregated {
  const grouped = regrouped(input.heading, label, by);
  const chosen = choose(grouped, items, { computed, all: own });
  if (chosen.items.length === 0) {
    throw new TypeError(
      `Cannot aggregate ${label}: nothing is computed and there is no key, wanted one of them: { n: "count(*)" }`,
    );
  }
  return {
    kind: "aggregated",
    input,
    members: lookingAt(input, chosen.items),
    by,
    told: own.filter((name) => chosen.items.some((item) => uses(item, name))),
    items: chosen.items,
    heading: headingWith(
      { label, name: label },
      chosen.columns,
      chosen.primaryKey,
    ),
  };
}

/** Rows, which rest on what is looked at to compute something of them. */
function lookingAt(input: Expression, items: readonly Item[]): Expression {
  const partners = items.flatMap(({ value }) => value?.partners ?? []);
  if (partners.length === 0) return input;
  const byKeys = "a query in what is computed";
  return restrict(input, [
    textCondition(fragment("TRUE"), { byKeys, partners }),
  ]);
}

function uses({ source, value }: Item, name: string): boolean {
  return source === name || (value?.names.includes(name) ?? false);
}

/** The key first, then all the rest. */
function regrouped(
  heading: Heading,
  label: string,
  primaryKey: readonly string[],
): Heading {
  const columns = [
    ...primaryKey.flatMap((name) =>
      heading.columns.find((column) => column.name === name) ?? []
    ),
    ...dependentOf({ ...heading, primaryKey }),
  ];
  return headingWith({ label, name: label }, columns, primaryKey);
}
