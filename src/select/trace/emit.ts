/**
 * Writes a tree as SQL. Every table has a name of its own there, and every column says whose it is, so that parts of
 * different SELECTs can stand side by side.
 *
 * @module
 */
import { quoteName } from "../../sql/identifier.ts";
import { identityOf } from "./identity.ts";
import { outputsOf } from "./outputs.ts";
import {
  type ColumnName,
  type Expression,
  type FromTree,
  type Item,
  type QueryTree,
  type Select,
  selectsOf,
  type Source,
  sourceColumn,
  sourcesOf,
  type Subquery,
} from "../tree/tree.ts";
import { untraceable } from "../tree/untraceable.ts";

/** One more column of a SELECT. */
export interface Extra {
  readonly text: string;
  readonly name: string;
}

/** What is written beside the tree. */
export interface EmitOptions {
  /** Columns that are added to each SELECT. */
  readonly extra?: (select: Select) => readonly Extra[];
  /** Other names of what comes out. */
  readonly names?: readonly string[];
  /** Aliases in ORDER BY are written out: what they stand for is not selected. */
  readonly bareOrder?: boolean;
}

/**
 * Where an alias of what is selected may stand (ORDER BY, HAVING), and where it must be written out; or which names such
 * values come out under.
 */
export type Form = "query" | "input" | ReadonlyMap<Expression, string>;

/** Writes a query, without parentheses. */
export function queryText(query: QueryTree, options: EmitOptions = {}): string {
  const form = options.bareOrder
    ? "input"
    : namesOf(selectsOf(query)[0]!, options.names);
  const order = orderText(query, form);
  return `${viewNote(query)}${bodyText(query, options)}${order}${
    limitText(query)
  }`;
}

/** Says which view it is, to those who look at what runs, and to the session that must let it group as it does. */
function viewNote({ ofView }: QueryTree): string {
  return ofView === undefined ? "" : `/* ${ofView.replaceAll("*/", "")} */ `;
}

/** Writes an expression. */
export function expressionText(
  expression: Expression,
  form: Form = "query",
): string {
  return expression.parts.map((part) => {
    if (typeof part === "string") return part;
    if ("path" in part) return columnText(part, form);
    return "parts" in part
      ? expressionText(part, form)
      : subqueryText(part, form);
  }).join("");
}

/** Writes a FROM; derived tables may get more columns. */
export function fromText(
  from: FromTree,
  derived: (source: Source) => string = derivedText,
): string {
  if (from.kind === "source") {
    const what = from.query === null ? pathText(from) : `(${derived(from)})`;
    return `${what} AS ${quoteName(from.id)}`;
  }
  const left = fromText(from.left, derived);
  const right = fromText(from.right, derived);
  const inner = from.right.kind === "join" ? `(${right})` : right;
  const natural = from.natural ? "NATURAL " : "";
  const word = from.natural && from.type === "inner"
    ? "JOIN"
    : WORDS[from.type];
  return `${left} ${natural}${word} ${inner}${joinEnd(from)}`;
}

/** The SELECT of a derived table. */
function derivedText(source: Source): string {
  return queryText(source.query!, { names: source.renamed });
}

const WORDS = {
  inner: "INNER JOIN",
  left: "LEFT JOIN",
  right: "RIGHT JOIN",
  cross: "CROSS JOIN",
} as const;

function joinEnd({ using, on }: Exclude<FromTree, Source>): string {
  if (on !== null) return ` ON ${expressionText(on)}`;
  return using.length === 0
    ? ""
    : ` USING (${using.map(quoteName).join(", ")})`;
}

function pathText({ path }: Source): string {
  return path!.map(quoteName).join(".");
}

function columnText({ path, meaning }: ColumnName, form: Form): string {
  if (meaning === null) {
    throw untraceable(`the name ${path.join(".")}`, "report it, please");
  }
  if ("source" in meaning) {
    return `${quoteName(meaning.source.id)}.${quoteName(meaning.column)}`;
  }
  if ("position" in meaning) return String(meaning.position);
  const { expression, name } = meaning.item;
  if (form === "query" || expression === null) return quoteName(name);
  if (form !== "input") return quoteName(form.get(expression) ?? name);
  return `(${expressionText(expression, form)})`;
}

function subqueryText(subquery: Subquery, form: Form): string {
  const { negated, left, operator, query } = subquery;
  const inside = `(${queryText(query)})`;
  const sides = left.map((side) => expressionText(side, form)).join(", ");
  const side = left.length > 1 ? `(${sides})` : sides;
  const not = negated ? "NOT " : "";
  switch (subquery.form) {
    case "exists":
      return `${not}EXISTS ${inside}`;
    case "in":
      return `${side} ${not}IN ${inside}`;
    case "any":
    case "all":
      return `${side} ${operator} ${subquery.form.toUpperCase()} ${inside}`;
    case "scalar":
      return inside;
  }
}

