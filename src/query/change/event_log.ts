/**
 * DataJoint's own diary of a schema, `~log`: what was declared, deleted and dropped there (`datajoint/table.py`, `Log`).
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { QueryError } from "../../errors.ts";
import type { Catalog } from "../../schema/table.ts";
import { fullName } from "../../sql/identifier.ts";
import { textLiteral } from "../../sql/literal.ts";

/** What stands where Python writes its version. */
const WRITER = "spyglass-ts";

/** The name of the diary. */
export const EVENT_LOG = "~log";

/**
 * Writes an event into a schema's diary, where it has one. As in DataJoint, a diary that cannot be written hinders
 * nothing.
 */
export async function noteEvent(
  catalog: Catalog,
  session: Session,
  schema: string,
  event: string,
): Promise<void> {
  const log = fullName(schema, EVENT_LOG);
  if (!catalog.tables.has(log)) return;
  await writeEvent(session, log, event);
}

/** Writes an event into a diary that is there. */
export async function writeEvent(
  session: Session,
  log: string,
  event: string,
): Promise<void> {
  try {
    await session.run(
      `INSERT INTO ${log} (version, user, host, event) VALUES (${
        textLiteral(WRITER)
      }, USER(), ${textLiteral(Deno.hostname().slice(0, 255))}, ${
        textLiteral(event.slice(0, 255))
      })`,
    );
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
  }
}
