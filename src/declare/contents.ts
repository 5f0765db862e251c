/**
 * The rows that a `Lookup` brings with it (DataJoint 0.14, `datajoint/schemas.py`, `_decorate_table`).
 *
 * @module
 */
import type { QueryContext } from "../query/context.ts";
import { countRows } from "../query/reading/count.ts";
import { insertRows } from "../query/change/insert.ts";
import { tableRows } from "../query/expression/expression.ts";
import type { TableInfo } from "../schema/table.ts";
import { Lookup, type TableClass } from "./user_tables.ts";

/**
 * Writes the contents of a class, where the table has fewer rows than those; rows whose key is there are left alone.
 */
export async function fillContents(
  context: QueryContext,
  { tableClass }: { readonly tableClass: TableClass },
  table: TableInfo,
): Promise<void> {
  const { contents, prototype } = tableClass as TableClass & {
    prototype: unknown;
  };
  if (!(prototype instanceof Lookup) || contents === undefined) return;
  const rows = [...contents];
  if (context.readOnly) return;
  if (rows.length <= await countRows(context, tableRows(table))) return;
  if (table.columns.some(({ autoIncrement }) => autoIncrement)) {
    console.warn(
      `The contents of ${tableClass.name} have changed, and are not inserted: its key counts by itself`,
    );
    return;
  }
  await insertRows(context, table, rows, { skipDuplicates: true });
}
