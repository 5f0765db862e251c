/**
 * The tables of a schema as an object: its own properties are the tables, so that TAB completes them, and a name that
 * it lacks says so.
 *
 * @module
 */
import { refusingNames } from "./refusing_names.ts";
import { unknownName } from "../names/unknown_name.ts";
import type { QueryContext } from "./context.ts";
import { makeTable, type UntypedTable } from "./table.ts";
import type { Catalog, TableInfo } from "../schema/table.ts";

/** Class name → table, parts under their masters. See {@linkcode Database.schema}. */
export type SchemaTables = Readonly<Record<string, UntypedTable>>;

/** Makes a table, with whatever methods belong to it. */
export type TableMaker = (
  info: TableInfo,
  parts: Readonly<Record<string, UntypedTable>>,
) => UntypedTable;

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
  const object: Record<string, UntypedTable> = Object.create(
    refusingNames((name) =>
      unknownName(
        `Cannot open ${schema}.${name}`,
        `${schema} has no table ${JSON.stringify(name)}`,
        name,
        Object.keys(object),
      )
    ),
  );
  const masters = infos.filter((info) => info.master === null);
  for (const [name, info] of byName(masters)) {
    Object.defineProperty(object, name, {
      value: make(info, partsOf(infos, info, make)),
      enumerable: info.tier !== "Hidden",
    });
  }
  return object;
}

/**
 * The part tables of a master, under their class names.
 */
export function partsOf(
  infos: readonly TableInfo[],
  master: TableInfo,
  make: TableMaker,
): Record<string, UntypedTable> {
  const own = infos.filter((info) => info.master === master.fullName);
  return Object.fromEntries(
    [...byName(own)].map((
      [name, info],
    ) => [name, make(info, partsOf(infos, info, make))]),
  );
}

/**
 * Several tables may have one class name (`#a` and `a`, `my_table` and `MyTable`). It goes to the table whose own name
 * it is, else to the first; the others keep their own names, which no two tables share.
 */
function byName(infos: readonly TableInfo[]): Map<string, TableInfo> {
  const own = new Set(infos.map((info) => info.name));
  const names = new Map<string, TableInfo>();
  for (const info of infos) {
    const { className, name } = info;
    const isTaken = names.has(className) ||
      (own.has(className) && className !== name);
    names.set(isTaken ? name : className, info);
  }
  return names;
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
