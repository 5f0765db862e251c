/**
 * The parser's expressions as our own.
 *
 * @module
 */
import { callOf } from "./call.ts";
import { castType } from "./cast_type.ts";
import { typedText, unit, valueOf, word } from "./literals.ts";
import { fieldsOf, identifier, listOf, tagOf, unknown } from "./node.ts";
import {
  asked,
  between,
  binary,
  compared,
  inList,
  like,
  predicate,
  sides,
  tested,
  unary,
} from "./operators.ts";
import type { Node } from "./parser.ts";
import { LEVEL } from "./precedence.ts";
import { commas, inner, type Taking } from "./taking.ts";
import { type Expression, ofParts, plain, type QueryTree } from "./tree.ts";

/** Takes an expression apart. */
export function expressionOf(taking: Taking, node: unknown): Expression {
  const [tag, value] = tagOf(node);
  const make = FORMS[tag];
  if (make === undefined) throw unknown(tag);
  return make(taking, value as Node, tag);
}

type Form = (taking: Taking, value: Node, tag: string) => Expression;

const FORMS: Readonly<Record<string, Form>> = {
  Identifier: ({ statement }, value) => column([identifier(statement, value)]),
  CompoundIdentifier: ({ statement }, value) =>
    column(listOf(value).map((part) => identifier(statement, part))),
  Value: ({ statement }, value) => valueOf(statement, value),
  TypedString: ({ statement }, value) => typedText(statement, value),
  Nested: (taking, value) => {
    const inner = expressionOf(taking, value);
    return { ...plain("(", inner, ")"), logic: "same" };
  },
  Tuple: (taking, value) =>
    ofParts(["(", ...commas(taking, listOf(value)), ")"]),
  BinaryOp: binary,
  UnaryOp: unary,
  IsNull: (taking, value) => tested(taking, value, "IS NULL"),
  IsNotNull: (taking, value) => tested(taking, value, "IS NOT NULL"),
  IsTrue: (taking, value) => tested(taking, value, "IS TRUE"),
  IsNotTrue: (taking, value) => tested(taking, value, "IS NOT TRUE"),
  IsFalse: (taking, value) => tested(taking, value, "IS FALSE"),
  IsNotFalse: (taking, value) => tested(taking, value, "IS NOT FALSE"),
  IsUnknown: (taking, value) => tested(taking, value, "IS UNKNOWN"),
  IsNotUnknown: (taking, value) => tested(taking, value, "IS NOT UNKNOWN"),
  InList: inList,
  InSubquery: (taking, value) => {
    const { expr, subquery, negated } = fieldsOf(value, IN_SUBQUERY);
    return asked({
      form: "in",
      negated: negated === true,
      left: sides(taking, expr, LEVEL.bitOr),
      operator: "=",
      query: taking.query(subquery),
    });
  },
  Exists: (taking, value) => {
    const { subquery, negated } = fieldsOf(value, ["subquery", "negated"]);
    return asked({
      form: "exists",
      negated: negated === true,
      left: [],
      operator: "",
      query: whetherAny(taking.query(subquery)),
    });
  },
  Subquery: (taking, value) =>
    plain({
      form: "scalar",
      negated: false,
      left: [],
      operator: "",
      query: taking.query(value),
    }),
  AnyOp: (taking, value) => compared(taking, value, "any"),
  AllOp: (taking, value) => compared(taking, value, "all"),
  Between: between,
  Like: like,
  RLike: (taking, value) => {
    const { expr, pattern, negated } = fieldsOf(value, RLIKE);
    return predicate(
      inner(taking, expr, LEVEL.bitOr),
      negated === true ? "NOT REGEXP" : "REGEXP",
      inner(taking, pattern, LEVEL.bitOr),
    );
  },
  Case: caseOf,
  Cast: (taking, value) => {
    const { expr, data_type } = fieldsOf(value, ["kind", "expr", "data_type"]);
    const type = castType(data_type);
    // `BINARY a = b` is one to the parser, too, of all that follows.
    const isPrefix = type === "BINARY" && tagOf(data_type)[0] === "Binary";
    const item = inner(taking, expr, isPrefix ? LEVEL.sign : LEVEL.or);
    return plain("CAST(", item, ` AS ${type})`);
  },
  Convert: (taking, value) => {
    const { expr, data_type, charset } = fieldsOf(value, CONVERT);
    const item = expressionOf(taking, expr);
    if (charset === undefined || charset === null) {
      return plain("CONVERT(", item, `, ${castType(data_type)})`);
    }
    return plain("CONVERT(", item, ` USING ${word(charset)})`);
  },
  Collate: (taking, value) => {
    const { expr, collation } = fieldsOf(value, ["expr", "collation"]);
    const item = inner(taking, expr, LEVEL.arrow);
    return plain(item, ` COLLATE ${word(collation)}`);
  },
  Extract: (taking, value) => {
    const { field, expr } = fieldsOf(value, ["field", "syntax", "expr"]);
    return plain(
      `EXTRACT(${unit(field)} FROM `,
      expressionOf(taking, expr),
      ")",
    );
  },
  Ceil: (taking, value) => rounded(taking, value, "CEILING"),
  Floor: (taking, value) => rounded(taking, value, "FLOOR"),
  Position: (taking, value) => {
    const { expr, in: within } = fieldsOf(value, ["expr", "in"]);
    const item = inner(taking, expr, LEVEL.bitOr);
    return plain("POSITION(", item, " IN ", expressionOf(taking, within), ")");
  },
  Substring: (taking, value) => {
    const { expr, substring_from, substring_for } = fieldsOf(value, SUBSTRING);
    const all = [expr, substring_from, substring_for].filter((part) => part);
    return plain("SUBSTRING(", ...commas(taking, all), ")");
  },
  Trim: (taking, value) => {
    const { expr, trim_where, trim_what } = fieldsOf(value, TRIM);
    const where = trim_where ? `${String(trim_where).toUpperCase()} ` : "";
    const what = trim_what ? [expressionOf(taking, trim_what)] : [];
    const from = where || trim_what ? [" FROM "] : [];
    const item = expressionOf(taking, expr);
    return plain(`TRIM(${where}`, ...what, ...from, item, ")");
  },
  Interval: (taking, value) => {
    const { value: count, leading_field } = fieldsOf(value, INTERVAL);
    const item = inner(taking, count, LEVEL.sign);
    return plain("INTERVAL ", item, ` ${unit(leading_field)}`);
  },
  Function: callOf,
};

