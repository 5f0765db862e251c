/**
 * The tables of a schema as an object: its own properties are the tables, so that TAB completes them, and a name that
 * it lacks says so.
 *
 * @module
 */
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
    lackingNames(schema, () => Object.keys(object)),
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
  const raw = /^`((?:[^`]|``)+)`\.`((?:[^`]|``)+)`$/.exec(name);
  if (raw) {
    const found = catalog.tables.get(name);
    if (found) return found;
  }
  const dot = name.indexOf(".");
  const schema = raw ? raw[1]!.replaceAll("``", "`") : name.slice(0, dot);
  const table = raw ? raw[2]!.replaceAll("``", "`") : name.slice(dot + 1);
  const action = "Cannot find a table";
  if (!raw && dot < 1) {
    throw unknownName(
      action,
      `received ${JSON.stringify(name)}`,
      name,
      [...catalog.tables.values()].map((info) =>
        `${info.schema}.${info.className}`
      ),
    );
  }
  if (!catalog.schemas.includes(schema)) {
    throw unknownName(
      action,
      `there is no schema ${JSON.stringify(schema)}, or you may not see it`,
      schema,
      catalog.schemas,
    );
  }
  const exact = catalog.tables.get(fullName(schema, table));
  if (exact) return exact;
  const inSchema = [...catalog.tables.values()].filter((info) =>
    info.schema === schema
  );
  const named = inSchema.find((info) => pathOf(catalog, info) === table);
  if (named) return named;
  throw unknownName(
    action,
    `${schema} has no ${JSON.stringify(table)}`,
    table,
    inSchema.map((info) => pathOf(catalog, info)),
  );
}

/** `Master.Part`, or the class name alone. */
function pathOf(catalog: Catalog, info: TableInfo): string {
  if (info.master === null) return info.className;
  const master = catalog.tables.get(info.master);
  return master
    ? `${pathOf(catalog, master)}.${info.className}`
    : info.className;
}

function partsOf(
  infos: readonly TableInfo[],
  master: TableInfo,
  make: TableMaker,
): Record<string, Table> {
  return Object.fromEntries(
    infos.filter((info) => info.master === master.fullName)
      .map((info) => [info.className, make(info, partsOf(infos, info, make))]),
  );
}

/** A prototype that refuses names: `undefined` for a misspelt table would fail far from the slip. */
function lackingNames(schema: string, names: () => string[]): object {
  return new Proxy(Object.create(null), {
    get(_target, name) {
      // The language and the notebook ask for these of any object.
      if (typeof name === "symbol" || ALWAYS_ASKED.has(name)) return undefined;
      throw unknownName(
        `Cannot open ${schema}.${name}`,
        `${schema} has no table ${JSON.stringify(name)}`,
        name,
        names(),
      );
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
