/**
 * What a read gives of one table, for whoever notes what was given.
 *
 * @module
 */
import { KeptRows } from "../../connection/kept_rows.ts";
import type { ColumnSet, Session } from "../../connection/session.ts";
import { isSummable } from "../../keys/sent_sums.ts";
import type { TableInfo } from "../../schema/table.ts";
import { baseOf, type Expression, partsOf } from "../expression/expression.ts";
import { type Attribute, headingOf } from "../expression/heading.ts";
import type { ReadTicket } from "./observer.ts";

/** What is read, and who is told. */
export interface GivingRead {
  readonly expression: Expression;
  readonly columns: readonly Attribute[];
  readonly ticket: ReadTicket;
}

/** Runs a read's SELECT; where its rows are rows of one table, the log is told what came. */
export async function columnsGiven(
  session: Session,
  sql: string,
  { expression, columns, ticket }: GivingRead,
): Promise<ColumnSet> {
  const table = rowsOfOne(expression);
  if (table === null) return await session.columns(sql);
  const kept = keeper(table, columns);
  const given = await session.columns(sql, kept);
  const rows = kept?.isWhole ? kept : null;
  ticket.gave({ table, length: given.length, rows });
  return given;
}

/** The table whose rows are given, each at most once; `null` where others decide beside it, and are logged, too. */
function rowsOfOne(expression: Expression): TableInfo | null {
  const table = baseOf(expression);
  if (table === null) return null;
  let tables = 0;
  for (const { kind } of partsOf(expression)) if (kind === "table") tables++;
  return tables === 1 ? table : null;
}

function keeper(
  table: TableInfo,
  columns: readonly Attribute[],
): KeptRows | undefined {
  if (columns !== headingOf(table).columns) return undefined;
  let known = SUMMABLE.get(table);
  if (known === undefined) {
    SUMMABLE.set(table, known = isSummable(table.columns));
  }
  return known ? new KeptRows(columns.length) : undefined;
}

const SUMMABLE = new WeakMap<TableInfo, boolean>();
