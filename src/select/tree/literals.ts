/**
 * Literals, and words that are no names: units, character sets.
 *
 * @module
 */
import { literalOf, type Masked } from "./masked.ts";
import { fieldsOf, listOf, tagOf, unknown } from "./node.ts";
import type { Node } from "./parser.ts";
import { type Expression, plain } from "./tree.ts";

/** A number, a text, TRUE, NULL. */
export function valueOf(statement: Masked, node: Node): Expression {
  const [tag, value] = tagOf(fieldsOf(node, ["value", "span"]).value);
  switch (tag) {
    case "Number":
      return literal(String((value as readonly unknown[])[0]));
    case "SingleQuotedString":
      return literal(literalOf(statement, String(value)));
    case "Boolean":
      return literal(value === true ? "TRUE" : "FALSE");
    case "Null":
      return literal("NULL");
    default:
      throw unknown(tag);
  }
}

/** `DATE '2023-01-01'`. */
export function typedText(statement: Masked, node: Node): Expression {
  const { data_type, value } = fieldsOf(node, ["data_type", "value"]);
  const [type] = tagOf(data_type);
  const text = valueOf(statement, { value: (value as Node).value }).literal!;
  if (!["Date", "Time", "Timestamp"].includes(type)) throw unknown(type);
  return plain(`${type.toUpperCase()} ${text}`);
}

/** A name of a character set, a collation: letters only, so that nothing else can be in it. */
export function word(node: unknown): string {
  const [part] = listOf(node);
  const { value } = (part as { Identifier?: { value?: string } })?.Identifier ??
    {};
  if (listOf(node).length === 1 && value && /^\w+$/.test(value)) return value;
  throw unknown("a name of a character set or collation");
}

/** A unit of time. */
export function unit(node: unknown): string {
  if (typeof node === "string" && /^[A-Za-z]+$/.test(node)) {
    return node.toUpperCase();
  }
  throw unknown("a unit of time");
}

function literal(text: string): Expression {
  return { ...plain(text), literal: text };
}
