/**
 * How a class says that its table is populated: `make`, and `keySource` where it has one.
 *
 * @module
 */
import { SpyglassError } from "../errors.ts";
import { tableLabel } from "../schema/table_label.ts";
import type { QueryContext } from "../query/context.ts";
import { Query } from "../query/query.ts";
import type { Restriction } from "../query/condition/restriction.ts";
import type { Row } from "../query/reading/result.ts";
import { QUERY_STATE } from "../query/condition/semijoin.ts";
import { isTable, type Table } from "../query/table.ts";
import type { TableInfo } from "../schema/table.ts";
import { type KeySource, parentsJoined } from "./key_source.ts";
import type { Populating } from "./populate.ts";
import type { TableClass } from "./user_tables.ts";

/** How the table of a class is populated. */
export function populatingOfClass(
  context: QueryContext,
  info: TableInfo,
  tableClass: TableClass,
  table: Table,
): Populating {
  return {
    context,
    info,
    table,
    make: (key) => makeOf(tableClass, info, table).call(table, key, table),
    keySource: (restrictions) => {
      const own = member(tableClass, table, "keySource");
      if (own === undefined) return parentsJoined(context, info, restrictions);
      const source = typeof own.value === "function" && !isTable(own.value)
        ? own.value.call(table)
        : own.isOfTable
        ? (table as unknown as { keySource: unknown }).keySource
        : own.value;
      return sourceOf(info, table, source, restrictions);
    },
  };
}

/** `make(key)`, a method or a static one. */
function makeOf(
  tableClass: TableClass,
  info: TableInfo,
  table: Table,
): (this: Table, key: Row, table: Table) => unknown {
  const make = member(tableClass, table, "make")?.value;
  if (typeof make === "function") return make as ReturnType<typeof makeOf>;
  throw new SpyglassError(
    `Cannot populate ${
      tableLabel(info)
    }: its class has no make, wanted async make(key) { … await this.insert1({ ...key, … }) }`,
  );
}

/** A member of the class's instances, or a static one. */
function member(
  tableClass: TableClass,
  table: Table,
  name: string,
): { readonly value: unknown; readonly isOfTable: boolean } | undefined {
  if (Object.hasOwn(table, name)) {
    return { value: Reflect.get(table, name), isOfTable: true };
  }
  const { prototype } = tableClass as unknown as { prototype: object };
  for (
    let from: object = prototype;
    Object.hasOwn(from, "constructor") && from !== Object.prototype;
    from = Object.getPrototypeOf(from)
  ) {
    const found = Object.getOwnPropertyDescriptor(from, name);
    if (found) return { value: found.value, isOfTable: true };
  }
  return name in tableClass
    ? { value: Reflect.get(tableClass, name), isOfTable: false }
    : undefined;
}

/** A class's own source: any query whose key the table has. */
function sourceOf(
  info: TableInfo,
  table: Table,
  source: unknown,
  restrictions: readonly Restriction[],
): KeySource {
  const query = isTable(source) ? source() : source;
  if (!(query instanceof Query)) {
    throw new TypeError(
      `Cannot populate ${
        tableLabel(info)
      }: its keySource is no query, wanted a table or a query`,
    );
  }
  const names = query[QUERY_STATE]().expression.heading.primaryKey;
  const missing = names.find((name) =>
    !info.columns.some((column) => column.name === name)
  );
  if (missing !== undefined) {
    throw new SpyglassError(
      `Cannot populate ${
        tableLabel(info)
      }: it lacks ${missing} of the key of its keySource, wanted all of ${
        names.join(", ")
      }`,
    );
  }
  const todo = query.and(...restrictions).proj();
  const left = todo.except(table());
  return {
    names,
    count: async () => ({
      total: await todo.count(),
      remaining: await left.count(),
    }),
    remaining: (limit) => (limit === null ? left : left.limit(limit)).keys(),
    // Reading the keys has logged them.
    sources: () => [],
  };
}
