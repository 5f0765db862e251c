/**
 * The first rows of any SELECT, in its own order, whatever its columns are called.
 *
 * @module
 */
import type { ResultSet, Session } from "../connection/session.ts";
import { ALL_ROWS } from "../connection/session_settings.ts";

/**
 * Runs a SELECT as far as its first rows.
 *
 * @param session One connection, held by the caller.
 */
export async function firstRows(
  session: Session,
  sql: string,
  count: number,
): Promise<ResultSet> {
  await session.run(`SET SESSION sql_select_limit = ${count}`);
  try {
    const result = await session.query(sql);
    // A LIMIT of its own comes before that setting.
    return { ...result, rows: result.rows.slice(0, count) };
  } finally {
    await session.run(`SET ${ALL_ROWS}`);
  }
}
