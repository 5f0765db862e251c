/**
 * Work on a held connection for which something has to be done first, and sent without waiting for it: over a network
 * each statement that is waited for costs a round trip.
 *
 * @module
 */
import type { Session } from "./session.ts";
import { within } from "./within.ts";

/**
 * Runs statements that give no rows, and `work` behind them: what it reads first is sent before they are done, where the
 * session can do that.
 *
 * @param work Is told when they are done, where it has to wait for that.
 * @returns What `work` gives, when they are done.
 * @throws What a statement throws, rather than what `work` throws because of that.
 */
export async function behind<T>(
  session: Session,
  statements: readonly string[],
  work: (done: Promise<void>) => Promise<T>,
): Promise<T> {
  const done = runAll(session, statements);
  if (session.runAhead === undefined) await done;
  // Told below.
  done.catch(() => {});
  try {
    const result = await work(done);
    await done;
    return result;
  } catch (error) {
    // What has failed is told by now; else its answer may be long in coming, and the connection is closed anyway.
    await within(done, 0);
    throw error;
  }
}

/**
 * Runs a statement at the end of some work, and does not wait for it. Where it fails, the connection is closed, and who
 * uses it next finds it lost.
 */
export function leave(session: Session, statement: string): Promise<void> {
  if (session.runAhead === undefined) return run(session, statement);
  session.runAhead(statement).catch(() => {});
  return Promise.resolve();
}

/** Runs statements that give no rows, one right behind the other. */
export async function runAll(
  session: Session,
  statements: readonly string[],
): Promise<void> {
  if (session.runAhead === undefined) {
    for (const statement of statements) await run(session, statement);
  } else {
    await Promise.all(statements.map((each) => session.runAhead!(each)));
  }
}

async function run(session: Session, statement: string): Promise<void> {
  await session.run(statement);
}
