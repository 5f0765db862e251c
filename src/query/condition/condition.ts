/**
 * One condition on the rows of a table, and how conditions are put together. The texts are those that DataJoint's
 * Python writes, so that a log reads the same from both sides.
 *
 * @module
 */
import { type Fragment, fragment, joinFragments } from "../../sql/fragment.ts";
import { inGroups } from "../../sql/in_groups.ts";
import type { Expression } from "../expression/expression.ts";
import type { Beyond } from "./beyond.ts";

/** Rows that a condition compares with. */
export interface Partner {
  readonly expression: Expression;
  /** The attributes that are compared; none where any row will do. */
  readonly own: readonly string[];
  /** Those of the expression that they are compared with, in the same order. */
  readonly theirs: readonly string[];
  /** True where it stands for a value: all of its rows are needed, whichever agree, and for the opposite, too. */
  readonly isValue: boolean;
}

/** A condition; `text` is complete: it needs no parentheses to stand in an AND or OR of its kind. */
export interface Condition {
  readonly text: Fragment;
  /** Why the text cannot be logged as it stands, so that keys are logged; `null` where it can. */
  readonly byKeys: string | null;
  /** Semijoins: other queries, whose rows that took part are part of the read. */
  readonly partners: readonly Partner[];
  /** Rows that it looks for and of which none is part of the read: those of antijoins. */
  readonly lookedAt: readonly Partner[];
  /** What in the user's own text cannot be traced, for example a subquery; `null` where nothing is. */
  readonly untraced: Beyond | null;
  /** What makes it hold for other rows each time it runs, for example `rand()`; `null` where nothing does. */
  readonly changing: string | null;
  /** Names in it that may be no attributes of these rows. */
  readonly strange: readonly string[];
  /** `true`: every row, `false`: no row, `null`: that depends on the row. */
  readonly constant: boolean | null;
}

/** Every row, or none. */
export function constant(value: boolean): Condition {
  return textCondition(fragment(value ? "TRUE" : "FALSE"), { constant: value });
}

/** A condition of a text. */
export function textCondition(
  text: Fragment,
  facts: Partial<Omit<Condition, "text">> = {},
): Condition {
  return {
    text,
    byKeys: null,
    partners: [],
    lookedAt: [],
    untraced: null,
    changing: null,
    strange: [],
    constant: null,
    ...facts,
  };
}

/** What the log must know of several conditions together. */
export function factsOf(
  conditions: readonly Condition[],
): Omit<Condition, "text" | "constant"> {
  return {
    byKeys: conditions.find((c) => c.byKeys !== null)?.byKeys ?? null,
    partners: conditions.flatMap((c) => c.partners),
    lookedAt: conditions.flatMap((c) => c.lookedAt),
    untraced: conditions.find((c) => c.untraced !== null)?.untraced ?? null,
    changing: conditions.find((c) => c.changing !== null)?.changing ?? null,
    strange: conditions.flatMap((c) => c.strange),
  };
}

/** All of them: `(a)AND(b)`, as DataJoint joins them; one alone stays as it is. */
export function allOf(conditions: readonly Condition[]): Condition {
  if (conditions.some((condition) => condition.constant === false)) {
    return decided(conditions, false);
  }
  return joined(conditions.filter((c) => c.constant !== true), "AND", true);
}

/** Any of them: `(a)OR(b)`; none for an empty list. */
export function anyOf(conditions: readonly Condition[]): Condition {
  if (conditions.some((condition) => condition.constant === true)) {
    return decided(conditions, true);
  }
  return joined(conditions.filter((c) => c.constant !== false), "OR", false);
}

/** The opposite, with SQL's meaning of NULL, as in DataJoint: `NOT NULL` is not true. */
export function negated(condition: Condition): Condition {
  const { partners, lookedAt } = condition;
  if (condition.constant !== null) {
    return { ...constant(!condition.constant), lookedAt };
  }
  return {
    ...condition,
    text: fragment("(NOT (", condition.text, "))"),
    // Rows that a NOT looked for are not needed to give the rows again; but their presence is what decided, so: keys.
    byKeys: condition.byKeys ??
      (partners.length > 0 ? "an antijoin" : null),
    // The opposite of an antijoin is a semijoin again.
    partners: [...partners.filter(({ isValue }) => isValue), ...lookedAt],
    lookedAt: partners.filter(({ isValue }) => !isValue),
  };
}

/** One of them says it, whatever the others look at. */
function decided(conditions: readonly Condition[], value: boolean): Condition {
  const lookedAt = conditions.flatMap((condition) => [
    ...condition.lookedAt,
    ...condition.partners,
  ]);
  return { ...constant(value), lookedAt };
}

/** The most conditions in a row. */
const GROUP = 100;

function joined(
  conditions: readonly Condition[],
  word: "AND" | "OR",
  ofNone: boolean,
): Condition {
  if (conditions.length === 0) return constant(ofNone);
  if (conditions.length === 1) return conditions[0]!;
  const texts = inGroups(
    conditions.map((condition) => fragment("(", condition.text, ")")),
    GROUP,
    (group) => fragment("(", joinFragments(group, word), ")"),
  );
  return {
    text: joinFragments(texts, word),
    ...factsOf(conditions),
    constant: null,
  };
}
