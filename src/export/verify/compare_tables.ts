/**
 * Has the restored server exactly the slice's tables, and are they defined as in the database?
 *
 * @module
 */
import type { Closure } from "../../closure/closure.ts";
import type { Pool } from "../../connection/session.ts";
import { atUtc } from "../../connection/session_settings.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { compareChecks } from "./compare_checks.ts";
import type { Differences } from "./difference.ts";
import {
  type Definition,
  readDefinitions,
  RULE,
} from "../script/table_definition.ts";
import { restatedFor } from "./restated_columns.ts";

/** The tables that a dump should have. */
export interface WantedTables {
  /** The slice. */
  readonly closure: Closure;
  /** Those without rows. */
  readonly empty: readonly TableInfo[];
  readonly views: readonly TableInfo[];
}

/**
 * Compares which tables there are, and their columns, keys, indexes and checks.
 *
 * @param source The database.
 * @param restored The restored server.
 * @param found The restored server's tables.
 * @returns Full names of the slice's tables that both have.
 */
export async function compareTables(
  source: Pool,
  restored: Pool,
  { closure, empty, views }: WantedTables,
  found: Catalog,
  differences: Differences,
): Promise<Set<string>> {
  const rows = new Map<string, number>();
  for (const { fullName } of empty) rows.set(fullName, 0);
  for (const [name, { count }] of closure.tables) rows.set(name, count);
  const tables = [...closure.tables.values()].map(({ table }) => table)
    .concat(empty);
  compareNames(rows, [...tables, ...views], found, differences);
  const both = tables.filter((table) => found.tables.has(table.fullName));
  const [expected, got] = await Promise.all([
    definitionsOf(source, both),
    definitionsOf(restored, both),
  ]);
  for (const table of both) {
    const found = got.get(table.fullName) ?? new Map();
    const wanted = await restatedFor(
      source,
      restored,
      table,
      expected.get(table.fullName) ?? new Map(),
      found,
    );
    compareDefinitions(table.fullName, wanted, found, differences);
  }
  await compareChecks(source, restored, both, differences);
  return new Set(
    both.map(({ fullName }) => fullName)
      .filter((name) => closure.tables.has(name)),
  );
}

/** At UTC: the default of a TIMESTAMP is shown in the session's own time zone. */
async function definitionsOf(
  pool: Pool,
  tables: readonly TableInfo[],
): Promise<Map<string, Definition>> {
  return await pool.reserve((session) =>
    atUtc(session, () => readDefinitions(session, tables))
  );
}

/** @param wanted Full name of each table → how many rows it should have. */
function compareNames(
  wanted: ReadonlyMap<string, number>,
  tables: readonly TableInfo[],
  found: Catalog,
  differences: Differences,
): void {
  const views = tables.filter(({ isView }) => isView);
  findMissing(wanted, found, differences);
  findMissingViews(views, found, differences);
  findExtra(wanted, views, found, differences);
  findExtraSchemas(tables, found, differences);
}

/** Tables of the slice that the dump lacks. */
function findMissing(
  wanted: ReadonlyMap<string, number>,
  found: Catalog,
  differences: Differences,
): void {
  for (const [table, count] of wanted) {
    if (found.tables.has(table)) continue;
    differences.add({
      table,
      kind: "missing table",
      expected: `${count} rows`,
      found: null,
      message: `${table}: the dump lacks this table and its ${count} rows`,
    });
  }
}

/** Views that were read and that the dump lacks. */
function findMissingViews(
  views: readonly TableInfo[],
  found: Catalog,
  differences: Differences,
): void {
  for (const { fullName } of views) {
    if (found.tables.get(fullName)?.isView) continue;
    differences.add({
      table: fullName,
      kind: "missing table",
      expected: "view",
      found: null,
      message: `${fullName}: the dump lacks this view, which was read`,
    });
  }
}

/** Tables and views of the dump that are not in the slice. */
function findExtra(
  wanted: ReadonlyMap<string, number>,
  views: readonly TableInfo[],
  found: Catalog,
  differences: Differences,
): void {
  const read = new Set(views.map(({ fullName }) => fullName));
  for (const [table, { isView }] of found.tables) {
    if (wanted.has(table) || isView && read.has(table)) continue;
    const what = isView ? "view" : "table";
    differences.add({
      table,
      kind: "extra table",
      expected: null,
      found: what,
      message: `${table}: the dump has this ${what}, which is not in the slice`,
    });
  }
}

/** Empty schemas that the dump should not have. */
function findExtraSchemas(
  wanted: readonly TableInfo[],
  found: Catalog,
  differences: Differences,
): void {
  const schemas = new Set(wanted.map(({ schema }) => schema));
  const filled = new Set(
    [...found.tables.values()].map(({ schema }) => schema),
  );
  for (const schema of found.schemas) {
    if (schemas.has(schema) || filled.has(schema)) continue;
    differences.add({
      table: schema,
      kind: "extra schema",
      expected: null,
      found: "schema",
      message:
        `${schema}: the dump has this empty schema, which is not in the slice`,
    });
  }
}

function compareDefinitions(
  table: string,
  expected: Definition,
  found: Definition,
  differences: Differences,
): void {
  for (const part of new Set([...expected.keys(), ...found.keys()])) {
    const wanted = expected.get(part) ?? null;
    const got = found.get(part) ?? null;
    if (wanted === got) continue;
    // The foreign key itself is a part of its own.
    if (wanted === null && part.startsWith(RULE)) continue;
    differences.add({
      table,
      kind: "altered table",
      expected: wanted,
      found: got,
      message: `${table}: ${part} is defined as ${
        got ?? "nothing"
      } in the dump, as ${wanted ?? "nothing"} in the database`,
      ...(part.startsWith("column ") ? { column: part.slice(7) } : {}),
    });
  }
}
