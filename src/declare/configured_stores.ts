/**
 * Stores that a definition names: as in DataJoint, a table is declared only where they are configured. Whoever else
 * would use it could neither write to it nor read it.
 *
 * @module
 */
import type { QueryContext } from "../query/context.ts";
import { nearestName } from "../names/nearest.ts";
import type { CompiledTable } from "./compiled_table.ts";
import { lineError } from "./definition_lines.ts";

/** @throws {DefinitionError} A store is not configured; the message names the line that wants it. */
export function checkStores(
  { stores, otherStores = [] }: Pick<QueryContext, "stores" | "otherStores">,
  tables: readonly CompiledTable[],
): void {
  const known = [...Object.keys(stores), ...otherStores];
  for (const { attributes } of tables) {
    for (const { store, line } of attributes) {
      if (store === null || known.includes(store)) continue;
      const near = nearestName(store, known);
      throw lineError(
        line,
        `the store ${store} is not configured`,
        `${
          near === null ? "one that is" : `${near}, or another one that is`
        }: set stores.${store}.location (and protocol "file") in dj_local_conf.json`,
      );
    }
  }
}
