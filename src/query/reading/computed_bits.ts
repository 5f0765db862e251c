/**
 * Which of the attributes that SQL computes are bits.
 *
 * @module
 */
import type { QueryContext } from "../context.ts";
import { selectText } from "../expression/block.ts";
import { compile } from "../expression/compile.ts";
import { type Expression, tablesOf } from "../expression/expression.ts";
import type { Attribute } from "../expression/heading.ts";
import { joinFragments } from "../../sql/fragment.ts";
import { computedColumn } from "./computed_column.ts";
import { valueExpression } from "./decode.ts";

/** True where an attribute may be bits that SQL computes: only the server knows. */
export function mayBeComputedBits(
  expression: Expression,
  columns: readonly Attribute[],
): boolean {
  return columns.some(({ kind }) => kind === "expression") &&
    tablesOf(expression).some((table) =>
      table.columns.some(({ kind }) => kind === "bit")
    );
}

/**
 * What is computed of bits comes in bits (`max(flags)`) or in digits (`ifnull(flags, other)`), as the server's way to the
 * value has it. These attributes are marked, so that they are asked for as numbers; which ones are bits, only the server
 * knows, and it is asked only where a table has a BIT column at all.
 */
export async function withComputedBits(
  context: QueryContext,
  expression: Expression,
  columns: readonly Attribute[],
): Promise<readonly Attribute[]> {
  if (!mayBeComputedBits(expression, columns)) return columns;
  const block = compile(expression);
  const list = columns.map((column) => valueExpression(block, column));
  const none = selectText({ ...block, limit: 0 }, joinFragments(list, ", "));
  const { fields } = await context.pool.columns(none.toText());
  const told = fields().map(computedColumn);
  return columns.map((column, at) =>
    column.kind === "expression" && told[at]?.kind === "bit"
      ? { ...column, kind: "bit" }
      : column
  );
}
