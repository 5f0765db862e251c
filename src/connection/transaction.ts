/**
 * One transaction.
 *
 * @module
 */
import { behind } from "./ahead.ts";
import type { Pool, Session } from "./session.ts";

/**
 * Runs `work` in a transaction of its own connection: committed when it succeeds, rolled back when it fails. Inside of a
 * transaction that is open already it is a piece of that one: undone by itself when it fails, committed with the whole.
 *
 * @throws Whatever `work` throws.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const isPiece = pool.transactions?.isOpen ?? false;
  const { begin, commit, undo } = isPiece ? PIECE : WHOLE;
  return await pool.reserve(async (session) => {
    let hasBegun = false;
    try {
      const result = await behind(session, begin, () => {
        hasBegun = true;
        return work(session);
      });
      await session.run(commit);
      return result;
    } catch (error) {
      // Where a piece was not begun, an earlier one that failed would be undone once more, with all that came since.
      if (hasBegun) await session.run(undo).catch(() => {});
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
