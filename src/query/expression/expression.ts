/**
 * Which rows a query has: a tree of DataJoint's operators over tables. Immutable plain data; `compile.ts` makes a
 * SELECT of it, `../evidence.ts` says which rows of which tables it rests on.
 *
 * @module
 */
import type { TableInfo } from "../../schema/table.ts";
import type { Condition } from "../condition/condition.ts";
import { type Heading, headingOf, namesOf } from "./heading.ts";

/** Rows, by how they are made. */
export type Expression =
  | TableRows
  | Restricted
  | Projected
  | Joined
  | Aggregated
  | Distinct
  | Keyed
  | United
  | Sorted;

interface Rows {
  readonly heading: Heading;
}

/** All rows of a base table. */
export interface TableRows extends Rows {
  readonly kind: "table";
  readonly table: TableInfo;
}

/** The rows for which all conditions hold. */
export interface Restricted extends Rows {
  readonly kind: "restricted";
  readonly input: Expression;
  readonly conditions: readonly Condition[];
}

/** One attribute of a projection or aggregation. */
export interface Item {
  readonly name: string;
  /** The attribute of the input that it is; `null` where SQL computes it. */
  readonly source: string | null;
  /** What SQL computes it from. */
  readonly value: Computed | null;
}

/** SQL over the attributes of an expression. */
export interface Computed extends
  Pick<
    Condition,
    | "text"
    | "partners"
    | "lookedAt"
    | "untraced"
    | "changing"
    | "strange"
  > {
  /** True where the value of a row depends on all rows: `row_number() over (…)`. */
  readonly hasWindow: boolean;
  /** The attributes that it names. */
  readonly names: readonly string[];
}

/** The same rows with other attributes. */
export interface Projected extends Rows {
  readonly kind: "projected";
  readonly input: Expression;
  readonly items: readonly Item[];
}

/** Pairs of rows that agree on their shared attributes. */
export interface Joined extends Rows {
  readonly kind: "joined";
  readonly left: Expression;
  readonly right: Expression;
  readonly shared: readonly string[];
  /** Keeps the left rows that have no partner. */
  readonly isOuter: boolean;
}

/** One row a group of rows. */
export interface Aggregated extends Rows {
  readonly kind: "aggregated";
  readonly input: Expression;
  /** The same rows, which rest on what is looked at beside them to compute the items. */
  readonly members: Expression;
  /** The attributes whose values make a group; none: all rows are one group. */
  readonly by: readonly string[];
  /** Attributes that the groups' own say by themselves: grouped by, too, so that the server lets them be read. */
  readonly told: readonly string[];
  readonly items: readonly Item[];
}

/** The different values of all attributes of `heading`, which are some of the input's. */
export interface Distinct extends Rows {
  readonly kind: "distinct";
  readonly input: Expression;
}

/** The same rows with another primary key. */
export interface Keyed extends Rows {
  readonly kind: "keyed";
  readonly input: Expression;
}

/** The rows of both; those with equal keys are one. */
export interface United extends Rows {
  readonly kind: "united";
  readonly left: Expression;
  readonly right: Expression;
  /** What is put together, row under row, each with all attributes. */
  readonly halves: readonly [Expression, Expression];
  /** True where no row can be in both halves. */
  readonly isDisjoint: boolean;
}

/** The rows in an order, and so many of them. */
export interface Sorted extends Rows {
  readonly kind: "sorted";
  readonly input: Expression;
  readonly order: readonly OrderTerm[];
  readonly limit: number | null;
  readonly offset: number | null;
}

/** One attribute to sort by. */
export interface OrderTerm {
  readonly name: string;
  readonly descending: boolean;
}

/** All rows of a table. */
export function tableRows(table: TableInfo): TableRows {
  return { kind: "table", table, heading: headingOf(table) };
}

/** The rows for which these conditions hold, too. */
export function restrict(
  input: Expression,
  conditions: readonly Condition[],
): Expression {
  if (conditions.length === 0) return input;
  if (input.kind === "sorted") {
    const inner = isLimited(input) ? input : input.input;
    return sort(restricted(inner, conditions), input.order);
  }
  return restricted(input, conditions);
}

