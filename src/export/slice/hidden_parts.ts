/**
 * Tables that this user may not see: the server does not tell of them at all. A table that a row refers to is missed by
 * name, but nothing leads from a master to its parts, so that those of a part which may not be seen would be left out
 * without a word.
 *
 * @module
 */
import type { Closure } from "../../closure/closure.ts";
import type { Session } from "../../connection/session.ts";
import { QueryError } from "../../errors.ts";
import { fullName, quoteName } from "../../sql/identifier.ts";

/**
 * The schemas with masters of a slice in which this user may read single tables only: parts of them may be hidden. In
 * any other all tables are seen.
 */
export async function partlySeen(
  session: Session,
  closure: Closure,
): Promise<string[]> {
  const masters = [...closure.tables.values()]
    .filter(({ table }) => table.tier !== "Hidden");
  const schemas = [...new Set(masters.map(({ table }) => table.schema))];
  if (schemas.length === 0 || await maySeeAll(session, schemas)) return [];
  const seen = await Promise.all(
    schemas.map((schema) => maySeeAll(session, [schema])),
  );
  return schemas.filter((_, at) => !seen[at]);
}

/** Says what may be missing, and the right that would show it; `null` where all is seen. */
export function partlySeenText(schemas: readonly string[]): string | null {
  if (schemas.length === 0) return null;
  const grants = schemas.map((schema) =>
    `GRANT SELECT ON ${quoteName(schema)}.*`
  );
  return `In ${
    schemas.join(", ")
  } this user may read single tables only: part tables that were not granted are not seen, and their rows would be missing; ask for ${
    grants.join(", ")
  }, or make sure that all parts were granted`;
}

/** No table has this name: DataJoint's begin with a letter, `_`, `#`, `~`, and end without a sign. */
const NO_TABLE = "~is there any table?";

/** The server's number for a table that is not there; for one that may not be read it has others. */
const NO_SUCH_TABLE = 1146;

/** Rights are looked at before tables are: who may read any table of a schema is told that this one is missing. */
async function maySeeAll(
  session: Session,
  schemas: readonly string[],
): Promise<boolean> {
  const sql = schemas.map((schema) =>
    `SELECT 1 FROM ${fullName(schema, NO_TABLE)}`
  );
  try {
    await session.texts(sql.join(" UNION ALL "));
    return true;
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return error.errno === NO_SUCH_TABLE;
  }
}
