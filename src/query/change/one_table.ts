/**
 * What can be changed is one table: rows that are made of several have no place of their own.
 *
 * @module
 */
import type { TableInfo } from "../../schema/table.ts";
import { baseOf, type Expression } from "../expression/expression.ts";

/**
 * The one table whose rows an expression's are.
 *
 * @param action What is to be done: `insert into`, `delete from`.
 * @throws {TypeError} Its rows are made of others.
 */
export function oneTable(expression: Expression, action: string): TableInfo {
  const table = baseOf(expression);
  if (table !== null) return table;
  throw new TypeError(
    `Cannot ${action} ${expression.heading.label}: its rows are made of others, wanted those of one table; restrict that table by this query: Table.and(query)`,
  );
}
