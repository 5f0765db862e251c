/**
 * One transaction.
 *
 * @module
 */
import type { Pool, Session } from "./session.ts";

/**
 * Runs `work` in a transaction of its own connection: committed when it succeeds, rolled back when it fails.
 *
 * @throws Whatever `work` throws.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return await pool.reserve(async (session) => {
    await session.run("START TRANSACTION");
    try {
      const result = await work(session);
      await session.run("COMMIT");
      return result;
    } catch (error) {
      await session.run("ROLLBACK").catch(() => {});
      throw error;
    }
  });
}
