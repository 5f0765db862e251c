/**
 * Dropping a table, and all tables that refer to it (DataJoint 0.14, `datajoint/table.py`, `drop`).
 *
 * @module
 */
import { CancelledError, SpyglassError } from "../../errors.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { tableLabel } from "../../schema/table_label.ts";
import type { QueryContext } from "../context.ts";
import { noteEvent } from "./event_log.ts";
import { checkWritable } from "./insert.ts";
import type { Expression } from "../expression/expression.ts";
import { oneTable } from "./one_table.ts";
import { refuseUnknownOptions } from "../../names/known_options.ts";

/** How a table is dropped. See {@linkcode Query.drop}. */
export interface DropOptions {
  /** Do not ask; and drop a part though its master stays. @default {false} */
  readonly force?: boolean;
}

/**
 * Drops tables, those that refer to others first.
 *
 * @returns Table → how many rows it had.
 * @throws {SpyglassError} There is nobody to ask, or a part would go whose master stays.
 * @throws {CancelledError} Somebody was asked, and said no.
 */
export async function dropTable(
  context: QueryContext,
  expression: Expression,
  options: DropOptions,
): Promise<Record<string, number>> {
  const wanted = oneTable(expression, "drop");
  checkWritable(context, wanted, "drop");
  refuseUnknownOptions("Cannot drop", options, ["force"]);
  checkWhole(context, expression);
  const catalog = await context.reload?.() ?? context.catalog;
  const table = catalog.tables.get(wanted.fullName);
  if (table === undefined) return {};
  const tables = descendants(catalog, table);
  const force = options.force ?? false;
  if (!force) checkMasters(catalog, tables);
  const counts = await countAll(context, tables);
  if (!force) confirm(context, counts);
  await context.observer.beforeChange?.(tables);
  try {
    await dropAll(context, catalog, tables);
  } finally {
    await context.reload?.();
  }
  return counts;
}

function checkWhole(
  { pool }: QueryContext,
  expression: Expression,
): void {
  const action = `Cannot drop ${expression.heading.label}`;
  if (expression.kind !== "table") {
    throw new SpyglassError(
      `${action}: it is restricted, wanted the whole table; delete() deletes rows`,
    );
  }
  if (pool.transactions?.isOpen) {
    throw new SpyglassError(
      `${action}: a transaction is open, and dropping a table would commit it; drop it afterwards`,
    );
  }
}

/** The table and all that refer to it, each before those that it refers to. */
function descendants(catalog: Catalog, table: TableInfo): TableInfo[] {
  const done = new Set<string>();
  const order: TableInfo[] = [];
  function visit(name: string): void {
    if (done.has(name)) return;
    done.add(name);
    for (const { child } of catalog.referredBy.get(name) ?? []) visit(child);
    order.push(catalog.tables.get(name)!);
  }
  visit(table.fullName);
  return order;
}

/** A master and its parts are one thing, which is not dropped by halves. */
function checkMasters(catalog: Catalog, tables: readonly TableInfo[]): void {
  const names = new Set(tables.map(({ fullName }) => fullName));
  for (const part of tables) {
    if (part.master === null || names.has(part.master)) continue;
    throw new SpyglassError(
      `Cannot drop: the part table ${
        tableLabel(part)
      } would go and its master stay, wanted both or none; drop ${
        tableLabel(catalog.tables.get(part.master)!)
      }, or pass { force: true }`,
    );
  }
}

async function countAll(
  { pool }: QueryContext,
  tables: readonly TableInfo[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { fullName } of tables) {
    const [[count]] = await pool.texts(
      `SELECT count(*) FROM ${fullName}`,
    ) as [[string]];
    counts[fullName] = Number(count);
  }
  return counts;
}

function confirm(
  context: QueryContext,
  counts: Readonly<Record<string, number>>,
): void {
  const list = Object.entries(counts).map(([name, rows]) =>
    `${name} with ${rows} row${rows === 1 ? "" : "s"}`
  ).join(", ");
  const answer = context.ask(`Drop ${list}?`);
  if (answer === null) {
    throw new SpyglassError(
      `Cannot drop: nobody is here to be asked whether to drop ${list}; pass { force: true } to drop without asking`,
    );
  }
  if (!answer) {
    throw new CancelledError("Cannot drop: cancelled, nothing was changed");
  }
}

async function dropAll(
  { pool }: QueryContext,
  catalog: Catalog,
  tables: readonly TableInfo[],
): Promise<void> {
  await pool.reserve(async (session) => {
    const isCircle = tables.some(({ fullName }, at) =>
      (catalog.referredBy.get(fullName) ?? []).some(({ child }) =>
        tables.findIndex((each) => each.fullName === child) > at
      )
    );
    // Tables that refer to one another have no order in which they could be dropped; all of them go.
    if (isCircle) await session.run("SET SESSION foreign_key_checks = 0");
    try {
      for (const { fullName, schema } of tables) {
        await session.run(`DROP TABLE ${fullName}`);
        await noteEvent(catalog, session, schema, `DROP TABLE ${fullName}`);
      }
    } finally {
      if (isCircle) await session.run("SET SESSION foreign_key_checks = 1");
    }
  });
}
