/**
 * Operators and comparisons, each as tightly bound as the server binds it.
 *
 * @module
 */
import { valueOf } from "./literals.ts";
import { fieldsOf, listOf, tagOf, unknown } from "./node.ts";
import type { Node } from "./parser.ts";
import { LEVEL, OPERATORS } from "./precedence.ts";
import { commas, inner, type Taking } from "./taking.ts";
import {
  coreOf,
  type Expression,
  ofParts,
  plain,
  type QueryTree,
  type Subquery,
} from "./tree.ts";
import { untraceable } from "./untraceable.ts";

/** `a + b`, `a AND b`. */
export function binary(taking: Taking, node: Node): Expression {
  const { left, op, right } = fieldsOf(node, ["left", "op", "right"]);
  const [text, level] = OPERATORS[tagOf(op)[0]] ?? [];
  if (text === undefined || level === undefined) throw unknown(tagOf(op)[0]);
  return {
    ...plain(
      inner(taking, left, level),
      ` ${text} `,
      inner(taking, right, level + 1),
    ),
    level,
    logic: text === "AND" ? "and" : text === "OR" ? "or" : null,
  };
}

/** `NOT a`, `-a`. */
export function unary(taking: Taking, node: Node): Expression {
  const { op, expr } = fieldsOf(node, ["op", "expr"]);
  if (op === "Not") {
    const item = inner(taking, expr, LEVEL.not);
    return { ...plain("NOT ", item), level: LEVEL.not, logic: "not" };
  }
  const sign = { Minus: "-", Plus: "+", BitwiseNot: "~" }[String(op)];
  if (sign === undefined) throw unknown(String(op));
  const item = inner(taking, expr, LEVEL.sign);
  return { ...plain(`${sign} `, item), level: LEVEL.sign };
}

/** `a IS NULL`. */
export function tested(taking: Taking, node: Node, test: string): Expression {
  const item = inner(taking, node, LEVEL.comparison);
  return {
    ...plain(item, ` ${test}`),
    level: LEVEL.comparison,
    logic: test === "IS FALSE" ? "false" : null,
  };
}

/** `a REGEXP b`. */
export function predicate(
  left: Expression,
  word: string,
  ...right: Expression["parts"]
): Expression {
  return { ...plain(left, ` ${word} `, ...right), level: LEVEL.predicate };
}

/** `a IN (1, 2)`. */
export function inList(taking: Taking, node: Node): Expression {
  const { expr, list, negated } = fieldsOf(node, ["expr", "list", "negated"]);
  const parts = [
    inner(taking, expr, LEVEL.bitOr),
    negated === true ? " NOT IN (" : " IN (",
    ...commas(taking, listOf(list)),
    ")",
  ];
  return { ...ofParts(parts), level: LEVEL.predicate };
}

/** `a BETWEEN b AND c`. */
export function between(taking: Taking, node: Node): Expression {
  const { expr, low, high, negated } = fieldsOf(node, BETWEEN);
  return predicate(
    inner(taking, expr, LEVEL.bitOr),
    negated === true ? "NOT BETWEEN" : "BETWEEN",
    inner(taking, low, LEVEL.bitOr),
    " AND ",
    inner(taking, high, LEVEL.bitOr),
  );
}

const BETWEEN = ["expr", "low", "high", "negated"];

/** `a LIKE b`. */
export function like(taking: Taking, node: Node): Expression {
  const { expr, pattern, negated, escape_char } = fieldsOf(node, LIKE);
  const escape = escape_char
    ? [" ESCAPE ", valueOf(taking.statement, escape_char as Node)]
    : [];
  return predicate(
    inner(taking, expr, LEVEL.bitOr),
    negated === true ? "NOT LIKE" : "LIKE",
    inner(taking, pattern, LEVEL.bitOr),
    ...escape,
  );
}

const LIKE = ["expr", "pattern", "negated", "escape_char"];

/**
 * The sides of a comparison with a subquery: `a`, or `(a, b)`.
 *
 * @param least How tightly one must bind.
 */
export function sides(
  taking: Taking,
  node: unknown,
  least: number,
): readonly Expression[] {
  const [tag, value] = tagOf(node);
  if (tag === "Tuple") {
    return listOf(value).map((part) => taking.expression(part));
  }
  return [inner(taking, node, least)];
}

/** `a = ANY (SELECT …)`. */
export function compared(
  taking: Taking,
  node: Node,
  form: "any" | "all",
): Expression {
  const { left, compare_op, right } = fieldsOf(node, COMPARED);
  const [operator, level] = OPERATORS[tagOf(compare_op)[0]] ?? [];
  const [tag, query] = tagOf(right);
  if (
    operator === undefined || level !== LEVEL.comparison || tag !== "Subquery"
  ) {
    throw unknown(form.toUpperCase());
  }
  return {
    ...asked({
      form,
      negated: false,
      left: sides(taking, left, LEVEL.comparison),
      operator,
      query: taking.query(query),
    }),
    level: LEVEL.comparison,
  };
}

const COMPARED = ["left", "compare_op", "right", "is_some"];

/** A comparison with a subquery, as an expression. */
export function asked(subquery: Subquery): Expression {
  const { form, query } = subquery;
  const isCompared = form === "in" || form === "any" || form === "all";
  if (isCompared && takesAway(query)) throw wrongThere();
  return {
    ...plain(subquery),
    level: form === "in" ? LEVEL.predicate : LEVEL.whole,
  };
}

/** True where INTERSECT or EXCEPT chooses among what comes out. */
function takesAway(query: QueryTree): boolean {
  const core = coreOf(query);
  if (core.kind === "select") return false;
  return core.operator !== "union" || takesAway(core.left) ||
    takesAway(core.right);
}

/** MySQL 9.7 finds rows by such an IN that are not in its list, MariaDB 10.11 none by a NOT IN. */
function wrongThere(): Error {
  return untraceable(
    "INTERSECT or EXCEPT in a subquery that is compared with, which servers answer wrongly",
    "select from it: IN (SELECT * FROM (… INTERSECT …) AS t)",
  );
}
