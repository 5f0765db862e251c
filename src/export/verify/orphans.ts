/**
 * References of restored rows that lead nowhere.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import type { Catalog, ForeignKey } from "../../schema/table.ts";
import { quoteName } from "../../sql/identifier.ts";
import type { Differences } from "./difference.ts";
import type { Progress } from "../progress.ts";

/**
 * Looks for orphans under every foreign key of a server: it was filled while the server was told not to check them.
 *
 * @param session The restored server.
 * @param catalog Its tables.
 * @returns How many foreign keys there are.
 */
export async function findOrphans(
  session: Session,
  catalog: Catalog,
  differences: Differences,
  progress: Progress,
): Promise<number> {
  const keys = [...catalog.tables.values()].flatMap((table) =>
    table.foreignKeys
  );
  for (const [at, key] of keys.entries()) {
    const [[count] = ["0"]] = await session.texts(
      orphanQuery(key, catalog.tables.has(key.parent)),
    );
    progress.at(`Looking for orphans: ${at + 1} of ${keys.length} keys`);
    if (Number(count) === 0) continue;
    differences.add({
      table: key.child,
      kind: "orphan",
      expected: 0,
      found: Number(count),
      message: `${key.child}: ${count} rows refer by ${key.name} (${
        key.columns.join(", ")
      }) to rows that ${key.parent} does not have in the dump`,
    });
  }
  return keys.length;
}

/**
 * The query that counts the orphans under one foreign key. NULL in any of its columns refers to nothing.
 *
 * @param key The foreign key.
 * @param hasParent False where the table that it refers to does not exist: then every reference is an orphan.
 */
function orphanQuery(key: ForeignKey, hasParent: boolean): string {
  const columns = key.columns.map((column) => `c.${quoteName(column)}`);
  const refers = columns.map((column) => `${column} IS NOT NULL`);
  const count = `SELECT COUNT(*) FROM ${key.child} AS c WHERE ${
    refers.join(" AND ")
  }`;
  if (!hasParent) return count;
  const same = columns.map((column, at) =>
    `p.${quoteName(key.parentColumns[at]!)} = ${column}`
  );
  return `${count} AND NOT EXISTS (SELECT 1 FROM ${key.parent} AS p WHERE ${
    same.join(" AND ")
  })`;
}
