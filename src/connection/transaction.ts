/**
 * One transaction.
 *
 * @module
 */
import { behind, leave } from "./ahead.ts";
import type { Pool, Session } from "./session.ts";

/**
 * Runs `work` in a transaction of its own connection: committed when it succeeds, rolled back when it fails. Inside of a
 * transaction that is open already it is a piece of that one: undone by itself when it fails, committed with the whole.
 *
 * @throws Whatever `work` throws.
 */
export function inTransaction<T>(
  pool: Pool,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return inside(pool, work, async (session, commit) => {
    await session.run(commit);
  });
}

/**
 * {@linkcode inTransaction} for work that reads: its end is not waited for. Unlike a snapshot it lets functions of the
 * lab's own write that the work calls.
 *
 * @throws Whatever `work` throws.
 */
export function inReadingTransaction<T>(
  pool: Pool,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return inside(pool, work, leave);
}

async function inside<T>(
  pool: Pool,
  work: (session: Session) => Promise<T>,
  end: (session: Session, commit: string) => Promise<void>,
): Promise<T> {
  const isPiece = pool.transactions?.isOpen ?? false;
  const { begin, commit, undo } = isPiece ? PIECE : WHOLE;
  return await pool.reserve(async (session) => {
    try {
      const result = await behind(session, begin, () => work(session));
      await end(session, commit);
      return result;
    } catch (error) {
      await session.run(undo).catch(() => {});
      throw error;
    }
  });
}

/** How transactions see what others do, for the next one of the session. */
export const ISOLATION = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";

/** Whatever the server's own setting: several SELECTs of one transaction see one state. */
const WHOLE = {
  begin: [ISOLATION, "START TRANSACTION"],
  commit: "COMMIT",
  undo: "ROLLBACK",
};

/** Pieces are done one after the other, so one name is enough. */
const PIECE = {
  begin: ["SAVEPOINT spyglass_piece"],
  commit: "RELEASE SAVEPOINT spyglass_piece",
  undo: "ROLLBACK TO SAVEPOINT spyglass_piece",
};
