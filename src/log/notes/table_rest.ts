/**
 * For how long tables have been as they are: whether rows that were looked at later are those that were read.
 *
 * @module
 */
import type { Pool, Session } from "../../connection/session.ts";
import type { TableInfo } from "../../schema/table.ts";
import { textLiteral } from "../../sql/literal.ts";

/**
 * For how many seconds, at least, each table has not been changed, to the server's knowledge.
 *
 * @returns Full name → seconds; tables of which the server does not know it are missing.
 */
export async function restOf(
  pool: Pool,
  tables: readonly TableInfo[],
): Promise<ReadonlyMap<string, number>> {
  if (tables.length === 0) return new Map();
  const rows = await pool.reserve(async (session) => {
    await session.run(FRESH);
    try {
      return await session.texts(tables.map(restText).join("\nUNION ALL "));
    } finally {
      await session.run(AS_BEFORE);
    }
  });
  return new Map(
    rows.flatMap(([at, seconds]) => {
      // Both times are whole seconds. The server notes the time before a change can be seen.
      const rest = Number(seconds) - 1 - COMMIT;
      return seconds === null ? [] : [[tables[Number(at)]!.fullName, rest]];
    }),
  );
}

/** Full names of those tables of which a snapshot goes on to show the same rows. */
export async function steadyTables(
  session: Session,
  tables: readonly TableInfo[],
): Promise<ReadonlySet<string>> {
  if (tables.length === 0) return new Set();
  const texts = tables.map((table, at) =>
    `SELECT ${at} FROM information_schema.TABLES WHERE ${isSteady(table)}`
  );
  const rows = await session.texts(texts.join("\nUNION ALL "));
  return new Set(rows.map(([at]) => tables[Number(at)]!.fullName));
}

function isSteady({ schema, name }: TableInfo): string {
  return `TABLE_SCHEMA = ${textLiteral(schema)} AND TABLE_NAME = ${
    textLiteral(name)
  } AND ENGINE = 'InnoDB'`;
}

/** How many seconds a commit may take. */
const COMMIT = 2;

/** MySQL remembers such facts for a day. */
const FRESH =
  "SET @spyglass_deno = NULL /*!80000 , SESSION information_schema_stats_expiry = 0 */";
const AS_BEFORE =
  "SET @spyglass_deno = NULL /*!80000 , SESSION information_schema_stats_expiry = DEFAULT */";

/**
 * Since the server's start, where the table was not changed since. The lesser of two ways to take the difference: one
 * of them is wrong by an hour when the clocks change.
 */
function restText(table: TableInfo, at: number): string {
  return `SELECT ${at}, LEAST(TIMESTAMPDIFF(SECOND, t, NOW()), UNIX_TIMESTAMP() - UNIX_TIMESTAMP(t)) FROM (SELECT GREATEST(CREATE_TIME, IFNULL(UPDATE_TIME, CREATE_TIME)) AS t FROM information_schema.TABLES WHERE ${
    isSteady(table)
  }) AS \`table ${at}\``;
}
