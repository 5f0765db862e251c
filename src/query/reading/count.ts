/**
 * Questions about rows that give none of them: nothing is logged.
 *
 * @module
 */
import { fragment } from "../../sql/fragment.ts";
import type { QueryContext } from "../context.ts";
import { enclosed, selectText } from "../expression/block.ts";
import { compile } from "../expression/compile.ts";
import type { Expression } from "../expression/expression.ts";
import { namingColumns } from "./unknown_column.ts";

/** How many rows an expression has. */
export async function countRows(
  context: QueryContext,
  expression: Expression,
): Promise<number> {
  const block = compile(expression);
  const rows = block.isOpen ? block : enclosed(block, "`counted`");
  const sql = selectText({ ...rows, order: [] }, fragment("count(*)"));
  const result = await namingColumns(
    expression,
    () => context.pool.query(sql.toText()),
  );
  return Number(result.rows[0]![0]);
}

/** True when an expression has a row. */
export async function hasRows(
  context: QueryContext,
  expression: Expression,
): Promise<boolean> {
  const block = compile(expression);
  const rows = block.isOpen ? block : enclosed(block, "`one row`");
  const sql = selectText({ ...rows, order: [], limit: 1 }, fragment("1"));
  const result = await namingColumns(
    expression,
    () => context.pool.query(sql.toText()),
  );
  return result.rows.length > 0;
}
