/**
 * What may be written: no more than DataJoint would write.
 *
 * @module
 */
import { SQL_MODE, WRITING_MODE } from "../../connection/initial_settings.ts";
import type { Session } from "../../connection/session.ts";

/** The first word of a statement that writes, which has the server refuse what is no date. */
export function strictly(verb: "INSERT" | "REPLACE" | "UPDATE"): string {
  const mode = `sql_mode = '${WRITING_MODE}'`;
  // MariaDB reads the first one, MySQL the second.
  return `/*M!100101 SET STATEMENT ${mode} FOR */ ${verb} /*+ SET_VAR(${mode}) */`;
}

/** Runs what MySQL takes no mode with: of a new table, the default `0000-00-00` is refused, as it is in Python. */
export async function heldToWriting(
  session: Session,
  sql: string,
): Promise<void> {
  await session.run(`SET SESSION sql_mode = '${WRITING_MODE}'`);
  try {
    await session.run(sql);
  } finally {
    // Where this fails the connection is lost, as the statement's own error says.
    await session.run(`SET SESSION sql_mode = '${SQL_MODE}'`).catch(() => {});
  }
}