function restricted(
  input: Expression,
  conditions: readonly Condition[],
): Restricted {
  return input.kind === "restricted"
    ? { ...input, conditions: [...input.conditions, ...conditions] }
    : { kind: "restricted", heading: input.heading, input, conditions };
}

/** The rows in this order; an order without a limit is replaced. */
export function sort(
  input: Expression,
  order: readonly OrderTerm[],
): Expression {
  if (input.kind === "sorted" && !isLimited(input)) {
    return sort(input.input, order);
  }
  return order.length === 0 ? input : sorted(input, order);
}

/** A sorted expression, to be limited. */
export function sorted(
  input: Expression,
  order: readonly OrderTerm[],
): Sorted {
  const { heading } = input;
  return { kind: "sorted", heading, input, order, limit: null, offset: null };
}

/**
 * At most so many of the rows, or the rows without the first so many.
 *
 * @throws {RangeError} The number is not a whole one.
 */
export function limited(
  input: Expression,
  what: "limit" | "offset",
  count: number,
): Sorted {
  if (!(Number.isSafeInteger(count) && count >= 0)) {
    throw new RangeError(
      `Cannot set the ${what}: received ${
        Deno.inspect(count)
      }, wanted a whole number, 0 or more`,
    );
  }
  const { order } = input.kind === "sorted" ? input : { order: [] };
  const base = input.kind === "sorted" && input[what] === null
    ? input
    : sorted(input, order);
  return { ...base, [what]: count };
}

/** True where the number of rows is limited at the top of the expression. */
export function isLimited(expression: Expression): boolean {
  return expression.kind === "sorted" &&
    (expression.limit !== null || expression.offset !== null);
}

/** The expressions that an expression is made of. */
export function inputsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "table":
      return [];
    case "joined":
    case "united":
      return [expression.left, expression.right];
    default:
      return [expression.input];
  }
}

/** What SQL texts an expression itself has, those of its inputs apart. */
export function textsOf(
  expression: Expression,
): readonly Omit<Computed, "hasWindow" | "names">[] {
  switch (expression.kind) {
    case "restricted":
      return expression.conditions;
    case "projected":
    case "aggregated":
      return expression.items.flatMap(({ value }) => value ?? []);
    default:
      return [];
  }
}

/** The expression, its inputs, theirs, and those that conditions compare with. */
export function partsOf(expression: Expression): readonly Expression[] {
  let parts = PARTS.get(expression);
  if (parts === undefined) {
    const found: Expression[] = [];
    addParts(expression, found);
    PARTS.set(expression, parts = found);
  }
  return parts;
}

/** A read asks for them several times. */
const PARTS = new WeakMap<Expression, readonly Expression[]>();

function addParts(expression: Expression, to: Expression[]): void {
  to.push(expression);
  for (const input of inputsOf(expression)) addParts(input, to);
  for (const { partners } of textsOf(expression)) {
    for (const partner of partners) addParts(partner.expression, to);
  }
}

/** Every base table of an expression, in the order they are written. */
export function tablesOf(expression: Expression): TableInfo[] {
  const tables = new Set<TableInfo>();
  for (const part of partsOf(expression)) {
    if (part.kind === "table") tables.add(part.table);
  }
  return [...tables];
}

/** The one table whose rows the expression's are, some of them in some order; `null` for anything else. */
export function baseOf(expression: Expression): TableInfo | null {
  switch (expression.kind) {
    case "table":
      return expression.table;
    case "restricted":
    case "sorted":
      return baseOf(expression.input);
    default:
      return null;
  }
}

/** True where every attribute that the items name has its own name. */
export function keepsNames(items: readonly Item[]): boolean {
  return items.every(({ name, source }) => name === source);
}

/** The names that an error may propose: those of the expression and of all that it is made of. */
export function knownNames(expression: Expression): string[] {
  return [
    ...new Set(
      partsOf(expression).flatMap((part) => namesOf(part.heading)),
    ),
  ];
}
