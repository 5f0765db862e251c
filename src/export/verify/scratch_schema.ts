/**
 * Asking a throw-away server how it writes what is made there.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { QueryError } from "../../errors.ts";
import type { TableInfo } from "../../schema/table.ts";
import { fullName } from "../../sql/identifier.ts";

/** The schema that is there while something is asked. */
export const SCRATCH_SCHEMA = "spyglass_restated";

/**
 * Does `work` while the server has {@linkcode SCRATCH_SCHEMA}, which is empty before and gone after it.
 *
 * @returns What `work` gives; `null` where the server refuses a statement of it.
 */
export async function inScratchSchema<T>(
  session: Session,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    await session.run(`CREATE DATABASE ${SCRATCH_SCHEMA}`);
    return await work();
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return null;
  } finally {
    await session.run(`DROP DATABASE IF EXISTS ${SCRATCH_SCHEMA}`);
  }
}

/**
 * Does `work` while {@linkcode SCRATCH_SCHEMA} has an empty copy of a table of this server.
 *
 * @returns As {@linkcode inScratchSchema}.
 */
export async function inScratchCopy<T>(
  session: Session,
  table: TableInfo,
  work: (copy: TableInfo) => Promise<T>,
): Promise<T | null> {
  const copy = {
    ...table,
    schema: SCRATCH_SCHEMA,
    fullName: fullName(SCRATCH_SCHEMA, table.name),
  };
  return await inScratchSchema(session, async () => {
    await session.run(`CREATE TABLE ${copy.fullName} LIKE ${table.fullName}`);
    return await work(copy);
  });
}
