/**
 * Templates as conditions: `` Electrode`electrode_id > ${125}` ``.
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
import {
  type Condition,
  constant,
  factsOf,
  textCondition,
} from "./condition.ts";
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
import { preparedText, type ValuePlace } from "./prepared_text.ts";
import { CONDITION, isRestricting, type Restricting } from "./restricting.ts";
import {
  expressionOf,
  isQuery,
  semijoinCondition,
  subqueryCondition,
} from "./semijoin.ts";
import { flatten, type PlacedValue } from "./template_part.ts";

/**
 * Makes a template, or a plain text (a template without values), into a condition.
 *
 * @param strings The template's raw texts: `a\_b` stays as it was written.
 * @throws {SyntaxError} Unbalanced quotes or parentheses, comments, `;`.
 * @throws {TypeError} A value that has no one meaning; the message says which `${}`.
 */
export function templateCondition(
  context: QueryContext,
  heading: Heading,
  strings: readonly string[],
  values: readonly unknown[],
): Condition {
  const { condition, tokens } = templateText(
    context,
    heading,
    strings,
    values,
  );
  const word = soleWord(tokens);
  if (word === "TRUE" || word === "FALSE") return constant(word === "TRUE");
  return { ...condition, text: fragment("(", condition.text, ")") };
}

/** The text of a template that has but one token, in parentheses or not; `null` for any other. */
function soleWord(tokens: readonly Token[]): string | null {
  const at = tokens.length >> 1;
  for (let i = 0; i < at; i++) {
    if (tokens[i]!.text !== "(" || tokens.at(-1 - i)!.text !== ")") return null;
  }
  return tokens[at]?.kind === "word" ? tokens[at].text : null;
}

/** A template as SQL, and the tokens that it has. */
export interface TemplateText {
  readonly condition: Condition;
  readonly tokens: readonly Token[];
}

/** Makes a template into SQL that needs parentheses yet; see {@linkcode templateCondition} for what it throws. */
export function templateText(
  context: QueryContext,
  heading: Heading,
  strings: readonly string[],
  values: readonly unknown[],
): TemplateText {
  const flat = flatten(strings, values);
  const text = flat.text.trim();
  if (text === "") {
    throw new SyntaxError(
      "Cannot use a restriction: the text is empty, wanted a SQL condition; use {} or true for all rows",
    );
  }
  const prepared = preparedText(text, heading.columns);
  const { tokens, byKeys, beyond, isStrange } = prepared;
  const around: Around = { context, heading, tokens };
  const given = flat.values.map((value, i) =>
    valueAt(around, prepared.places[i]!, value)
  );
  const facts = factsOf(given);
  const whole = prepared.between === null
    ? new Fragment(spaced(prepared.written, filled(prepared.pieces, given)))
    : interleaved(prepared.between, given);
  const condition = textCondition(whole, {
    byKeys: byKeys ?? facts.byKeys,
    untraced: beyond ?? facts.untraced,
    partners: facts.partners,
    lookedAt: facts.lookedAt,
    changing: prepared.changing ?? facts.changing,
    isStrange: isStrange || facts.isStrange,
  });
  return { condition, tokens };
}

function interleaved(
  texts: readonly string[],
  values: readonly Condition[],
): Fragment {
  const parts: (string | Fragment)[] = [texts[0]!];
  for (let i = 0; i < values.length; i++) {
    parts.push(values[i]!.text, texts[i + 1]!);
  }
  return new Fragment(parts);
}

/** The pieces, with the values in their places. */
function filled(
  pieces: readonly (Condition | null)[],
  values: readonly Condition[],
): Condition[] {
  let at = 0;
  return pieces.map((piece) => piece ?? values[at++]!);
}

/** What a value stands in: the tokens of its condition, and what they are about. */
interface Around {
  readonly context: QueryContext;
  readonly heading: Heading;
  readonly tokens: readonly Token[];
}

/**
 * A value as its place makes it: one value, the pattern of a `LIKE`, an item of a list or a list, what a query gives, or
 * a condition.
 */
function valueAt(
  { context, heading, tokens }: Around,
  { at, isPattern, column }: ValuePlace,
  { value, where }: PlacedValue,
): Condition {
  if (typeof value === "number") {
    return textCondition(scalar(value, where, column));
  }
  if (typeof value === "string") {
    if (isPattern) return textCondition(fragment({ value, isPattern }));
    const written = scalar(value, where, column);
    return textCondition(
      isListItem(tokens, at) ? listItem(written, value, column) : written,
    );
  }
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

/** A space between pieces that would run together: `5${1}` is not `51`, and `'a'"b"` not `'a''b'`. */
function spaced(
  written: readonly Token[],
  pieces: readonly Condition[],
): Fragment[] {
  const parts: Fragment[] = [];
  let before = "";
  let wasFresh = false;
  for (const [i, { text }] of pieces.entries()) {
    const now = text.toText();
    const isFresh = now !== written[i]!.text &&
      ["value", "string", "doubleQuoted"].includes(written[i]!.kind);
    if ((isFresh || wasFresh) && runsOn(before, now)) parts.push(fragment(" "));
    parts.push(text);
    before = now;
    wasFresh = isFresh;
  }
  return parts;
}

function runsOn(before: string, after: string): boolean {
  return LETTER.test(before.slice(-1)) && LETTER.test(after.slice(0, 1)) ||
    before.endsWith("-") && after.startsWith("-");
}

const LETTER = /[\w$'"`.@\x80-\uffff]/;
