/**
 * A SELECT as data: what `take.ts` makes of the parser's, `scope.ts` gives names their meaning in, and `emit.ts` writes.
 *
 * @module
 */
import type { TableInfo } from "../../schema/table.ts";

/** An expression: texts with expressions between them. */
export interface Expression {
  readonly parts: readonly (string | Expression | ColumnName | Subquery)[];
  /** How tightly its outermost operator binds, as MySQL has it; see `precedence.ts`. */
  readonly level: number;
  /** `and`, `or`, `not`, `is false` and parentheses say how a condition decides; everything else is a value. */
  readonly logic: "and" | "or" | "not" | "false" | "same" | null;
  /** The name of an aggregate function that is called here. */
  readonly aggregate: string | null;
  /** The window that a function looks over. */
  readonly window: Window | null;
  /** The one literal that this is. */
  readonly literal: string | null;
}

/** Where a window function looks. */
export interface Window {
  readonly partition: readonly Expression[];
  readonly order: readonly Expression[];
}

/** A column, as it is written; `scope.ts` says which one it is. */
export interface ColumnName {
  readonly path: readonly string[];
  meaning: Meaning | null;
}

/** Which column a name means. */
export type Meaning =
  | { readonly source: Source; readonly column: string }
  | { readonly item: Item }
  /** The first, second … column of a union. */
  | { readonly position: number };

/** A SELECT inside an expression. */
export interface Subquery {
  readonly form: "exists" | "in" | "any" | "all" | "scalar";
  readonly negated: boolean;
  /** What it is compared with, and how. */
  readonly left: readonly Expression[];
  readonly operator: string;
  readonly query: QueryTree;
}

/** One thing that is selected. */
export interface Item {
  /** `null` for a star. */
  readonly expression: Expression | null;
  /** What stands before the star: `e` of `e.*`. */
  readonly star: readonly string[];
  readonly alias: string | null;
  /** The name of the column that comes out. */
  name: string;
}

/** One table or derived table in FROM. */
export interface Source {
  readonly kind: "source";
  /** The name that it has in what we write: no two have the same. */
  readonly id: string;
  /** `schema` and `table` as written; `null` for a derived one. */
  readonly path: readonly string[] | null;
  readonly alias: string | null;
  /** Of a derived one, or of a reference to a WITH. */
  query: QueryTree | null;
  /** Of a base table that is in the catalog. */
  table: TableInfo | null;
  /** Names of its columns, `null` where nobody knows them. */
  columns: readonly string[] | null;
  /** New names of a derived one's columns. */
  readonly renamed: readonly string[];
  /** Its columns, in small letters → the SELECTs that looked at many rows for one of its values. */
  lookers: ReadonlyMap<string, readonly Select[]>;
}

/** A join of two. */
export interface Join {
  readonly kind: "join";
  readonly type: "inner" | "left" | "right" | "cross";
  readonly natural: boolean;
  readonly using: readonly string[];
  readonly on: Expression | null;
  readonly left: FromTree;
  readonly right: FromTree;
}

/** What stands in FROM. */
export type FromTree = Source | Join;

/** One SELECT … FROM … WHERE … GROUP BY … HAVING. */
export interface Select {
  readonly kind: "select";
  readonly distinct: boolean;
  readonly items: readonly Item[];
  readonly from: FromTree | null;
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | null;
  readonly isGrouped: boolean;
  /** Where a value that looks at many rows decided over rows, all rows that it looked at are needed. */
  needsAll: boolean;
}

/** Two queries put together. */
export interface SetOperation {
  readonly kind: "set";
  readonly operator: "union" | "intersect" | "except";
  readonly all: boolean;
  readonly left: QueryTree;
  readonly right: QueryTree;
}

/** What is sorted by. */
export interface Order {
  readonly expression: Expression;
  readonly descending: boolean;
}

/** A whole SELECT. */
export interface QueryTree {
  readonly body: Select | SetOperation | QueryTree;
  readonly kind: "query";
  readonly order: readonly Order[];
  readonly limit: { readonly count: string; readonly offset: string } | null;
  /** True where it names columns of the SELECT around it. */
  isCorrelated: boolean;
  /** Queries of its WITH that no FROM uses: the servers look at their tables all the same, and give none of their rows. */
  readonly unread?: readonly QueryTree[];
  /** Full name of the view that it stands for. */
  readonly ofView?: string;
  /** Of a view that is sorted: by which of its columns, `null` where by something else. Its order is left out here. */
  readonly sortedBy?: SortedBy | null;
}

/** Columns that rows are sorted by. */
export type SortedBy = readonly {
  readonly column: string;
  readonly descending: boolean;
}[];

/** What is inside of a query's parentheses. */
export function coreOf({ body }: QueryTree): Select | SetOperation {
  return body.kind === "query" ? coreOf(body) : body;
}

/** The SELECTs of a query, set operations taken apart. */
export function selectsOf(query: QueryTree): Select[] {
  const core = coreOf(query);
  if (core.kind === "select") return [core];
  return [...selectsOf(core.left), ...selectsOf(core.right)];
}

/** The tables and derived tables of a FROM, from left to right. */
export function sourcesOf(from: FromTree | null): Source[] {
  if (from === null) return [];
  if (from.kind === "source") return [from];
  return [...sourcesOf(from.left), ...sourcesOf(from.right)];
}

/** The conditions of a FROM's joins. */
export function onsOf(from: FromTree | null): Expression[] {
  if (from === null || from.kind === "source") return [];
  return [
    ...onsOf(from.left),
    ...onsOf(from.right),
    ...(from.on === null ? [] : [from.on]),
  ];
}

/** All parts of an expression that are themselves expressions, however deep; those of subqueries left out. */
export function* partsOf(
  expression: Expression,
): Generator<Expression | ColumnName | Subquery> {
  yield expression;
  for (const part of expression.parts) {
    if (typeof part === "string") continue;
    if ("parts" in part) yield* partsOf(part);
    else {
      yield part;
      if ("form" in part) {
        for (const left of part.left) yield* partsOf(left);
      }
    }
  }
}

/** The column that an expression is, and nothing else; `null` for any other one. */
export function onlyColumn(
  { parts: [only, ...others] }: Expression,
): ColumnName | null {
  return others.length === 0 && typeof only === "object" && "path" in only
    ? only
    : null;
}

/** {@linkcode onlyColumn}, also in parentheses. */
export function nameAlone(expression: Expression): ColumnName | null {
  const { logic, parts } = expression;
  const inner = parts.filter((part) => typeof part === "object");
  const [only] = inner;
  if (logic === "same" && inner.length === 1 && "parts" in only!) {
    return nameAlone(only);
  }
  return onlyColumn(expression);
}

/** The same where it is a column of a table in FROM. */
export function sourceColumn(
  expression: Expression,
): Extract<Meaning, { source: Source }> | null {
  const meaning = onlyColumn(expression)?.meaning ?? null;
  return meaning !== null && "source" in meaning ? meaning : null;
}

/** An expression of a text that needs no parentheses. */
export function plain(
  ...parts: Expression["parts"]
): Expression {
  return ofParts(parts);
}

/** The same of a list, which may be longer than what a call takes as arguments. */
export function ofParts(parts: Expression["parts"]): Expression {
  return {
    parts,
    level: 99,
    logic: null,
    aggregate: null,
    window: null,
    literal: null,
  };
}
