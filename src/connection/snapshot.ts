/**
 * One state of the database, to read several times.
 *
 * @module
 */
import { behind, leave } from "./ahead.ts";
import type { Pool, Session } from "./session.ts";
import { ISOLATION } from "./transaction.ts";

/**
 * Runs `work` in a read-only transaction that sees one state of the database. Inside of a transaction that is open
 * already, that is the state that is seen.
 *
 * @param work Is told when the snapshot has begun: who hands the session on waits for that.
 * @throws Whatever `work` throws.
 */
export async function inSnapshot<T>(
  pool: Pool,
  work: (session: Session, begun: Promise<void>) => Promise<T>,
): Promise<T> {
  if (pool.transactions?.isOpen) {
    return await pool.reserve((session) => work(session, Promise.resolve()));
  }
  return await pool.reserve((session) =>
    inSnapshotOf(session, (begun) => work(session, begun))
  );
}

/**
 * {@linkcode inSnapshot} on a connection that somebody holds outside of any transaction, and that is closed where `work`
 * fails, as `Pool.reserve` does: to end the snapshot first would wait for rows on the wire.
 */
export async function inSnapshotOf<T>(
  session: Session,
  work: (begun: Promise<void>) => Promise<T>,
): Promise<T> {
  const result = await behind(session, [ISOLATION, BEGIN], work);
  // Nothing was changed: how it ends is of no concern to who has the rows.
  await leave(session, "COMMIT");
  return result;
}

const BEGIN = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
