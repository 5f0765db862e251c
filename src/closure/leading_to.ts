/**
 * Which tables can lead to others: who wants to know the rows of some tables only need not read where the others' rows
 * lead.
 *
 * @module
 */
import type { Catalog, ForeignKey, TableInfo } from "../schema/table.ts";

/**
 * The tables from which foreign keys, or the parts of a master, lead to one of these tables; and these.
 *
 * @param partKeys The foreign keys by which parts belong to their masters.
 * @returns Their full names.
 */
export function tablesLeadingTo(
  catalog: Catalog,
  partKeys: readonly ForeignKey[],
  isWanted: (table: TableInfo) => boolean,
): ReadonlySet<string> {
  const belonging = Map.groupBy(partKeys, ({ child }) => child);
  const found = new Set<string>();
  for (const table of catalog.tables.values()) {
    if (isWanted(table)) found.add(table.fullName);
  }
  // What is added while it is walked is walked, too.
  for (const name of found) {
    for (const { child } of catalog.referredBy.get(name) ?? []) {
      found.add(child);
    }
    for (const { parent } of belonging.get(name) ?? []) found.add(parent);
  }
  return found;
}
