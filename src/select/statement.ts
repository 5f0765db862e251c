/**
 * The template of `` db.sql`…` `` as one statement: complete text, cut into tokens.
 *
 * @module
 */
import { sqlValue } from "../query/change/column_value.ts";
import { comparedColumns, isAloneInList } from "../query/condition/compared.ts";
import {
  isList,
  isPlainObject,
  itemsOf,
  NO_VALUE,
} from "../query/condition/list.ts";
import { namesOf } from "../query/expression/heading.ts";
import { subselect } from "../query/expression/statement.ts";
import type { Query } from "../query/query.ts";
import {
  expressionOf,
  isQuery,
  QUERY_STATE,
} from "../query/condition/semijoin.ts";
import { flatten, type PlacedValue } from "../query/condition/template_part.ts";
import { inGroups } from "../sql/in_groups.ts";
import { literal } from "../sql/fragment.ts";
import { columnName } from "../sql/identifier.ts";
import { type Piece, type Token, tokenize } from "../sql/tokens.ts";

/**
 * Puts a template together. A table becomes its name, a query a SELECT in parentheses, a value a literal, an array a
 * list for `IN`, an object the equality of its attributes.
 *
 * @param strings The template's raw texts.
 * @throws {SyntaxError} Comments, `;`, an open quote, unbalanced parentheses.
 * @throws {TypeError} A value that has no one meaning; the message says which `${}`.
 */
export function statementOf(
  strings: readonly string[],
  values: readonly unknown[],
): readonly Piece[] {
  const flat = flatten(strings, values);
  const tokens = tokenize(flat.text.trim(), SELECT);
  const left = flat.values;
  let at = 0;
  const pieces: Piece[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== "value") pieces.push(token as Piece);
    else {
      pieces.push(SPACE);
      for (const piece of valuePieces(left[at++]!, tokens, i)) {
        pieces.push(piece);
      }
      pieces.push(SPACE);
    }
  }
  return trimmed(pieces);
}

const SELECT = {
  action: "Cannot read by db.sql",
  wanted: "one complete SELECT",
};

/** The text that the server gets. */
export function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join("");
}

const SPACE: Piece = { kind: "space", text: " " };

function trimmed(pieces: readonly Piece[]): readonly Piece[] {
  const isSpace = ({ kind }: Piece) => kind === "space";
  const first = pieces.findIndex((piece) => !isSpace(piece));
  const last = pieces.findLastIndex((piece) => !isSpace(piece));
  return first < 0 ? [] : pieces.slice(first, last + 1);
}

function valuePieces(
  { value, where }: PlacedValue,
  tokens: readonly Token[],
  at: number,
): readonly Piece[] {
  if (isQuery(value)) return queryPieces(value, comparedColumns(tokens, at));
  if (isPlainObject(value)) return objectPieces(value, where);
  if (isList(value)) {
    const pieces = listPieces(itemsOf(value), where);
    return isAloneInList(tokens, at) ? pieces.slice(1, -1) : pieces;
  }
  return [literalPiece(value, where)];
}

/** A table is its name; behind `IN`, a query stands there with the attributes that it is compared with. */
function queryPieces(
  query: Query,
  compared: readonly string[],
): readonly Piece[] {
  const expression = expressionOf(query);
  // Tables can be called, queries cannot.
  const isTable = typeof (query as unknown) === "function";
  if (isTable && compared.length === 0) {
    return tokenize(query[QUERY_STATE]().table.fullName) as Piece[];
  }
  const names = namesOf(expression.heading);
  const isShared = compared.length > 0 &&
    compared.every((name) => names.includes(name));
  const text = subselect(expression, isShared ? compared : names).toText();
  return tokenize(`(${text})`) as Piece[];
}

function objectPieces(
  object: Readonly<Record<string, unknown>>,
  where: string,
): readonly Piece[] {
  const terms = Object.entries(object).map(([name, value]) => [
    ...tokenize(columnName(name)) as Piece[],
    ...(value === null
      ? tokenize(" IS NULL") as Piece[]
      : isList(value)
      ? [...tokenize(" IN ") as Piece[], ...listPieces(itemsOf(value), where)]
      : [...tokenize(" = ") as Piece[], literalPiece(value, where)]),
  ]);
  return terms.length === 0
    ? tokenize("TRUE") as Piece[]
    : enclosed(terms, " AND ");
}

function listPieces(
  items: readonly unknown[],
  where: string,
): readonly Piece[] {
  if (items.length === 0) return tokenize(`(${NO_VALUE})`) as Piece[];
  if (items.every(isPlainObject)) {
    const anyOf = (some: readonly (readonly Piece[])[]) =>
      enclosed(some, " OR ");
    const each = items.map((item) => objectPieces(item, where));
    return anyOf(inGroups(each, GROUP, anyOf));
  }
  const values = items.map((item, i) => {
    const place = `item ${i} of ${where}`;
    return isList(item)
      ? listPieces(itemsOf(item), place)
      : [literalPiece(item, place)];
  });
  return enclosed(values, ", ");
}

/** The most conditions in a row. */
const GROUP = 50;

function enclosed(
  items: readonly (readonly Piece[])[],
  between: string,
): readonly Piece[] {
  const joined = items.flatMap((item, i) =>
    i === 0 ? item : [...tokenize(between) as Piece[], ...item]
  );
  return [
    { kind: "symbol", text: "(" },
    ...joined,
    { kind: "symbol", text: ")" },
  ];
}

function literalPiece(value: unknown, where: string): Piece {
  const text = literal(sqlValue(value, where));
  // A sign would bind to what is before it.
  const isSigned = typeof value !== "string" && text.startsWith("-");
  return { kind: "literal", text: isSigned ? `(${text})` : text };
}
