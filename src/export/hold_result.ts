/**
 * Changing a paper's result while others may do so, too.
 *
 * @module
 */
import { patiently } from "../connection/patience.ts";
import type { Pool, Session } from "../connection/session.ts";
import { inTransaction } from "../connection/transaction.ts";
import { EXPORT } from "../spyglass/usage_tables.ts";
import { oldExports } from "./result_tables.ts";

/**
 * Does `work` in a transaction that holds the paper's result from its first statement on: whoever else changes it begins
 * with the same rows, so that nobody waits for one who waits for him, and what `work` reads is what the last one left.
 * Where the server asks to begin again all the same, that is done.
 *
 * @param isFinal True when `work` has done what cannot be done twice.
 * @returns What `work` gave when it was done for good.
 */
export async function holdingResult<T>(
  pool: Pool,
  paperId: string,
  work: (session: Session) => Promise<T>,
  isFinal: () => boolean = () => false,
): Promise<T> {
  // A deadlock undoes the whole transaction that somebody else has begun.
  const isPiece = pool.transactions?.isOpen ?? false;
  return await patiently(async () => {
    const ids = await oldExports(pool, paperId);
    return await inTransaction(pool, async (session) => {
      if (ids.length > 0) {
        await session.texts(
          `SELECT export_id FROM ${EXPORT} WHERE export_id IN (${
            ids.join(", ")
          }) ORDER BY export_id FOR UPDATE`,
        );
      }
      return await work(session);
    });
  }, { unless: () => isPiece || isFinal() });
}