function bodyText({ body }: QueryTree, options: EmitOptions): string {
  if (body.kind === "select") return selectText(body, options);
  if (body.kind === "query") return `(${queryText(body, options)})`;
  const word = body.operator.toUpperCase() + (body.all ? " ALL" : "");
  const { names, ...others } = options;
  const left = names ? { ...others, names } : others;
  return `(${queryText(body.left, left)}) ${word} (${
    queryText(body.right, others)
  })`;
}

function selectText(select: Select, options: EmitOptions): string {
  const { extra, names } = options;
  const { from, where, groupBy } = select;
  // Without groups, HAVING is one more WHERE, which can name what is not selected.
  const isWhere = options.bareOrder && !select.isGrouped;
  const having = isWhere ? null : select.having;
  const conditions = [
    ...(where ? [expressionText(where)] : []),
    ...(isWhere && select.having
      ? [expressionText(select.having, "input")]
      : []),
  ];
  const more = extra?.(select) ?? [];
  const list = [
    ...itemTexts(select, names ?? []),
    ...more.map(({ text, name }) => `${text} AS ${quoteName(name)}`),
  ].join(", ");
  // The server knows no more than what is selected or grouped by: an alias stands for itself.
  const form = isWhere ? "input" : namesOf(select, names);
  const groups = groupBy.map((part) => expressionText(part, form)).join(", ");
  return [
    `SELECT ${select.distinct ? "DISTINCT " : ""}${list}`,
    from ? `FROM ${fromText(from)}` : "",
    conditions.length > 0 ? `WHERE ${allText(conditions)}` : "",
    groups ? `GROUP BY ${groups}` : "",
    having ? `HAVING ${expressionText(having, form)}` : "",
  ].filter((part) => part !== "").join(" ");
}

function allText(conditions: readonly string[]): string {
  return conditions.length === 1
    ? conditions[0]!
    : conditions.map((text) => `(${text})`).join(" AND ");
}

function namesOf(select: Select, names: readonly string[] = []): Form {
  if (names.length === 0) return "query";
  const outputs = outputsOf(select) ?? [];
  return new Map(
    outputs.map(({ expression }, i) => [expression, names[i]!] as const),
  );
}

function itemTexts(select: Select, names: readonly string[]): string[] {
  if (names.length > 0) {
    const outputs = outputsOf(select);
    if (outputs?.length !== names.length) {
      throw untraceable("names for another number of columns", "correct them");
    }
    return outputs.map(({ expression }, i) =>
      `${expressionText(expression)} AS ${quoteName(names[i]!)}`
    );
  }
  return select.items.map((item) => itemText(select, item));
}

function itemText(select: Select, { expression, star, name }: Item): string {
  if (expression !== null) {
    const text = expressionText(expression);
    // A longer name would be an error, though the server itself gives one.
    return name.length > 200 || name === ""
      ? text
      : `${text} AS ${quoteName(name)}`;
  }
  if (star.length === 0) return "*";
  const source = sourceCalled(select.from, star);
  return `${quoteName(source.id)}.*`;
}

function sourceCalled(
  from: FromTree | null,
  star: readonly string[],
): Source {
  const found = sourcesOf(from).find(({ alias }) => alias === star.at(-1));
  if (found) return found;
  throw untraceable(
    `the table ${star.join(".")} of a star`,
    "correct its name",
  );
}

/** Where a limit chooses, ties are broken the same way each time. */
function orderText(query: QueryTree, form: Form): string {
  const terms = query.order.map(({ expression, descending }) =>
    expressionText(expression, form) + (descending ? " DESC" : "")
  );
  if (query.limit !== null) terms.push(...tieBreakers(query, form));
  return terms.length === 0 ? "" : ` ORDER BY ${terms.join(", ")}`;
}

function tieBreakers(query: QueryTree, form: Form): string[] {
  const first = selectsOf(query)[0]!;
  const isPlain = query.body.kind === "select" && !first.distinct;
  if (isPlain) {
    const parts = first.isGrouped ? first.groupBy : identityOf(first);
    const texts = parts.map((part) => expressionText(part, form));
    // No key says that values which a collation holds equal, or whose first kilobyte is the same, are the same.
    const unclear = texts.filter((_, i) =>
      !first.isGrouped && isDerived(parts[i]!)
    );
    return [...texts, ...unclear.map((text) => `SHA2(${text}, 256)`)];
  }
  return (outputsOf(first) ?? []).map((_, i) => String(i + 1));
}

function isDerived(part: Expression): boolean {
  return (sourceColumn(part)?.source.query ?? null) !== null;
}

function limitText({ limit }: QueryTree): string {
  if (limit === null) return "";
  const offset = limit.offset === "0" ? "" : ` OFFSET ${limit.offset}`;
  return ` LIMIT ${limit.count}${offset}`;
}
