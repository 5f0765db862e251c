/**
 * Which rows of which tables: as conditions for the script, and as Spyglass stores them.
 *
 * @module
 */
import { encodeBlob } from "../../blob/encode.ts";
import type { Closure, TableSlice } from "../../closure/closure.ts";
import { columnOf } from "../../keys/key_column.ts";
import { whereTexts } from "../../keys/where.ts";
import { stored } from "../../log/entry.ts";
import { emptyParents } from "./empty_parents.ts";
import type { PlannedTable } from "./plan.ts";
import type { Catalog, ForeignKey } from "../../schema/table.ts";
import type { ExportResult } from "../result_tables.ts";

/** The tables of a slice, both ways. */
export interface PlannedTables {
  readonly planned: readonly PlannedTable[];
  readonly stored: ExportResult["tables"];
}

/** The conditions of one table. */
interface Conditions {
  /** For the script, whose sessions are in UTC. */
  readonly where: readonly string[];
  /** As Spyglass stores it, a blob: right in whatever time zone Python's session has. */
  readonly restriction: Uint8Array;
}

/** Conditions that select exactly the rows of a table's slice, whatever is added later. They are written once. */
export class RowConditions {
  readonly #known = new WeakMap<TableSlice, Conditions>();

  /** The conditions of a slice. */
  of(slice: TableSlice): Conditions {
    const known = this.#known.get(slice) ?? conditionsOf(slice);
    this.#known.set(slice, known);
    return known;
  }
}

/**
 * Names the rows of a slice by conditions.
 *
 * @param conditions Those that have been written before are in it.
 */
export function plannedTables(
  catalog: Catalog,
  closure: Closure,
  conditions: RowConditions = new RowConditions(),
): PlannedTables {
  const planned: PlannedTable[] = emptyParents(catalog, closure)
    .map((table) => plannedTable(catalog, { table, count: 0 }, []));
  const results: ExportResult["tables"][number][] = [];
  for (const slice of closure.tables.values()) {
    const { where, restriction } = conditions.of(slice);
    planned.push({
      ...plannedTable(catalog, slice, where),
      references: closure.references(slice.table),
    });
    results.push({ table: slice.table.fullName, restriction });
  }
  return { planned, stored: results };
}

function conditionsOf(slice: TableSlice): Conditions {
  const where = whereTexts(slice.table, slice.list);
  const texts = hasTimestamps(slice)
    ? whereTexts(slice.table, slice.list, { anyTimeZone: true })
    : where;
  return { where, restriction: encodeBlob(restrictionOf(texts.map(stored))) };
}

function plannedTable(
  catalog: Catalog,
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
    refersToNoKey: table.foreignKeys.some((key) => !refersToKey(catalog, key)),
  };
}

/** Whether a foreign key refers to a whole primary or unique key. A parent that is not seen is taken for ordinary. */
function refersToKey(
  catalog: Catalog,
  { parent, parentColumns }: ForeignKey,
): boolean {
  const table = catalog.tables.get(parent);
  if (table === undefined) return true;
  const unique = (table.indexes ?? []).filter((index) => index.isUnique)
    .map(({ columns }) => columns);
  return [table.primaryKey, ...unique].some((columns) =>
    columns.length === parentColumns.length &&
    columns.every((column) => parentColumns.includes(column ?? ""))
  );
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
