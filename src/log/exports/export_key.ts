/**
 * What an export of a server is called.
 *
 * @module
 */
import { isMissingTable } from "../../connection/server_error.ts";
import type { Session } from "../../connection/session.ts";
import { EXPORT_SELECTION } from "../../spyglass/usage_tables.ts";
import type { ExportKey } from "./ids.ts";

/** The paper and analysis of an export, `null` where the server knows none of that id. */
export async function exportKey(
  session: Session,
  exportId: number,
): Promise<ExportKey | null> {
  if (!Number.isInteger(exportId)) return null;
  const [row] = await orNothing(() =>
    session.texts(
      `SELECT paper_id, analysis_id FROM ${EXPORT_SELECTION} WHERE export_id = ${exportId}`,
    )
  );
  return row ? { paper_id: row[0]!, analysis_id: row[1]! } : null;
}

/** No log yet is an empty log. */
export async function orNothing<T>(work: () => Promise<T[]>): Promise<T[]> {
  try {
    return await work();
  } catch (error) {
    if (isMissingTable(error)) return [];
    throw error;
  }
}
