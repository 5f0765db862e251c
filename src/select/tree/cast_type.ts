/**
 * The types that CAST and CONVERT know.
 *
 * @module
 */
import type { Node } from "./parser.ts";
import { unknown } from "./node.ts";

/** Writes the type of the parser's node. */
export function castType(node: unknown): string {
  if (typeof node === "string") return nameOf(node);
  const entries = Object.entries((node ?? {}) as Node);
  const [name, size] = entries[0] ?? [];
  if (entries.length !== 1 || name === undefined) throw unknown("a type");
  const numbers = JSON.stringify(size ?? null).match(/\d+/g) ?? [];
  const text = nameOf(name);
  return numbers.length === 0 ? text : `${text}(${numbers.join(", ")})`;
}

function nameOf(name: string): string {
  const text = NAMES[name];
  if (text === undefined) throw unknown(`the type ${name}`);
  return text;
}

const NAMES: Readonly<Record<string, string>> = {
  Char: "CHAR",
  Character: "CHAR",
  Binary: "BINARY",
  // What `masked.ts` has for BINARY in CAST.
  Varbinary: "BINARY",
  Signed: "SIGNED",
  SignedInteger: "SIGNED",
  Unsigned: "UNSIGNED",
  UnsignedInteger: "UNSIGNED",
  Decimal: "DECIMAL",
  Dec: "DECIMAL",
  Double: "DOUBLE",
  Float: "FLOAT",
  Real: "DOUBLE",
  Date: "DATE",
  Datetime: "DATETIME",
  Time: "TIME",
  Year: "YEAR",
  JSON: "JSON",
  Integer: "SIGNED",
};
