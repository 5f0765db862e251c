/**
 * Tables that this user may not see: the server does not tell of them at all. A table that a row refers to is missed by
 * name, but nothing leads from a master to its parts, so that those of a part which may not be seen would be left out
 * without a word.
 *
 * @module
 */
import type { Closure } from "../../closure/closure.ts";
import { requireTableRights } from "../../closure/column_rights.ts";
import type { Session } from "../../connection/session.ts";
import { QueryError } from "../../errors.ts";
import { masterNames } from "../../schema/definition.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { fullName, quoteName } from "../../sql/identifier.ts";

/**
 * Whether this user may read all tables of all schemas that have any, as most may: then nothing is hidden. It can be
 * asked while a slice is computed.
 */
export async function seesAllTables(
  session: Session,
  { tables }: Catalog,
): Promise<boolean> {
  const schemas = [
    ...new Set([...tables.values()].map(({ schema }) => schema)),
  ];
  return schemas.length === 0 || await maySeeAll(session, schemas);
}

/**
 * The schemas with masters of a slice in which this user may read single tables only: parts of them may be hidden. In
 * any other all tables are seen.
 *
 * @throws {ExportError} Of a table of the slice, or of one that is a part of it by its name, this user may read single
 * columns only.
 */
export async function partlySeen(
  session: Session,
  catalog: Catalog,
  closure: Closure,
): Promise<string[]> {
  const tables = [...closure.tables.values()].map(({ table }) => table);
  const schemas = await schemasOfSingleTables(session, tables);
  if (schemas.size === 0) return [];
  const masters = tables.filter(({ tier }) => tier !== "Hidden");
  await requireTableRights(
    session,
    [...tables, ...partsByName(catalog, masters)]
      .filter(({ schema }) => schemas.has(schema)),
  );
  return [...new Set(masters.map(({ schema }) => schema))]
    .filter((schema) => schemas.has(schema));
}

/** The schemas of these tables that this user may not read as a whole. */
async function schemasOfSingleTables(
  session: Session,
  tables: readonly TableInfo[],
): Promise<ReadonlySet<string>> {
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  if (schemas.length === 0 || await maySeeAll(session, schemas)) {
    return new Set();
  }
  const seen = await Promise.all(
    schemas.map((schema) => maySeeAll(session, [schema])),
  );
  return new Set(schemas.filter((_, at) => !seen[at]));
}

/** Tables that are called like parts of these masters, and that nothing else tells of: their foreign keys are hidden. */
function partsByName(
  catalog: Catalog,
  masters: readonly TableInfo[],
): TableInfo[] {
  const names = new Set(masters.map(({ fullName }) => fullName));
  return [...catalog.tables.values()].filter((table) =>
    table.master === null && !table.isView &&
    masterNames(table.name)
      .some((name) => names.has(fullName(table.schema, name)))
  );
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
