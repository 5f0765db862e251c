/**
 * Has the restored server anything beside tables: triggers, routines, events, accounts? A slice has none, and each of
 * them could do something where the dump is imported.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import type { Differences } from "./difference.ts";

/** Looks for whatever a slice never has. */
export async function findExtraObjects(
  restored: Session,
  differences: Differences,
): Promise<void> {
  for (const [what, sql] of QUERIES) {
    for (const [name] of await restored.texts(sql)) {
      differences.add({
        table: name!,
        kind: "extra object",
        expected: null,
        found: what,
        message: `${name}: the dump has this ${what}, which no slice has`,
      });
    }
  }
}

const NOT_SYSTEM =
  "NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')";

/** Accounts: a scratch server is made with those that its own programs make, all of them named here. */
const QUERIES: readonly (readonly [string, string])[] = [
  [
    "trigger",
    `SELECT CONCAT(trigger_schema, '.', trigger_name) FROM information_schema.triggers WHERE trigger_schema ${NOT_SYSTEM}`,
  ],
  [
    "routine",
    `SELECT CONCAT(routine_schema, '.', routine_name) FROM information_schema.routines WHERE routine_schema ${NOT_SYSTEM}`,
  ],
  [
    "event",
    `SELECT CONCAT(event_schema, '.', event_name) FROM information_schema.events WHERE event_schema ${NOT_SYSTEM}`,
  ],
  [
    "account",
    "SELECT CONCAT(user, '@', host) FROM mysql.user WHERE user NOT IN ('root', 'mysql', 'mariadb.sys', 'PUBLIC', '', 'mysql.infoschema', 'mysql.session', 'mysql.sys')",
  ],
];
