/**
 * Reads the parser's tree. Only what is known is let through: a node with anything in it that nobody asked for is
 * refused, so that no part of a statement is overlooked.
 *
 * @module
 */
import { isReserved } from "../../sql/reserved.ts";
import { markedName, type Masked, valueOf } from "./masked.ts";
import type { Node } from "./parser.ts";
import { untraceable } from "./untraceable.ts";

/** The name of a node and what belongs to it. */
export function tagOf(node: unknown): readonly [tag: string, value: unknown] {
  if (typeof node === "string") return [node, null];
  const entries = Object.entries(node as Node);
  if (entries.length === 1) return entries[0]!;
  throw unknown(entries.map(([name]) => name).join(", "));
}

/**
 * The fields of a node.
 *
 * @param known Names of fields that the caller reads, or that mean nothing; all others must be empty.
 */
export function fieldsOf(node: unknown, known: readonly string[]): Node {
  const fields = node as Node;
  for (const [name, value] of Object.entries(fields)) {
    if (!known.includes(name) && !isEmpty(value)) throw unknown(name);
  }
  return fields;
}

/** A list that may be left out. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The name that an identifier stands for. */
export function identifier(statement: Masked, node: unknown): string {
  const { value, quote_style } = node as {
    value: string;
    quote_style?: string;
  };
  if (quote_style === "`") return markedName(statement, value);
  if (quote_style === "'") return valueOf(statement, value);
  if (quote_style) throw unknown(`a name in ${quote_style}`);
  // What the server reads as a keyword, the parser must not have read as a name.
  if (isReserved(value) || value.startsWith("@") || value.startsWith(":")) {
    throw unknown(value);
  }
  return value;
}

/** The parts of a name such as `schema.table`. */
export function objectName(statement: Masked, node: unknown): string[] {
  return listOf(node).map((part) => {
    const [tag, value] = tagOf(part);
    if (tag !== "Identifier") throw unknown(tag);
    return identifier(statement, value);
  });
}

/** An error for what is not known here. */
export function unknown(found: string): Error {
  return untraceable(
    `${found.slice(0, 80)}, which is not known here`,
    "write it in another way",
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === false ||
    value === "None" || value === "Standard" ||
    Array.isArray(value) && value.length === 0;
}
