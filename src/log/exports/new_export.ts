/**
 * The row of a new export.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import { inTransaction } from "../../connection/transaction.ts";
import { EXPORT_SELECTION } from "../../spyglass/usage_tables.ts";
import { textLiteral } from "../../sql/literal.ts";
import { removeNotes } from "../notes/read_notes.ts";
import { removeViewsRead } from "../views_read.ts";
import type { ExportKey } from "./ids.ts";

/**
 * Adds an export. An id may come again, where the shared tables went back to an earlier state or a server starts
 * counting anew: what is noted of the earlier export with this id is none of the new one's.
 *
 * @returns Its id.
 * @throws {QueryError} The server refused it; 1062: there is such an export.
 */
export async function newExport(
  pool: Pool,
  { paper_id, analysis_id }: ExportKey,
  version: string,
): Promise<number> {
  const values = [paper_id, analysis_id, version].map(textLiteral).join(", ");
  return await inTransaction(pool, async (session) => {
    const { insertId } = await session.run(
      `INSERT INTO ${EXPORT_SELECTION} (paper_id, analysis_id, spyglass_version) VALUES (${values})`,
    );
    await removeViewsRead(session, insertId);
    await removeNotes(session, insertId);
    return insertId;
  });
}
