/**
 * For how long tables have been as they are: whether rows that were looked at later are those that were read.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import type { TableInfo } from "../schema/table.ts";
import { textLiteral } from "../sql/literal.ts";

/**
 * For how many seconds, at least, each table has not been changed, to the server's knowledge.
 *
 * @returns By full name; those of which it does not know are missing.
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
function restText({ schema, name }: TableInfo, at: number): string {
  return `SELECT ${at}, LEAST(TIMESTAMPDIFF(SECOND, t, NOW()), UNIX_TIMESTAMP() - UNIX_TIMESTAMP(t)) FROM (SELECT GREATEST(CREATE_TIME, IFNULL(UPDATE_TIME, CREATE_TIME)) AS t FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${
    textLiteral(schema)
  } AND TABLE_NAME = ${
    textLiteral(name)
  } AND ENGINE = 'InnoDB') AS \`table ${at}\``;
}
