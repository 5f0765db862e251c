/**
 * Sessions of which a test changes a method.
 *
 * @module
 */
import type { Session } from "../src/connection/session.ts";

/** A session that hands on what it is asked. */
export function forwarding(session: Session): Session {
  return {
    query: (sql) => session.query(sql),
    columns: (sql, kept) => session.columns(sql, kept),
    texts: (sql) => session.texts(sql),
    bytes: (sql) => session.bytes(sql),
    cells: (sql, onRow, onBegin) => session.cells(sql, onRow, onBegin),
    stream: (sql) => session.stream(sql),
    run: (sql) => session.run(sql),
    ...session.runAhead && { runAhead: (sql) => session.runAhead!(sql) },
    ...session.prepare && { prepare: (sql) => session.prepare!(sql) },
  };
}
