/**
 * Which rows of which tables: as conditions for the script, and as Spyglass stores them.
 *
 * @module
 */
import type { TableSlice } from "../../closure/table_slice.ts";
import { columnOf } from "../../keys/key_column.ts";
import { whereTexts } from "../../keys/where.ts";
import type { PlannedTable } from "./plan.ts";
import type { SliceView } from "../slice/slice_views.ts";
import { rowless, type SliceOfReads } from "./rowless.ts";
import type { Catalog, ForeignKey, TableInfo } from "../../schema/table.ts";
import type { ExportResult } from "../result_tables.ts";
import {
  type RestrictionLimits,
  restrictionLimits,
  type StoredRestriction,
  storedRestriction,
} from "./stored_restriction.ts";

/** The tables of a slice, both ways. */
export interface PlannedTables {
  readonly planned: readonly PlannedTable[];
  readonly stored: ExportResult["tables"];
  /** Full names of those whose conditions are too long to be stored. */
  readonly onlyInScript: readonly string[];
}

/** The conditions of one table. */
interface Conditions {
  /** For the script, whose sessions are in UTC. */
  readonly where: readonly string[];
  /** As Spyglass stores it: right in whatever time zone Python's session has. */
  readonly restriction: StoredRestriction;
}

/** Conditions that select exactly the rows of a table's slice, whatever is added later. They are written once. */
export class RowConditions {
  readonly #known = new WeakMap<TableSlice, Conditions>();
  readonly #limits: RestrictionLimits;

  constructor(limits = restrictionLimits(DEFAULT_PACKET)) {
    this.#limits = limits;
  }

  /** The conditions of a slice. */
  of(slice: TableSlice): Conditions {
    const known = this.#known.get(slice) ??
      conditionsOf(slice, this.#limits);
    this.#known.set(slice, known);
    return known;
  }
}

/** `max_allowed_packet`, where nothing is known of the server. */
const DEFAULT_PACKET = 2 ** 24;

/**
 * Names the rows of a slice by conditions.
 *
 * @param conditions Writes them, and knows those that it wrote while the slice was computed.
 * @param views What reads went through: the tables behind them are there.
 */
export function plannedTables(
  slice: SliceOfReads,
  conditions: RowConditions = new RowConditions(),
  views: readonly SliceView[] = [],
): PlannedTables {
  const { catalog, closure } = slice;
  const { sequences, tables } = rowless(slice, views);
  const empty = (table: TableInfo) =>
    plannedTable(catalog, { table, count: 0 }, []);
  const planned: PlannedTable[] = [
    ...sequences.map((table) => ({ ...empty(table), isSequence: true })),
    ...tables.map(empty),
  ];
  const results: ExportResult["tables"][number][] = [];
  const onlyInScript: string[] = [];
  for (const slice of closure.tables.values()) {
    const { where, restriction } = conditions.of(slice);
    planned.push({
      ...plannedTable(catalog, slice, where),
      references: closure.references(slice.table),
    });
    const table = slice.table.fullName;
    results.push({ table, restriction: restriction.blob });
    if (!restriction.isWhole) onlyInScript.push(table);
  }
  return { planned, stored: results, onlyInScript };
}

function conditionsOf(
  slice: TableSlice,
  limits: RestrictionLimits,
): Conditions {
  const where = whereTexts(slice.table, slice.list);
  const texts = hasTimestamps(slice)
    ? whereTexts(slice.table, slice.list, { anyTimeZone: true })
    : where;
  return { where, restriction: storedRestriction(texts, slice.count, limits) };
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
    foreignKeys: table.foreignKeys,
    refersToNoKey: table.foreignKeys.some((key) => !refersToKey(catalog, key)),
    isElsewhere: table.isElsewhere === true,
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
