/**
 * A query in words: its table's definition, or its attributes where it is made of several.
 *
 * @module
 */
import type { Catalog } from "../../schema/table.ts";
import { describeTable } from "./describe.ts";
import { baseOf, type Expression } from "../expression/expression.ts";
import { type Attribute, dependentOf, keyOf } from "../expression/heading.ts";

/** Writes the definition of the one table, or key and other attributes with a line between. */
export function describeRows(
  catalog: Catalog,
  expression: Expression,
): string {
  const table = baseOf(expression);
  if (table !== null) return describeTable(catalog, table);
  const { heading } = expression;
  return [
    `# ${heading.label}`,
    ...keyOf(heading).map(line),
    "---",
    ...dependentOf(heading).map(line),
  ].join("\n");
}

function line({ name, type, nullable, inPrimaryKey, comment }: Attribute) {
  const initial = nullable && !inPrimaryKey ? "=null" : "";
  return `${name}${initial} : ${type}${comment ? `  # ${comment}` : ""}`;
}
