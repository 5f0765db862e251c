/**
 * What is selected, each with the name of the column that comes out.
 *
 * @module
 */
import type { Taking } from "./taking.ts";
import { type Masked, valueOf } from "./masked.ts";
import { identifier, listOf, objectName, tagOf, unknown } from "./node.ts";
import type { Node } from "./parser.ts";
import type { Item } from "./tree.ts";

/** Takes the list behind SELECT apart. */
export function itemsOf(taking: Taking, select: Node): Item[] {
  const nodes = listOf(select.projection);
  const texts = textsOf(taking.statement, select.select_token);
  if (texts.length !== nodes.length) throw unknown("a part of the SELECT list");
  return nodes.map((node, i) => itemOf(taking, node, texts[i]!));
}

function itemOf(taking: Taking, node: unknown, text: string): Item {
  const [tag, value] = tagOf(node);
  const none = { expression: null, star: [], alias: null, name: "*" };
  switch (tag) {
    case "Wildcard":
      return none;
    case "QualifiedWildcard": {
      const [kind, name] = tagOf(listOf(value)[0]);
      if (kind !== "ObjectName") throw unknown(kind);
      return { ...none, star: objectName(taking.statement, name) };
    }
    case "UnnamedExpr": {
      const expression = taking.expression(value);
      const name = nameOf(taking.statement, value, text);
      return { expression, star: [], alias: null, name };
    }
    case "ExprWithAlias": {
      const { expr, alias } = value as Node;
      const name = identifier(taking.statement, alias);
      const expression = taking.expression(expr);
      return { expression, star: [], alias: name, name };
    }
    default:
      throw unknown(tag);
  }
}

/** The name that the server gives: of a column its own, of a text its value, of anything else how it is written. */
function nameOf(statement: Masked, node: unknown, text: string): string {
  const [tag, value] = tagOf(withoutSigns(node));
  if (tag === "Identifier") return identifier(statement, value);
  if (tag === "CompoundIdentifier") {
    return identifier(statement, listOf(value).at(-1));
  }
  const isValue = tagOf(node)[0] === "Value";
  if (!isValue) return text;
  if (/^null$/i.test(text)) return "NULL";
  const mark = JSON.stringify(value).match(
    /^\{"value":\{"SingleQuotedString":"(v\d+)"\}/,
  )?.[1];
  return mark ? valueOf(statement, mark) : text;
}

/** Parentheses around a column, and a plus before it, say nothing. */
function withoutSigns(node: unknown): unknown {
  const [tag, value] = tagOf(node);
  if (tag === "Nested") return withoutSigns(value);
  const { op, expr } = tag === "UnaryOp" ? value as Node : NO_SIGN;
  return op === "Plus" ? withoutSigns(expr) : node;
}

const NO_SIGN: Node = {};

/** The texts between the commas of a SELECT list. */
function textsOf({ pieces, places }: Masked, token: unknown): string[] {
  const { span } = token as { span: { start: { column: number } } };
  const texts = [""];
  let depth = 0;
  for (let i = places[span.start.column - 1]! + 1; i < pieces.length; i++) {
    const { kind, text } = pieces[i]!;
    if (text === "(" || text === "[") depth++;
    if (text === ")" || text === "]") depth--;
    const isWord = kind === "word" && pieces[i - 1]?.text !== ".";
    if (depth < 0 || depth === 0 && isWord && END.test(text)) break;
    if (depth === 0 && text === ",") texts.push("");
    else texts[texts.length - 1] += text;
  }
  return texts.map((text) =>
    text.trim().replace(/^(?:distinct|all)\b\s*/i, "")
  );
}

const END =
  /^(?:from|where|group|having|order|limit|union|intersect|except|for|window)$/i;
