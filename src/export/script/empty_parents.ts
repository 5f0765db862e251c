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
 * @param besides Tables that the dump has, too, whether it has rows of them or not.
 */
export function emptyParents(
  catalog: Catalog,
  closure: Closure,
  besides: readonly TableInfo[] = [],
): TableInfo[] {
  const found = new Map<string, TableInfo>();
  const todo = [...closure.tables.values()].map(({ table }) => table);
  const add = (table: TableInfo | undefined) => {
    if (table === undefined || table.isView) return;
    const { fullName } = table;
    if (closure.tables.has(fullName) || found.has(fullName)) return;
    found.set(fullName, table);
    todo.push(table);
  };
  besides.forEach(add);
  for (const table of todo) {
    for (const { parent } of table.foreignKeys) add(catalog.tables.get(parent));
  }
  const parents = (name: string) =>
    found.get(name)!.foreignKeys.map((key) => key.parent);
  return components(found.keys(), parents).flat()
    .map((name) => found.get(name)!);
}
