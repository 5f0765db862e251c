/**
 * Columns that MySQL computes by functions which MariaDB lacks: a dump with them is refused there.
 *
 * @module
 */
import type { TableInfo } from "../../schema/table.ts";

/** Says which columns of a slice's tables MariaDB cannot compute; `null` where there is none. */
export function mysqlOnlyText(tables: Iterable<TableInfo>): string | null {
  const functions = new Set<string>();
  const names: string[] = [];
  for (const { fullName, columns } of tables) {
    const own = columns.filter(({ mysqlOnly }) => mysqlOnly !== undefined);
    own.flatMap(({ mysqlOnly }) => mysqlOnly!).forEach((name) =>
      functions.add(name)
    );
    if (own.length === 0) continue;
    names.push(`${fullName} (${own.map(({ name }) => name).join(", ")})`);
  }
  if (names.length === 0) return null;
  return `In ${
    names.join(", ")
  } values are computed by functions that only MySQL has (${
    [...functions].join(", ")
  }): the dump can be restored on MySQL only, and where Export.verify tries it on MariaDB, it will say that it is not importable`;
}
