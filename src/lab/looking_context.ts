/**
 * Commands on exports for looking on the side.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import type { ExportCommandContext } from "../export/commands/export_commands.ts";
import { EXPORT_SELECTION } from "../spyglass/usage_tables.ts";
import type { LabConnection } from "./connection.ts";

/**
 * Gives commands that say nothing; the server's tables are read anew only where the log names one that is not known.
 *
 * @param tables Full names that the log has.
 */
export function lookingContext(
  connection: LabConnection,
  pool: Pool,
  tables: Iterable<string>,
): ExportCommandContext {
  const context = connection.commands(pool, () => {});
  const { query, freshCatalog } = context;
  const isKnown = [EXPORT_SELECTION, ...tables]
    .every((table) => query.catalog.tables.has(table));
  return {
    ...context,
    freshCatalog: isKnown ? () => Promise.resolve(query.catalog) : freshCatalog,
  };
}
