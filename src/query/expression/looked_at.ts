/**
 * Every table that an expression looks at, whether any of its rows takes part or not: without it, the same query cannot
 * be asked again.
 *
 * @module
 */
import type { TableInfo } from "../../schema/table.ts";
import { type Expression, inputsOf, textsOf } from "./expression.ts";

/** The tables and views of an expression, those of antijoins, too. */
export function lookedAt(expression: Expression): readonly TableInfo[] {
  // As almost every read has it.
  if (expression.kind === "table") return [expression.table];
  const tables = new Set<TableInfo>();
  addTables(expression, tables);
  return [...tables];
}

function addTables(expression: Expression, to: Set<TableInfo>): void {
  if (expression.kind === "table") to.add(expression.table);
  for (const input of inputsOf(expression)) addTables(input, to);
  for (const { partners, lookedAt } of textsOf(expression)) {
    for (const partner of partners) addTables(partner.expression, to);
    for (const other of lookedAt) addTables(other, to);
  }
}
