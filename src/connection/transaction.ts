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
  const whole = pool.transactions?.isOpen ? pool.transactions : null;
  const { begin, commit, undo } = whole === null ? WHOLE : nextPiece();
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
      // What was not begun has nothing to undo.
      if (hasBegun) {
        // A whole one ends with its connection; half a piece must not be committed with the rest.
        await session.run(undo).catch(() => whole?.forbidCommit(error));
      }
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

/** A piece may call others: each has a name of its own, or the end of an inner one would end the outer one's. */
function nextPiece(): typeof WHOLE {
  const name = `spyglass_piece_${++pieces}`;
  return {
    begin: [`SAVEPOINT ${name}`],
    commit: `RELEASE SAVEPOINT ${name}`,
    undo: `ROLLBACK TO SAVEPOINT ${name}`,
  };
}

let pieces = 0;
