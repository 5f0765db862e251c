/**
 * Which export carries a paper's result.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { EXPORT } from "../spyglass/usage_tables.ts";
import { textLiteral } from "../sql/literal.ts";

/** The export that carries the paper's result; `null` where there is none. */
export async function resultId(
  session: Session,
  paperId: string,
): Promise<number | null> {
  const [[id] = []] = await session.texts(
    `SELECT MAX(export_id) FROM ${EXPORT} WHERE paper_id = ${
      textLiteral(paperId)
    }`,
  );
  return id == null ? null : Number(id);
}
