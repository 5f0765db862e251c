/**
 * Gives each name of a SELECT its meaning: which table's column it is, in which SELECT around it.
 *
 * @module
 */
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { columnsIn, nameIn } from "./columns.ts";
import { markDeciding, markOutputs } from "./deciding.ts";
import { lookersIn, outputsOf } from "./outputs.ts";
import { tableOf } from "./base_table.ts";
import { refuseOuterAggregates } from "./outer_aggregates.ts";
import {
  type ColumnName,
  type Expression,
  type Item,
  type Meaning,
  nameAlone,
  onlyColumn,
  onsOf,
  type QueryTree,
  type Select,
  selectsOf,
  type Source,
  sourcesOf,
} from "../tree/tree.ts";
import { untraceable } from "../tree/untraceable.ts";

/**
 * Resolves all names of a query.
 *
 * @returns The tables that it looks at, wherever.
 * @throws {Untraceable} A name that nobody has, or that several have.
 * @throws {UnknownNameError} A table that does not exist.
 */
export function resolve(
  query: QueryTree,
  catalog: Catalog,
): readonly TableInfo[] {
  const tables = new Set<TableInfo>();
  resolveQuery({ catalog, query, select: null, outer: null, tables });
  return [...tables];
}

/** Where names are looked for. */
interface Scope {
  readonly catalog: Catalog;
  readonly query: QueryTree;
  readonly select: Select | null;
  readonly outer: Scope | null;
  /** Those that were found. */
  readonly tables: Set<TableInfo>;
}

function resolveQuery(scope: Scope): void {
  const { query } = scope;
  const { body } = query;
  if (body.kind === "select") resolveSelect({ ...scope, select: body });
  else if (body.kind === "query") resolveQuery({ ...scope, query: body });
  else {
    resolveQuery({ ...scope, query: body.left });
    resolveQuery({ ...scope, query: body.right });
    if (body.operator !== "union") markOutputs(query);
  }
  const { catalog, tables } = scope;
  for (const other of query.unread ?? []) {
    resolveQuery({ catalog, query: other, select: null, outer: null, tables });
  }
  if (body.kind !== "select") {
    // What is correlated inside of it is so outside.
    const inner = body.kind === "query" ? [body] : [body.left, body.right];
    query.isCorrelated ||= inner.some(({ isCorrelated }) => isCorrelated);
  }
  const first = selectsOf(query)[0]!;
  const inside = { ...scope, select: first };
  for (const { expression } of query.order) {
    if (body.kind === "select") {
      // Alone, a name means the alias; in an expression, the column.
      const meaning = nameAlone(expression) === null
        ? columnFirst(inside)
        : (column: ColumnName) => itemOf(first, column);
      resolveWith(inside, expression, meaning);
      refuseOuterAggregates(first, expression);
    } else resolvePosition(first, expression);
  }
}

/** A set operation is sorted by what comes out of it, and by nothing else. */
function resolvePosition(first: Select, expression: Expression): void {
  const [column] = expression.parts;
  if (expression.literal !== null) return;
  if (typeof column === "object" && "path" in column) {
    const name = column.path.at(-1)!.toLowerCase();
    const at = outputsOf(first)?.findIndex((output) =>
      output.name.toLowerCase() === name
    ) ?? -1;
    if (expression.parts.length === 1 && at >= 0) {
      column.meaning = { position: at + 1 };
      return;
    }
  }
  throw untraceable(
    "a union that is sorted by an expression",
    "sort it by names of its columns",
  );
}

/** What a table, or a SELECT in FROM, has for the SELECT around it. */
function resolveSource({ catalog, tables }: Scope, source: Source): void {
  const { query, renamed } = source;
  if (query === null) {
    source.table = tableOf(catalog, source.path!);
    if (source.table !== null) tables.add(source.table);
    source.columns = columnsIn(source.table);
    return;
  }
  resolveQuery({ catalog, query, select: null, outer: null, tables });
  const outputs = outputsOf(selectsOf(query)[0]!);
  const named = renamed.length > 0
    ? renamed
    : outputs?.map(({ name }) => name) ?? null;
  source.columns = named;
  source.lookers = new Map(
    lookersIn(query).map((lookers, i) => [named![i]!.toLowerCase(), lookers]),
  );
}

