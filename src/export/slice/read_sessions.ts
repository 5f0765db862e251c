/**
 * The sessions that reads rest on, themselves or through others.
 *
 * @module
 */
import { closure } from "../../closure/closure.ts";
import type { Pool } from "../../connection/session.ts";
import { whereTexts } from "../../keys/where.ts";
import type { RowsRead } from "../../query/reading/observer.ts";
import type { Catalog } from "../../schema/table.ts";
import { NWBFILE } from "../../spyglass/nwb_tables.ts";

/**
 * Names of the sessions, as in `nwb_file_name`, that some rows rest on: all that the paper would ship with them.
 *
 * @throws {ExportError} What the rows rest on cannot be told.
 */
export async function sessionsOf(
  pool: Pool,
  catalog: Catalog,
  reads: readonly RowsRead[],
): Promise<string[]> {
  if (!catalog.tables.has(NWBFILE)) return [];
  const seeds = reads.flatMap(({ table, rows }) => {
    const texts = "text" in rows
      ? [rows.text]
      : whereTexts(table, rows.keys, { anyTimeZone: true });
    return texts.map((restriction) => ({ table: table.fullName, restriction }));
  });
  if (seeds.length === 0) return [];
  const slice = await pool.reserve((session) =>
    closure(session, catalog, seeds)
  );
  const sessions = slice.tables.get(NWBFILE);
  return sessions?.keys.map(([name]) => name!) ?? [];
}
