/**
 * Tables that the slice's tables may refer to and of which it has no row, because all those references are NULL. The
 * dump has them, empty: then each of its foreign keys leads to a table, and a join along it gives no row instead of an
 * error.
 *
 * @module
 */
import type { Closure } from "../../closure/closure.ts";
import { components } from "../../closure/order.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";

/**
 * Finds these tables, and those that they refer to in turn, parents first. Tables that may not be seen are left out.
 *
 * @param catalog The database's tables.
 * @param closure The slice.
 */
export function emptyParents(catalog: Catalog, closure: Closure): TableInfo[] {
  const found = new Map<string, TableInfo>();
  const todo = [...closure.tables.values()].map(({ table }) => table);
  for (const table of todo) {
    for (const { parent } of table.foreignKeys) {
      const info = catalog.tables.get(parent);
      if (info === undefined || info.isView) continue;
      if (closure.tables.has(parent) || found.has(parent)) continue;
      found.set(parent, info);
      todo.push(info);
    }
  }
  const parents = (name: string) =>
    found.get(name)!.foreignKeys.map((key) => key.parent);
  return components(found.keys(), parents).flat()
    .map((name) => found.get(name)!);
}
