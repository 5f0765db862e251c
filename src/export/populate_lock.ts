/**
 * One populates, prepares or publishes a paper at a time, whatever machine they are on.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import { textLiteral } from "../sql/literal.ts";

/**
 * Lets one process at a time work on a paper's export: the folder beside its bundle is theirs to sweep.
 *
 * @throws {ExportError} Somebody else takes longer than we wait.
 */
export async function alone<T>(
  pool: Pool,
  paperId: string,
  work: () => Promise<T>,
): Promise<T> {
  const name = textLiteral(lockName(paperId));
  return await pool.reserve(async (session) => {
    const [[got] = []] = await session.texts(
      `SELECT GET_LOCK(${name}, ${LOCK_SECONDS})`,
    );
    if (got !== "1") {
      throw new ExportError(
        `Cannot work on paper ${paperId}: somebody else is populating, preparing or publishing it, wanted to be alone; run it again when that has ended`,
      );
    }
    try {
      return await work();
    } finally {
      await session.query(`SELECT RELEASE_LOCK(${name})`).catch(() => {});
    }
  });
}

/** True while somebody works on a paper's export. */
export async function isInWork(pool: Pool, paperId: string): Promise<boolean> {
  const [[holder] = []] = await pool.texts(
    `SELECT IS_USED_LOCK(${textLiteral(lockName(paperId))})`,
  );
  return holder != null;
}

/** The name of a paper's lock; long ids may share one. */
export function lockName(paperId: string): string {
  // Names of locks are short, and do not mind upper and lower case.
  const id = new TextEncoder().encode(paperId).toHex();
  return `spyglass_deno ${id.slice(0, 44)}`;
}

const LOCK_SECONDS = 60;
