/**
 * By which definition a view was read: one that is changed later makes other rows of the same tables, and goes with the
 * export as it is then. A view that was read by several has none that a later one could agree with.
 *
 * @module
 */
import { isDenied, isMissingTable } from "../connection/server_error.ts";
import type { Session } from "../connection/session.ts";
import { QueryError } from "../errors.ts";
import { textLiteral } from "../sql/literal.ts";
import { OWN_SCHEMA } from "./entries/noted.ts";

/**
 * Notes the definitions that views have now. Of one that this user may not see there is none, nor where notes cannot be
 * written: then nobody can tell later whether it was changed.
 *
 * @param views Their full names.
 */
export async function noteDefinitions(
  session: Session,
  exportId: number,
  views: readonly string[],
): Promise<void> {
  const sql = `INSERT INTO ${TABLE} (export_id, view_name, definition)
    SELECT ${exportId}, ${FULL_NAME}, SHA2(VIEW_DEFINITION, 256)
    FROM information_schema.VIEWS WHERE VIEW_DEFINITION <> '' AND ${
    among(views)
  }
    ON DUPLICATE KEY UPDATE definition = IF(definition = VALUES(definition), definition, '')`;
  try {
    await session.run(sql).catch(async (error) => {
      if (!isMissingTable(error)) throw error;
      await session.run(CREATE);
      await session.run(sql);
    });
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
  }
}

/**
 * Full names of the views whose definitions are not those that they were read by: another one, or none any more that
 * this user may see.
 *
 * @param exportIds One or more.
 */
export async function redefinedViews(
  session: Session,
  exportIds: readonly number[],
): Promise<readonly string[]> {
  try {
    const noted = await session.texts(
      `SELECT DISTINCT view_name, definition FROM ${TABLE} WHERE export_id IN (${exportIds}) ORDER BY view_name`,
    );
    if (noted.length === 0) return [];
    const names = noted.map(([name]) => name!);
    const now = new Map(
      await session.texts(
        `SELECT ${FULL_NAME}, SHA2(VIEW_DEFINITION, 256) FROM information_schema.VIEWS WHERE ${
          among(names)
        }`,
      ) as [string, string][],
    );
    const others = noted.filter(([name, then]) => now.get(name!) !== then);
    return [...new Set(others.map(([name]) => name!))];
  } catch (error) {
    if (isMissingTable(error) || isDenied(error)) return [];
    throw error;
  }
}

/** Forgets the definitions of an export's views, in the caller's transaction. */
export async function removeDefinitions(
  session: Session,
  exportId: number,
): Promise<void> {
  try {
    await session.run(`DELETE FROM ${TABLE} WHERE export_id = ${exportId}`);
  } catch (error) {
    if (!isMissingTable(error) && !isDenied(error)) throw error;
  }
}

const TABLE = `\`${OWN_SCHEMA}\`.\`read_view_definition\``;

/** SHA-256 in hexadecimal digits; empty where there were several. */
const CREATE = `CREATE TABLE IF NOT EXISTS ${TABLE} (
  \`export_id\` int NOT NULL,
  \`view_name\` varchar(261) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  \`definition\` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (\`export_id\`, \`view_name\`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`;

/** As `fullName()` writes it. */
const FULL_NAME =
  "CONCAT('`', REPLACE(TABLE_SCHEMA, '`', '``'), '`.`', REPLACE(TABLE_NAME, '`', '``'), '`')";

function among(views: readonly string[]): string {
  const names = views.map((name) =>
    `CONVERT(${textLiteral(name)} USING utf8mb4) COLLATE utf8mb4_bin`
  );
  return `CONVERT(${FULL_NAME} USING utf8mb4) COLLATE utf8mb4_bin IN (${
    names.join(", ")
  })`;
}
