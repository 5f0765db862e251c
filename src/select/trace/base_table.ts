/**
 * Which table a name in FROM means.
 *
 * @module
 */
import { unknownName } from "../../names/unknown_name.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { fullName } from "../../sql/identifier.ts";
import { untraceable } from "../tree/untraceable.ts";

/**
 * Looks a table up.
 *
 * @returns `null` for one of the server's own schemas: those hold no rows of the lab.
 * @throws {UnknownNameError} There is none.
 */
export function tableOf(
  catalog: Catalog,
  path: readonly string[],
): TableInfo | null {
  if (path.length !== 2) {
    throw untraceable(
      `the table ${path.join(".")}, of which the schema is not said`,
      "write schema.table, or ${Table}",
    );
  }
  const [schema, name] = path as [string, string];
  if (OF_THE_SERVER.has(schema.toLowerCase())) return null;
  const table = catalog.tables.get(fullName(schema, name));
  if (table !== undefined) return table;
  throw unknownName(
    "Cannot read by db.sql",
    `there is no table ${path.join(".")}, or you may not see it`,
    path.join("."),
    [...catalog.tables.values()].map((each) => `${each.schema}.${each.name}`),
  );
}

const OF_THE_SERVER = new Set([
  "information_schema",
  "mysql",
  "performance_schema",
  "sys",
]);
