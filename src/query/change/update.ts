/**
 * Correcting one row (DataJoint 0.14, `datajoint/table.py`, `update1`).
 *
 * @module
 */
import { valueKind } from "../condition/value_kind.ts";
import { inTransaction } from "../../connection/transaction.ts";
import { RowCountError, SpyglassError } from "../../errors.ts";
import { fragment, literal } from "../../sql/fragment.ts";
import type { TableInfo } from "../../schema/table.ts";
import { quoteName } from "../../sql/identifier.ts";
import { tableLabel } from "../../schema/table_label.ts";
import { columnOf } from "../column_of.ts";
import type { QueryContext } from "../context.ts";
import {
  isKeptOutside,
  putOutside,
  type PutPlace,
} from "../../external/put.ts";
import { checkWritable } from "./insert.ts";
import { outsideValue, valueText } from "./insert_row.ts";
import { isPlainObject } from "../condition/list.ts";
import { objectCondition } from "../condition/object_condition.ts";
import type { Row } from "../reading/result.ts";
import { selectText } from "../expression/block.ts";
import { compile } from "../expression/compile.ts";
import { type Expression, restrict } from "../expression/expression.ts";
import { headingOf } from "../expression/heading.ts";
import { oneTable } from "./one_table.ts";
import { strictly } from "./writing_mode.ts";

/** Sets attributes of the row that the key names, in one transaction. */
export async function updateRow(
  context: QueryContext,
  expression: Expression,
  row: Row,
): Promise<void> {
  const table = oneTable(expression, "update");
  checkWritable(context, table, "update");
  const action = `Cannot update ${tableLabel(table)}`;
  checkRow(expression, table, row, action);
  const key = Object.fromEntries(
    table.primaryKey.map((name) => [name, row[name]]),
  );
  const condition = objectCondition(context, headingOf(table), key);
  const where = condition.text.toText();
  const found = compile(restrict(expression, [condition]));
  const lock = selectText(found, fragment("1")).toText();
  await context.observer.beforeChange?.([table]);
  await inTransaction(context.pool, async (session) => {
    const { rows } = await session.query(`${lock} FOR UPDATE`);
    if (rows.length !== 1) throw notOne(action, key, rows.length);
    const place = { context, session, table };
    const assignments = await assignmentsOf(place, row, action);
    await session.run(
      `${strictly("UPDATE")} ${table.fullName} SET ${
        assignments.join(", ")
      } WHERE ${where}`,
    );
  });
}

function notOne(action: string, key: Row, found: number): RowCountError {
  return new RowCountError(
    `${action}: found ${found} rows with the key ${
      JSON.stringify(key, writable)
    }, wanted exactly 1; insert it, or correct the key`,
    found,
  );
}

/** What is set; values that are kept outside of the table are put there. */
async function assignmentsOf(
  place: Omit<PutPlace, "column">,
  row: Row,
  action: string,
): Promise<string[]> {
  const { table } = place;
  const assignments: string[] = [];
  for (const [name, value] of Object.entries(row)) {
    if (table.primaryKey.includes(name)) continue;
    const column = columnOf(table, name, action);
    const text = value === null
      ? "DEFAULT"
      : await textOf({ ...place, column }, value);
    assignments.push(`${quoteName(name)} = ${text}`);
  }
  return assignments;
}

async function textOf(place: PutPlace, value: unknown): Promise<string> {
  const { column, table } = place;
  const label = `column ${column.name} for ${tableLabel(table)}`;
  if (!isKeptOutside(column)) return valueText(column, value, label);
  const outside = outsideValue(column, value, label);
  return literal(await putOutside(place, { value: outside, place: label }));
}

function checkRow(
  expression: Expression,
  table: TableInfo,
  row: Row,
  action: string,
): void {
  if (!isPlainObject(row)) {
    throw new TypeError(
      `${action}: received ${
        valueKind(row)
      }, wanted an object with the key and the attributes to set`,
    );
  }
  if (expression.kind !== "table") {
    throw new SpyglassError(
      `${action}: the table is restricted, wanted the whole of it; the row's key says which one`,
    );
  }
  const missing = table.primaryKey.filter((name) =>
    row[name] === undefined || row[name] === null
  );
  if (missing.length > 0 || table.primaryKey.length === 0) {
    throw new TypeError(
      `${action}: the row lacks ${
        missing.join(", ") || "a primary key"
      }, wanted the whole key: ${table.primaryKey.join(", ")}`,
    );
  }
  for (const name of Object.keys(row)) columnOf(table, name, action);
  if (Object.keys(row).length > table.primaryKey.length) return;
  throw new TypeError(
    `${action}: the row has its key only, wanted attributes to set, too`,
  );
}

function writable(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
