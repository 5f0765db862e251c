/**
 * Tables whose rows another server keeps, and which cannot be opened because that one does not answer. MariaDB then
 * tells no keys of any table.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { QueryError } from "../errors.ts";
import { textLiteral } from "../sql/literal.ts";
import { ENGINES_WITH_ROWS } from "./engines.ts";

/**
 * Finds them, after the server refused to tell the keys of all tables.
 *
 * @param session The server.
 * @param refusal What it said.
 * @returns Conditions for tables of `information_schema`, each of which leaves one of them out.
 * @throws What it said, where no table is the cause.
 *
 * @example
 * ```ts ignore (needs such a table)
 * await unreachableTables(session, error);
 * // ["NOT (table_schema = BINARY 'lab' AND table_name = BINARY 'mouse')"]
 * ```
 */
export async function unreachableTables(
  session: Session,
  refusal: unknown,
): Promise<string[]> {
  if (!(refusal instanceof QueryError)) throw refusal;
  const found: string[] = [];
  for (const [schema, name] of await session.texts(ELSEWHERE)) {
    const [inSchema, ofName] = [textLiteral(schema!), textLiteral(name!)];
    // With these two, only the one table is opened.
    const opened = session.texts(
      `SELECT 1 FROM information_schema.key_column_usage
      WHERE table_schema = ${inSchema} AND table_name = ${ofName} LIMIT 1`,
    );
    if (await opened.then(() => true, isRefused)) continue;
    found.push(
      `NOT (table_schema = BINARY ${inSchema} AND table_name = BINARY ${ofName})`,
    );
  }
  if (found.length === 0) throw refusal;
  return found;
}

const ELSEWHERE = `SELECT table_schema, table_name
  FROM information_schema.tables
  WHERE table_type = 'BASE TABLE' AND LOWER(engine) NOT IN (${
  ENGINES_WITH_ROWS.map(textLiteral).join(", ")
})`;

function isRefused(error: unknown): false {
  if (error instanceof QueryError) return false;
  throw error;
}
