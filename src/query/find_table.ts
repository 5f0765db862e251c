/**
 * Which table a name means.
 *
 * @module
 */
import { UnknownNameError } from "../errors.ts";
import type { Catalog, TableInfo } from "../schema/table.ts";
import { fullName } from "../sql/identifier.ts";
import { unknownName } from "../names/unknown_name.ts";

/**
 * Finds a table by `schema.ClassName`, `schema.Master.Part`, or by its raw name, back-quoted or not.
 *
 * @throws {UnknownNameError} There is none; the nearest name is named.
 */
export function findTable(catalog: Catalog, name: string): TableInfo {
  const all = [...catalog.tables.values()];
  const readings = readingsOf(name);
  for (const [schema, table] of readings) {
    const exact = catalog.tables.get(fullName(schema, table));
    const found = exact ??
      all.find((info) =>
        info.schema === schema && pathOf(catalog, info) === table
      );
    if (found) return found;
  }
  throw noTable(catalog, name, readings);
}

/** What `a.b.c` may mean: table `b.c` of schema `a`, or table `c` of schema `a.b`. */
function readingsOf(name: string): [schema: string, table: string][] {
  const raw = /^(`(?:[^`]|``)+`|[^`]+)\.(`(?:[^`]|``)+`|[^`]+)$/.exec(name);
  if (raw && name.includes("`")) {
    return [[unquoted(raw[1]!), unquoted(raw[2]!)]];
  }
  const words = name.replaceAll("\0", "").split(".");
  const readings = words.slice(1).map((_, i): [string, string] => [
    words.slice(0, i + 1).join("."),
    words.slice(i + 1).join("."),
  ]);
  return readings.filter(([schema, table]) => schema !== "" && table !== "");
}

function unquoted(name: string): string {
  return name.startsWith("`") ? name.slice(1, -1).replaceAll("``", "`") : name;
}

function noTable(
  catalog: Catalog,
  name: string,
  readings: readonly [string, string][],
): UnknownNameError {
  const action = "Cannot find a table";
  const all = [...catalog.tables.values()];
  const reading = readings.find(([schema]) => catalog.schemas.includes(schema));
  if (reading) {
    const [schema, table] = reading;
    const names = all.filter((info) => info.schema === schema)
      .map((info) => pathOf(catalog, info));
    const found = `${schema} has no ${JSON.stringify(table)}`;
    return unknownName(action, found, table, names);
  }
  if (readings[0]) {
    const schema = readings[0][0];
    const found = `there is no schema ${
      JSON.stringify(schema)
    }, or you may not see it`;
    return unknownName(action, found, schema, catalog.schemas);
  }
  const names = all.map((info) => `${info.schema}.${pathOf(catalog, info)}`);
  // A table of its own sooner than a part.
  const [ending] = names.filter((each) => each.endsWith(`.${name}`))
    .toSorted((a, b) => a.split(".").length - b.split(".").length);
  const found = `received ${JSON.stringify(name)}, which names no schema`;
  return ending
    ? new UnknownNameError(
      `${action}: ${found}, wanted schema.Table; did you mean ${ending}?`,
      name,
      ending,
    )
    : unknownName(action, found, name, names);
}

/** `Master.Part`, or the class name alone. */
function pathOf(catalog: Catalog, info: TableInfo): string {
  if (info.master === null) return info.className;
  const master = catalog.tables.get(info.master);
  return master
    ? `${pathOf(catalog, master)}.${info.className}`
    : info.className;
}
