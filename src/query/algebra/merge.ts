/**
 * Merge tables: one row an output of whichever pipeline made it, with a part table a pipeline
 * (`spyglass/utils/dj_merge_tables.py`).
 *
 * @module
 */
import { SpyglassError, UnknownNameError } from "../../errors.ts";
import type { TableInfo } from "../../schema/table.ts";
import { quoteName } from "../../sql/identifier.ts";
import type { QueryContext } from "../context.ts";
import { hasRows } from "../reading/count.ts";
import {
  baseOf,
  type Expression,
  restrict,
  tableRows,
} from "../expression/expression.ts";
import { joinRows } from "../expression/join.ts";
import { statementOf } from "../expression/statement.ts";
import type { Restriction } from "../condition/restriction.ts";
import { restrictRows } from "../condition/restrict_rows.ts";
import { semijoinCondition } from "../condition/semijoin.ts";

/** The merge table whose rows an expression's are, `null` where they are those of no merge table. */
export function mergeTableOf(expression: Expression): TableInfo | null {
  const table = baseOf(expression);
  if (table === null || table.master !== null) return null;
  const names = table.columns.map(({ name }) => name);
  const isMerge = table.primaryKey.join() === "merge_id" &&
    names.toSorted().join() === "merge_id,source";
  return isMerge ? table : null;
}

/**
 * The rows of the one part table that rows of a merge table have.
 *
 * @param restrictions On the part's own attributes.
 * @returns `null` where no part has such rows.
 * @throws {SpyglassError} Several parts have; they are named.
 */
export async function mergePart(
  context: QueryContext,
  expression: Expression,
  restrictions: readonly Restriction[],
): Promise<Expression | null> {
  const merge = mergeTableOf(expression);
  if (merge === null) {
    throw new SpyglassError(
      `Cannot find the part of ${expression.heading.label}: it is no merge table, wanted one with merge_id and source`,
    );
  }
  const found = new Map<string, Expression>();
  for (const part of partsOf(context, merge)) {
    const rows = partRows(context, part, expression, restrictions);
    if (rows !== null && await hasRows(context, rows)) {
      found.set(part.className, rows);
    }
  }
  if (found.size <= 1) return found.values().next().value ?? null;
  throw new SpyglassError(
    `Cannot choose a part of ${expression.heading.label}: found rows in ${
      [...found.keys()].join(", ")
    }, wanted one part; restrict it further, for example and({ source: ${
      JSON.stringify(found.keys().next().value)
    } })`,
  );
}

/** Rows of a merge table joined with those of a part and of the table that the part's rows come from, a part each. */
export async function mergeSources(
  context: QueryContext,
  expression: Expression,
  merge: TableInfo,
): Promise<Expression[]> {
  const { rows } = await context.pool.query(
    `SELECT DISTINCT ${quoteName("source")} FROM (${
      statementOf(expression).toText()
    }) AS ${quoteName("merged")} ORDER BY 1`,
  );
  return rows.map(([source]) => {
    const part = partsOf(context, merge).find(({ className }) =>
      className === source
    );
    if (part !== undefined) return sourceRows(context, expression, part);
    throw new SpyglassError(
      `Cannot follow ${expression.heading.label}: found the source ${
        JSON.stringify(source)
      }, and no part table of that name`,
    );
  });
}

function partsOf(context: QueryContext, merge: TableInfo): TableInfo[] {
  return [...context.catalog.tables.values()]
    .filter(({ master }) => master === merge.fullName);
}

/** `null` where the restriction names nothing that the part has. */
function partRows(
  context: QueryContext,
  part: TableInfo,
  merge: Expression,
  restrictions: readonly Restriction[],
): Expression | null {
  const all = tableRows(part);
  const rows = restrict(all, [semijoinCondition(all.heading, merge)]);
  try {
    return restrictRows(context, rows, restrictions);
  } catch (error) {
    if (error instanceof UnknownNameError) return null;
    throw error;
  }
}

function sourceRows(
  context: QueryContext,
  expression: Expression,
  part: TableInfo,
): Expression {
  const key = part.foreignKeys.find(({ parent }) => parent !== part.master);
  const source = key && context.catalog.tables.get(key.parent);
  const keepsNames = key?.columns.every((name, at) =>
    name === key.parentColumns[at]
  );
  if (source === undefined || !keepsNames) {
    throw new SpyglassError(
      `Cannot follow ${part.schema}.${part.className} to its source: wanted a foreign key that keeps the names of the source's key`,
    );
  }
  return joinRows(joinRows(expression, tableRows(part)), tableRows(source));
}