const IN_SUBQUERY = ["expr", "subquery", "negated"];
const RLIKE = ["expr", "pattern", "negated", "regexp"];
const CONVERT = ["expr", "data_type", "charset", "target_before_value"];
const SUBSTRING = [
  "expr",
  "substring_from",
  "substring_for",
  "special",
  "shorthand",
];
const TRIM = ["expr", "trim_where", "trim_what"];
const INTERVAL = ["value", "leading_field"];

function caseOf(taking: Taking, node: Node): Expression {
  const { operand, conditions, else_result } = fieldsOf(node, CASE);
  const start = operand ? [expressionOf(taking, operand), " "] : [];
  const branches = listOf(conditions).flatMap((branch) => {
    const { condition, result } = branch as Node;
    return [
      "WHEN ",
      expressionOf(taking, condition),
      " THEN ",
      expressionOf(taking, result),
      " ",
    ];
  });
  const end = else_result
    ? ["ELSE ", expressionOf(taking, else_result), " "]
    : [];
  return plain("CASE ", ...start, ...branches, ...end, "END");
}

const CASE = [
  "operand",
  "conditions",
  "else_result",
  "case_token",
  "end_token",
];

function rounded(taking: Taking, node: Node, name: string): Expression {
  const { expr, field } = fieldsOf(node, ["expr", "field"]);
  if (JSON.stringify(field) !== '{"DateTimeField":"NoDateTime"}') {
    throw unknown(name);
  }
  return plain(`${name}(`, expressionOf(taking, expr), ")");
}

function column(path: readonly string[]): Expression {
  return plain({ path, meaning: null });
}

/** `EXISTS (… LIMIT 1)`, as MariaDB has it in views, asks what it asks without the limit. */
function whetherAny(query: QueryTree): QueryTree {
  const { limit } = query;
  const isAny = limit !== null && limit.count !== "0" && limit.offset === "0";
  return isAny ? { ...query, order: [], limit: null } : query;
}
