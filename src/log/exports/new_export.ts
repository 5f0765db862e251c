/**
 * The row of a new export.
 *
 * @module
 */
import { patiently } from "../../connection/patience.ts";
import type { Pool } from "../../connection/session.ts";
import { inTransaction } from "../../connection/transaction.ts";
import { EXPORT_SELECTION } from "../../spyglass/usage_tables.ts";
import { textLiteral } from "../../sql/literal.ts";
import { removeNotes } from "../notes/read_notes.ts";
import { removeViewsRead } from "../views_read.ts";
import type { ExportKey } from "./ids.ts";

/** An export that was added. */
export interface NewExport {
  readonly id: number;
  /** Why what is noted of an earlier export with this id stays; `null` where there is nothing of the kind. */
  readonly leftOver: string | null;
}

/**
 * Adds an export. An id may come again, where the shared tables went back to an earlier state or a server starts
 * counting anew: what is noted of the earlier export with this id is none of the new one's.
 *
 * @throws {QueryError} The server refused it; 1062: there is such an export.
 */
export async function newExport(
  pool: Pool,
  { paper_id, analysis_id }: ExportKey,
  version: string,
): Promise<NewExport> {
  const values = [paper_id, analysis_id, version].map(textLiteral).join(", ");
  return await patiently(() =>
    inTransaction(pool, async (session) => {
      const { insertId } = await session.run(
        `INSERT INTO ${EXPORT_SELECTION} (paper_id, analysis_id, spyglass_version) VALUES (${values})`,
      );
      const views = await removeViewsRead(session, insertId);
      const notes = await removeNotes(session, insertId);
      return { id: insertId, leftOver: views ?? notes };
    })
  );
}
