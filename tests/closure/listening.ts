/**
 * What a closure asks the server for.
 *
 * @module
 */
import type { Session } from "../../src/connection/session.ts";
import { forwarding } from "../forwarding_session.ts";

/** A session that also writes down each SELECT on a table's rows. */
export function listening(session: Session, statements: string[]): Session {
  return {
    ...forwarding(session),
    cells: (sql, onRow) => {
      statements.push(sql);
      return session.cells(sql, onRow);
    },
  };
}
