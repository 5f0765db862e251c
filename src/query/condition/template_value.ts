/**
 * What stands in a template's `${}`, as its place makes it SQL.
 *
 * @module
 */
import { ColumnTable } from "arquero";
import { Fragment, fragment, joinFragments } from "../../sql/fragment.ts";
import type { Token } from "../../sql/tokens.ts";
import type { Column } from "../../schema/table.ts";
import { irregularDate, sqlValue } from "../change/column_value.ts";
import {
  comparedColumns,
  isAfterIn,
  isAloneInList,
  isCondition,
  isListItem,
} from "./compared.ts";
import { type Condition, factsOf, textCondition } from "./condition.ts";
import {
  bareList,
  isList,
  isPlainObject,
  itemsOf,
  listFragment,
  listItem,
} from "./list.ts";
import type { QueryContext } from "../context.ts";
import type { Heading } from "../expression/heading.ts";
import type { Query } from "../query.ts";
import {
  frameCondition,
  objectCondition,
  type RestrictionObject,
} from "./object_condition.ts";
import type { ValuePlace } from "./prepared_text.ts";
import { CONDITION, isRestricting, type Restricting } from "./restricting.ts";
import {
  expressionOf,
  isQuery,
  semijoinCondition,
  subqueryCondition,
} from "./semijoin.ts";
import { isPlain, type PlacedValue } from "./template_part.ts";

/** What a value stands in: the tokens of its condition, and what they are about. */
export interface Around {
  readonly context: QueryContext;
  readonly heading: Heading;
  readonly tokens: readonly Token[];
}

/**
 * A value as its place makes it: one value, the pattern of a `LIKE`, an item of a list or a list, what a query gives, or
 * a condition.
 */
export function valueAt(
  { context, heading, tokens }: Around,
  valuePlace: ValuePlace,
  placed: PlacedValue,
): Condition {
  if (isSimple(placed)) {
    return textCondition(simpleText(tokens, valuePlace, placed));
  }
  const { at, column } = valuePlace;
  const { value, where } = placed;
  if (isQuery(value) && !isCondition(tokens, at)) {
    return subqueryCondition(
      heading,
      expressionOf(value),
      {
        names: comparedColumns(tokens, at),
        isAfterIn: isAfterIn(tokens, at),
      },
      where,
    );
  }
  if (isRestriction(value)) {
    return enclosed(conditionOf(context, heading, value));
  }
  if (isList(value) || value instanceof Uint8Array && isAfterIn(tokens, at)) {
    const items = itemsOf(value);
    if (items.some(isRestriction)) {
      return enclosed(anyRestriction(context, heading, items, where));
    }
    const write = isAloneInList(tokens, at) ? bareList : listFragment;
    return textCondition(write(valuesOf(items, where, column)));
  }
  return textCondition(scalar(value, where, column));
}

/** A value that is one literal, wherever it stands. */
export interface SimpleValue extends PlacedValue {
  readonly value: number | string;
}

/** True for such a value. */
export function isSimple(placed: PlacedValue): placed is SimpleValue {
  return isPlain(placed.value);
}

/** Such a value as SQL. */
export function simpleText(
  tokens: readonly Token[],
  { at, isPattern, column }: ValuePlace,
  { value, where }: SimpleValue,
): Fragment {
  if (typeof value === "number") return scalar(value, where, column);
  if (isPattern) return fragment({ value, isPattern });
  const written = scalar(value, where, column);
  return isListItem(tokens, at) ? listItem(written, value, column) : written;
}

/** What is no value, but says which rows. */
function isRestriction(
  value: unknown,
): value is RestrictingValue {
  return isPlainObject(value) || isQuery(value) ||
    value instanceof ColumnTable || isRestricting(value);
}

type RestrictingValue = Query | ColumnTable | RestrictionObject | Restricting;

function conditionOf(
  context: QueryContext,
  heading: Heading,
  value: RestrictingValue,
): Condition {
  if (isQuery(value)) return semijoinCondition(heading, expressionOf(value));
  if (value instanceof ColumnTable) {
    return frameCondition(context, heading, value);
  }
  if (isRestricting(value)) return value[CONDITION](context, heading);
  return objectCondition(context, heading, value);
}

/** Values for `IN`; lists in a list are tuples: `(a, b) IN ((1, 2), (3, 4))`. */
function valuesOf(
  items: readonly unknown[],
  where: string,
  column: Column | null,
): Fragment[] {
  return items.map((item, i) => {
    const which = `item ${i + 1} of ${where}`;
    return isList(item)
      ? listFragment(valuesOf(itemsOf(item), which, column))
      : listItem(scalar(item, which, column), item, column);
  });
}

function scalar(
  value: unknown,
  where: string,
  column: Column | null,
): Fragment {
  return irregularDate(value, column) ??
    fragment({ value: sqlValue(value, where, column ?? undefined) });
}

function anyRestriction(
  context: QueryContext,
  heading: Heading,
  items: readonly unknown[],
  where: string,
): Condition {
  const conditions = items.map((item, i) => {
    if (isRestriction(item)) return conditionOf(context, heading, item);
    throw new TypeError(
      `Cannot use the value of ${where}: item ${
        i + 1
      } is no restriction and others are, wanted only restrictions, or only values`,
    );
  });
  return textCondition(
    joinFragments(
      conditions.map(({ text }) => fragment("(", text, ")")),
      "OR",
    ),
    factsOf(conditions),
  );
}

function enclosed(condition: Condition): Condition {
  return { ...condition, text: fragment("(", condition.text, ")") };
}
