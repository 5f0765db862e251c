/**
 * Which export carries a paper's result.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { exactly } from "../log/exports/ids.ts";
import { EXPORT } from "../spyglass/usage_tables.ts";

/** The export that carries the paper's result; `null` where there is none. */
export async function resultId(
  session: Session,
  paperId: string,
): Promise<number | null> {
  const [[id] = []] = await session.texts(
    `SELECT MAX(export_id) FROM ${EXPORT} WHERE ${
      exactly("paper_id", paperId)
    }`,
  );
  return id == null ? null : Number(id);
}
