/**
 * Every table that an expression looks at, whether any of its rows takes part or not: without it, the same query cannot
 * be asked again.
 *
 * @module
 */
import type { TableInfo } from "../../schema/table.ts";
import type { Condition } from "../condition/condition.ts";
import { type Expression, inputsOf, textsOf } from "./expression.ts";

/** The tables and views of an expression, those of antijoins, too. */
export function lookedAt(expression: Expression): readonly TableInfo[] {
  const only = onlyTable(expression);
  if (only !== null) return [only];
  const tables = new Set<TableInfo>();
  addTables(expression, tables);
  return [...tables];
}

/** The one table that an expression looks at, as almost every read has it; `null` where there are others. */
export function onlyTable(expression: Expression): TableInfo | null {
  if (expression.kind === "table") return expression.table;
  if (expression.kind !== "restricted") return null;
  const { input, conditions } = expression;
  return conditions.every(looksAtNoTable) ? onlyTable(input) : null;
}

function looksAtNoTable({ partners, lookedAt }: Condition): boolean {
  return partners.length === 0 && lookedAt.length === 0;
}

function addTables(expression: Expression, to: Set<TableInfo>): void {
  if (expression.kind === "table") to.add(expression.table);
  for (const input of inputsOf(expression)) addTables(input, to);
  for (const { partners, lookedAt } of textsOf(expression)) {
    for (const { expression } of [...partners, ...lookedAt]) {
      addTables(expression, to);
    }
  }
}
