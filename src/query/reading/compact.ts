/**
 * Which reads their conditions describe whole, so that the log needs no keys.
 *
 * @module
 */
import { namesNoDay } from "../../keys/irregular_dates.ts";
import type { TableInfo } from "../../schema/table.ts";
import { allOf, type Condition } from "../condition/condition.ts";
import {
  type Aggregated,
  type Expression,
  isLimited,
  keepsNames,
  type Projected,
} from "../expression/expression.ts";
import { lookedAt, onlyTable } from "../expression/looked_at.ts";
import type { RowsRead } from "./observer.ts";
import { withLookedAt } from "./rows_read.ts";

/** All rows of a table for which a text holds: `TRUE` for all of them. */
export interface CompactRead {
  readonly table: TableInfo;
  readonly text: string;
}

/**
 * The conditions that hold for exactly the rows that an expression rests on, table by table. Projections, groups of
 * one table and unions of such rows rest on what their conditions say; a join, a limit or a semijoin does not.
 *
 * @returns `null` where conditions cannot say it.
 */
export function compactReads(
  expression: Expression,
): readonly CompactRead[] | null {
  switch (expression.kind) {
    case "distinct":
    case "keyed":
      return compactReads(expression.input);
    case "aggregated":
    case "projected":
      return needsKeys(expression) ? null : compactReads(expression.input);
    case "united": {
      const left = compactReads(expression.left);
      const right = compactReads(expression.right);
      return left && right && [...left, ...right];
    }
    case "sorted":
      return isLimited(expression) ? null : compactReads(expression.input);
    default: {
      const found = chain(expression);
      if (found === null) return null;
      const { table, conditions } = found;
      const { constant, text: condition } = allOf(conditions);
      const text = constant === true ? "TRUE" : condition.toText();
      // It would select other rows, or none, where the session has another mode.
      return namesNoDay(table.columns, text) ? null : [{ table, text }];
    }
  }
}

/** What is logged of such a read: with no row, also what it looks at besides. */
export function compactRows(
  expression: Expression,
  reads: readonly CompactRead[],
): readonly RowsRead[] {
  const rows = reads.map(({ table, text }) => ({ table, rows: { text } }));
  if (onlyTable(expression) !== null) return rows;
  return withLookedAt(rows, lookedAt(expression));
}

interface Chain {
  readonly table: TableInfo;
  readonly conditions: readonly Condition[];
}

/** A table, restricted, perhaps through projections that leave the names as they are. */
function chain(
  expression: Expression,
  above: readonly Condition[] = [],
): Chain | null {
  switch (expression.kind) {
    case "table":
      return { table: expression.table, conditions: above };
    case "restricted": {
      const { conditions, input } = expression;
      if (conditions.some(isNoText)) return null;
      const all = above.length === 0 ? conditions : [...conditions, ...above];
      return chain(input, all);
    }
    case "projected":
      return keepsNames(expression.items)
        ? chain(expression.input, above)
        : null;
    case "keyed":
      return chain(expression.input, above);
    case "sorted":
      return isLimited(expression) ? null : chain(expression.input, above);
    default:
      return null;
  }
}

function isNoText({ byKeys, partners }: Condition): boolean {
  return byKeys !== null || partners.length > 0;
}

function needsKeys({ items }: Projected | Aggregated): boolean {
  return items.some(({ value }) =>
    value !== null && (value.hasWindow || value.partners.length > 0)
  );
}
