/**
 * Has the restored server exactly the slice's tables, and are they defined as in the database?
 *
 * @module
 */
import type { Closure } from "../closure/closure.ts";
import type { Session } from "../connection/session.ts";
import type { Catalog } from "../schema/table.ts";
import type { Differences } from "./difference.ts";
import { type Definition, readDefinitions } from "./table_definition.ts";

/**
 * Compares which tables there are, and their columns, keys and indexes.
 *
 * @param source The database.
 * @param restored The restored server.
 * @param wanted The slice.
 * @param found The restored server's tables.
 * @returns Full names of the tables that both have.
 */
export async function compareTables(
  source: Session,
  restored: Session,
  wanted: Closure,
  found: Catalog,
  differences: Differences,
): Promise<Set<string>> {
  compareNames(wanted, found, differences);
  const both = [...wanted.tables.values()].map(({ table }) => table)
    .filter((table) => found.tables.has(table.fullName));
  const [expected, got] = await Promise.all([
    readDefinitions(source, both),
    readDefinitions(restored, both),
  ]);
  for (const { fullName } of both) {
    compareDefinitions(
      fullName,
      expected.get(fullName) ?? new Map(),
      got.get(fullName) ?? new Map(),
      differences,
    );
  }
  return new Set(both.map((table) => table.fullName));
}

function compareNames(
  wanted: Closure,
  found: Catalog,
  differences: Differences,
): void {
  for (const [table, { count }] of wanted.tables) {
    if (found.tables.has(table)) continue;
    differences.add({
      table,
      kind: "missing table",
      expected: `${count} rows`,
      found: null,
      message: `${table}: the dump lacks this table and its ${count} rows`,
    });
  }
  for (const [table, { isView }] of found.tables) {
    if (wanted.tables.has(table)) continue;
    const what = isView ? "view" : "table";
    differences.add({
      table,
      kind: "extra table",
      expected: null,
      found: what,
      message: `${table}: the dump has this ${what}, which is not in the slice`,
    });
  }
  const schemas = new Set(
    [...wanted.tables.values()].map(({ table }) => table.schema),
  );
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
