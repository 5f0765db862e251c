/**
 * Foreign keys between columns that no server joins anew: of tables that were altered, or made, while the server was told
 * not to check. It keeps them as they are, and refuses them in a dump.
 *
 * @module
 */
import type { Column, ForeignKey, TableInfo } from "../../schema/table.ts";

/**
 * Says which foreign keys of a slice's tables cannot be restored; `null` where there is none.
 *
 * @param known All tables, by their full names.
 */
export function oddReferencesText(
  tables: Iterable<TableInfo>,
  known: ReadonlyMap<string, TableInfo>,
): string | null {
  const odd = Array.from(
    tables,
    (table) => table.foreignKeys.flatMap((key) => oddText(table, key, known)),
  ).flat();
  if (odd.length === 0) return null;
  return `No server makes anew ${
    odd.join(", ")
  }: the dump cannot be restored, and Export.verify will say so; give both sides the same type and collation (ALTER TABLE … MODIFY), and populate again`;
}

function oddText(
  child: TableInfo,
  { name, parent, columns, parentColumns }: ForeignKey,
  known: ReadonlyMap<string, TableInfo>,
): string[] {
  const columnOf = (table: TableInfo | undefined, wanted: string) =>
    table?.columns.find((column) => column.name === wanted);
  const pairs = columns.map((column, at) => [
    columnOf(child, column),
    columnOf(known.get(parent), parentColumns[at]!),
  ]);
  const odd = pairs.find(([one, other]) => one && other && differ(one, other));
  if (odd === undefined) return [];
  const [from, to] = odd.map((column) => `${column!.name} ${kept(column!)}`);
  return [`the foreign key ${name} of ${child.fullName} (${from}, ${to})`];
}

function differ(one: Column, other: Column): boolean {
  return one.kind === other.kind && kept(one) !== kept(other);
}

/** What must be the same on both sides: of numbers their type without its width, of texts how they are compared. */
function kept({ kind, type, collation = "" }: Column): string {
  if (kind === "integer") return type.replace(/\(\d+\)| zerofill/g, "");
  return kind === "string" ? collation : "";
}
