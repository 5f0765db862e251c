/**
 * One state of the database, to read several times.
 *
 * @module
 */
import type { Pool, Session } from "./session.ts";

/**
 * Runs `work` in a read-only transaction that sees one state of the database. Inside of a transaction that is open
 * already, that is the state that is seen.
 *
 * @throws Whatever `work` throws.
 */
export async function inSnapshot<T>(
  pool: Pool,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  if (pool.transactions?.isOpen) return await pool.reserve(work);
  return await pool.reserve(async (session) => {
    await session.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    await session.run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    // Where it fails, the connection is closed, and with it the snapshot: to end it first would wait for rows on the wire.
    const result = await work(session);
    await session.run("COMMIT");
    return result;
  });
}
