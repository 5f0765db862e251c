/**
 * What links a row of a SELECT's result to the rows that it was made of.
 *
 * @module
 */
import { quoteName } from "../../sql/identifier.ts";
import { expressionText, type Extra, queryText } from "./emit.ts";
import { identityOf, valuesOf } from "./identity.ts";
import { lookersOf, outputsOf } from "./outputs.ts";
import {
  coreOf,
  type Expression,
  type FromTree,
  type QueryTree,
  type Select,
  type Source,
  sourceColumn,
  type Subquery,
} from "../tree/tree.ts";
import { untraceable } from "../tree/untraceable.ts";

/** How a row of a query's result is known in the context. */
export interface Link {
  /** A derived table with that result and what tells its rows apart. */
  readonly derived: {
    readonly name: string;
    /** The names of what comes out. */
    readonly columns: readonly string[];
  } | null;
  /** Conditions on what comes out. */
  readonly conditions:
    | ((values: readonly string[]) => readonly string[])
    | null;
}

/** Any row. */
export const NO_LINK: Link = { derived: null, conditions: null };

/** Tells a row that a LEFT JOIN made of NULLs from one that is there; no two derived tables share a name of it. */
export function markOf(table: string): string {
  return `~here ${table}`;
}

/** A column, with its table's name. */
export function inTable(table: string, column: string): string {
  return `${quoteName(table)}.${quoteName(column)}`;
}

/** What a derived table gives beside its own columns. */
export function extrasOf(
  query: QueryTree,
  table: string,
): (select: Select) => readonly Extra[] {
  const isSet = coreOf(query).kind === "set";
  return (select) => {
    if (select.distinct && select.isGrouped && query.limit !== null) {
      throw untraceable(
        "DISTINCT, GROUP BY and LIMIT in one SELECT",
        "leave DISTINCT out",
      );
    }
    const identity = isSet || isByValue(select) ? [] : identityOf(select);
    return [
      { text: "1", name: markOf(table) },
      ...identity.map((part, i) => ({
        text: identityText(select, part),
        name: identityName(table, i),
      })),
    ];
  };
}

/** Of what is grouped by, MariaDB knows nothing but columns: of any other value each row of a group has the same. */
function identityText({ isGrouped }: Select, part: Expression): string {
  const text = expressionText(part, "input");
  return isGrouped && sourceColumn(part) === null ? `MIN(${text})` : text;
}

function identityName(table: string, i: number): string {
  return `~${i + 1} ${table}`;
}

function isByValue(select: Select): boolean {
  return select.distinct && !select.isGrouped;
}

/** A derived table with what tells its rows apart. */
export function linkedText(source: Source): string {
  const query = source.query!;
  return queryText(query, {
    names: source.renamed,
    extra: extrasOf(query, source.id),
  });
}

/**
 * That a row of a SELECT was made of these rows.
 *
 * @param isSide True for a side of a set operation, whose rows are known by their values.
 */
export function linkConditions(
  select: Select,
  { derived, conditions }: Link,
  isSide: boolean,
): readonly string[] {
  if (derived === null) {
    return conditions?.(valuesOf(select).map(inputText)) ?? [];
  }
  const { name, columns } = derived;
  const byValue = isSide || isByValue(select);
  const parts = byValue ? valuesOf(select) : identityOf(select);
  const shown = (byValue ? parts : given(select)).map(inputText);
  return parts.map((part, i) => {
    const text = inputText(part);
    // What the SELECT around it may have a condition on: by `=`, servers choose rows here by that, too.
    const column = columns[byValue ? i : shown.indexOf(text)] ??
      identityName(name, i);
    const operator = isNeverNull(select, part) ? "=" : "<=>";
    return `${inTable(name, column)} ${operator} ${text}`;
  });
}

function given(select: Select): readonly Expression[] {
  return outputsOf(select)?.map(({ expression }) => expression) ?? [];
}

function inputText(expression: Expression): string {
  return expressionText(expression, "input");
}

/** True for a column that is NOT NULL, where no outer join makes NULLs of it. */
function isNeverNull({ from }: Select, part: Expression): boolean {
  const column = sourceColumn(part);
  if (column === null || hasOuter(from)) return false;
  return column.source.table?.columns.some(({ name, nullable }) =>
    !nullable && name.toLowerCase() === column.column.toLowerCase()
  ) ?? false;
}

function hasOuter(from: FromTree | null): boolean {
  return from?.kind === "join" &&
    (from.type === "left" || from.type === "right" ||
      hasOuter(from.left) || hasOuter(from.right));
}

/** The same where only values are known. */
export function byValues(link: Link): Link {
  const { derived } = link;
  if (derived === null) return link;
  const { name, columns } = derived;
  return {
    derived: null,
    conditions: (values) =>
      columns.map((column, i) => `${inTable(name, column)} <=> ${values[i]}`),
  };
}

/** A row of the subquery that fulfils what is asked for a row of the SELECT. */
export function matching(
  select: Select,
  { left, operator }: Subquery,
): Link {
  if (left.length === 0) return NO_LINK;
  requireRowValues(select, left);
  return {
    derived: null,
    conditions: (values) =>
      left.map((side, i) =>
        `${expressionText(side, "input")} ${operator} ${values[i]}`
      ),
  };
}

/** What a group gives is known when its rows are; which rows matched it cannot be asked row by row. */
function requireRowValues(select: Select, left: readonly Expression[]): void {
  if (!left.some((side) => lookersOf(select, side).includes(select))) return;
  throw untraceable(
    "an aggregate that HAVING compares with a SELECT",
    "group in a derived table and compare what it gives: SELECT … FROM (SELECT …, max(x) AS n … GROUP BY …) AS t WHERE n IN (SELECT …)",
  );
}