function resolveSelect(scope: Scope): void {
  const select = scope.select!;
  for (const source of sourcesOf(select.from)) resolveSource(scope, source);
  const columns = (column: ColumnName) => find(scope, column.path);
  const expressions = [
    ...onsOf(select.from),
    ...(select.where ? [select.where] : []),
    ...select.items.flatMap(({ expression }) => expression ? [expression] : []),
  ];
  for (const expression of expressions) {
    resolveWith(scope, expression, columns);
  }
  for (const expression of select.groupBy) {
    resolveWith(scope, expression, columnFirst(scope));
  }
  if (select.having) {
    resolveWith(
      scope,
      select.having,
      (column) =>
        grouped(select, column) ?? itemOf(select, column) ??
          find(scope, column.path),
    );
  }
  const having = select.having ? [select.having] : [];
  for (const expression of [...expressions, ...having]) {
    refuseOuterAggregates(select, expression);
  }
  markDeciding(select);
}

function resolveWith(
  scope: Scope,
  expression: Expression,
  around: (column: ColumnName) => Meaning | null,
): void {
  // Of what is aggregated, it is the columns that have names, also in HAVING.
  const meaning = expression.aggregate === null ? around : columnFirst(scope);
  for (const part of expression.parts) {
    if (typeof part === "string") continue;
    if ("path" in part) {
      part.meaning = meaning(part) ?? find(scope, part.path);
      if (part.meaning === null) throw nowhere(scope, part);
    } else if ("parts" in part) resolveWith(scope, part, meaning);
    else {
      for (const left of part.left) resolveWith(scope, left, meaning);
      const { catalog, tables } = scope;
      const { query } = part;
      resolveQuery({ catalog, query, select: null, outer: scope, tables });
    }
  }
  if (expression.window === null) return;
  const { partition, order } = expression.window;
  for (const part of [...partition, ...order]) refuseAlias(scope, part);
  for (const part of partition) resolveWith(scope, part, meaning);
}

/** Its tables have names before what it selects does. */
function columnFirst(
  scope: Scope,
): (column: ColumnName) => Meaning | null {
  return (column) => {
    const { select } = scope;
    return here(scope, column.path) ??
      (select === null ? null : itemOf(select, column));
  };
}

/** Looks in this SELECT, then in those around it; every query between is correlated. */
function find(scope: Scope, path: readonly string[]): Meaning | null {
  const crossed: QueryTree[] = [];
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    const found = here(at, path);
    if (found !== null) {
      for (const query of crossed) query.isCorrelated = true;
      return found;
    }
    crossed.push(at.query);
  }
  return null;
}

function here(scope: Scope, path: readonly string[]): Meaning | null {
  const from = scope.select?.from ?? null;
  const found = nameIn(from, path, scope.catalog.foldsNames);
  if (found.length > 1) {
    throw untraceable(
      `the column ${path.join(".")}, which several tables have`,
      "write the table's name before it",
    );
  }
  return found[0] ?? null;
}

/** In a window, MariaDB takes a name that stands alone for the alias, MySQL for the column. */
function refuseAlias({ select }: Scope, expression: Expression): void {
  const column = nameAlone(expression);
  const meant = column === null || select === null
    ? null
    : itemOf(select, column);
  if (meant === null || !("item" in meant)) return;
  const { expression: value } = meant.item;
  const own = value === null ? null : onlyColumn(value);
  const name = column!.path[0]!;
  if (own?.path.at(-1)?.toLowerCase() === name.toLowerCase()) return;
  throw untraceable(
    `a window by ${name}, the name of something that is selected`,
    "give that another name, or write the table's name before the column's",
  );
}

/** An alias of what is selected. */
function itemOf(select: Select, { path }: ColumnName): Meaning | null {
  if (path.length !== 1) return null;
  const name = path[0]!.toLowerCase();
  const item = select.items.find((candidate: Item) =>
    candidate.expression !== null && candidate.alias?.toLowerCase() === name
  );
  return item ? { item } : null;
}

/** In HAVING, what is grouped by comes before what is selected. */
function grouped(select: Select, { path }: ColumnName): Meaning | null {
  if (path.length !== 1) return null;
  const name = path[0]!.toLowerCase();
  const found = select.groupBy.map(onlyColumn)
    .find((column) => column?.path.at(-1)?.toLowerCase() === name);
  return found?.meaning ?? null;
}

function nowhere({ outer }: Scope, column: ColumnName): Error {
  const name = column.path.join(".");
  for (let at = outer; at !== null; at = at.outer) {
    if (at.select === null || itemOf(at.select, column) === null) continue;
    return untraceable(
      `the alias ${name} in a subquery`,
      "write there what it stands for",
    );
  }
  return untraceable(
    `the column ${name}, which none of its tables has`,
    "correct the name",
  );
}
