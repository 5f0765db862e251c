/**
 * What a closure asks the server for.
 *
 * @module
 */
import type { Session } from "../../src/connection/session.ts";

/** A session that also writes down each SELECT on a table's rows. */
export function listening(session: Session, statements: string[]): Session {
  return {
    query: (sql) => session.query(sql),
    columns: (sql) => session.columns(sql),
    bytes: (sql) => session.bytes(sql),
    stream: (sql) => session.stream(sql),
    run: (sql) => session.run(sql),
    texts: (sql) => session.texts(sql),
    cells: (sql, onRow) => {
      statements.push(sql);
      return session.cells(sql, onRow);
    },
  };
}
