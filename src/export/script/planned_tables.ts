/**
 * Which rows of which tables: as conditions for the script, and as Spyglass stores them.
 *
 * @module
 */
import type { Closure, TableSlice } from "../../closure/closure.ts";
import { columnOf } from "../../keys/key_column.ts";
import { whereTexts } from "../../keys/where.ts";
import { stored } from "../../log/entry.ts";
import { emptyParents } from "./empty_parents.ts";
import type { PlannedTable } from "./plan.ts";
import type { Catalog } from "../../schema/table.ts";
import type { ExportResult } from "../result_tables.ts";

/** The tables of a slice, both ways. */
export interface PlannedTables {
  readonly planned: readonly PlannedTable[];
  readonly stored: ExportResult["tables"];
}

/** Names the rows of a slice by conditions that select exactly them, whatever is added later. */
export function plannedTables(
  catalog: Catalog,
  closure: Closure,
): PlannedTables {
  const planned: PlannedTable[] = emptyParents(catalog, closure)
    .map((table) => plannedTable({ table, count: 0 }, []));
  const results: ExportResult["tables"][number][] = [];
  for (const slice of closure.tables.values()) {
    const where = whereTexts(slice.table, slice.list);
    planned.push(plannedTable(slice, where));
    // Python reads it in whatever time zone its session has; the script's is UTC.
    const texts = hasTimestamps(slice)
      ? whereTexts(slice.table, slice.list, { anyTimeZone: true })
      : where;
    const restriction = restrictionOf(texts.map(stored));
    results.push({ table: slice.table.fullName, restriction });
  }
  return { planned, stored: results };
}

function plannedTable(
  { table, count }: Pick<TableSlice, "table" | "count">,
  where: readonly string[],
): PlannedTable {
  return {
    schema: table.schema,
    name: table.name,
    rows: count,
    where,
    generated: table.columns.filter((column) => column.generated)
      .map((column) => column.name),
    columns: table.columns,
  };
}

function hasTimestamps({ table }: TableSlice): boolean {
  return table.primaryKey.some((name) =>
    columnOf(table, name).kind === "timestamp"
  );
}

/** As Spyglass stores it: one text, `%` doubled. */
function restrictionOf(texts: readonly string[]): string {
  return texts.length === 1
    ? `(${texts[0]})`
    : `(${texts.map((text) => `(${text})`).join("OR")})`;
}
