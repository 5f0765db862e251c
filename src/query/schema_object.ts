/**
 * The tables of a schema as an object: its own properties are the tables, so that TAB completes them, and a name that
 * it lacks says so.
 *
 * @module
 */
import { UnknownNameError } from "../errors.ts";
import { fullName } from "../sql/identifier.ts";
import { type QueryContext, unknownName } from "./context.ts";
import { makeTable, type Table } from "./table.ts";
import type { Catalog, TableInfo } from "../schema/table.ts";

/** Class name → table, parts under their masters. */
export type SchemaTables = Readonly<Record<string, Table>>;

/** Makes a table, with whatever methods belong to it. */
export type TableMaker = (
  info: TableInfo,
  parts: Readonly<Record<string, Table>>,
) => Table;

/**
 * The tables of one schema.
 *
 * @throws {UnknownNameError} There is no such schema, or the user may not see it.
 */
export function schemaObject(
  context: QueryContext,
  schema: string,
  make: TableMaker = (info, parts) => makeTable(context, info, parts),
): SchemaTables {
  const { catalog } = context;
  if (!catalog.schemas.includes(schema)) {
    throw unknownName(
      "Cannot open a schema",
      `there is no ${JSON.stringify(schema)}, or you may not see it`,
      schema,
      catalog.schemas,
    );
  }
  const infos = [...catalog.tables.values()].filter((info) =>
    info.schema === schema
  );
  const object: Record<string, Table> = Object.create(
    refusingNames((name) =>
      unknownName(
        `Cannot open ${schema}.${name}`,
        `${schema} has no table ${JSON.stringify(name)}`,
        name,
        Object.keys(object),
      )
    ),
  );
  for (const info of infos.filter((info) => info.master === null)) {
    // Two tables may have one class name (`#a` and `a`): the second keeps its raw name.
    const name = Object.hasOwn(object, info.className)
      ? info.name
      : info.className;
    Object.defineProperty(object, name, {
      value: make(info, partsOf(infos, info, make)),
      enumerable: info.tier !== "Hidden",
    });
  }
  return object;
}

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
  const words = name.split(".");
  return words.slice(1).map((_, i) => [
    words.slice(0, i + 1).join("."),
    words.slice(i + 1).join("."),
  ]);
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
  const ending = names.find((candidate) => candidate.endsWith(`.${name}`));
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

/**
 * The part tables of a master, under their class names.
 */
export function partsOf(
  infos: readonly TableInfo[],
  master: TableInfo,
  make: TableMaker,
): Record<string, Table> {
  const parts = new Map<string, Table>();
  for (const info of infos) {
    if (info.master !== master.fullName) continue;
    const name = parts.has(info.className) ? info.name : info.className;
    parts.set(name, make(info, partsOf(infos, info, make)));
  }
  return Object.fromEntries(parts);
}

/**
 * All schemas by name: `db.schemas.common_ephys.Electrode`.
 */
export function schemasObject(
  catalog: Catalog,
  open: (schema: string) => SchemaTables,
): Readonly<Record<string, SchemaTables>> {
  const object: Record<string, SchemaTables> = Object.create(
    refusingNames((name) =>
      unknownName(
        "Cannot open a schema",
        `there is no ${JSON.stringify(name)}, or you may not see it`,
        name,
        catalog.schemas,
      )
    ),
  );
  for (const name of catalog.schemas) {
    Object.defineProperty(object, name, {
      value: open(name),
      enumerable: true,
    });
  }
  return object;
}

/** A prototype that refuses names: `undefined` for a misspelt one would fail far from the slip. */
function refusingNames(error: (name: string) => Error): object {
  return new Proxy(Object.create(null), {
    get(_target, name) {
      // The language and the notebook ask for these of any object.
      if (typeof name === "symbol" || ALWAYS_ASKED.has(name)) return undefined;
      throw error(name);
    },
  });
}

const ALWAYS_ASKED = new Set([
  "then",
  "toJSON",
  "constructor",
  "toString",
  "valueOf",
  "hasOwnProperty",
]);
