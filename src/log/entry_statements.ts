/**
 * The statements that write and find log entries: pure.
 *
 * @module
 */
import { SELECTION_TABLE } from "../spyglass/usage_tables.ts";
import { textLiteral } from "../sql/literal.ts";
import type { Entry } from "./entry.ts";

/** From where on to look for entries that are there already, and to count. */
export interface From {
  /** Entries up to this id need not be looked at. */
  readonly last: number;
  /** New ids are greater than this, too. */
  readonly floor: number;
}

/**
 * Writes one entry unless a later one than `from.last` says the same. One look at the end of the export's part of the
 * key gives both the next id and what came since. The driver is told the id as the insert's own.
 */
export function insertOne(
  exportId: number,
  { table, restriction }: Entry,
  from: From,
): string {
  const [name, text] = [textLiteral(table), textLiteral(restriction)];
  return `${insertInto()}
SELECT ${exportId}, LAST_INSERT_ID(GREATEST(COALESCE(MAX(table_id), 0), ${
    Math.max(from.floor, from.last)
  }) + 1), ${name}, ${text} FROM ${SELECTION_TABLE}
WHERE export_id = ${exportId} AND table_id > ${from.last}
HAVING COALESCE(MAX(${same("table_name", name)} AND ${
    same("restriction", text)
  }), 0) = 0`;
}

/** Writes one entry; its values are those of {@linkcode valuesOf}. */
export const INSERT_ONE = `${insertInto()} VALUES (?, ?, ?, ?)`;

/** An entry's values. */
export function valuesOf(
  exportId: number,
  { table, restriction }: Entry,
  id: number,
): readonly (number | string)[] {
  return [exportId, id, table, restriction];
}

/** Writes entries with ids from `first` on. */
export function insertAll(
  exportId: number,
  entries: readonly Entry[],
  first: number,
): string {
  const rows = entries.map(({ table, restriction }, at) =>
    `(${exportId}, ${first + at}, ${textLiteral(table)}, ${
      textLiteral(restriction)
    })`
  );
  return `${insertInto()} VALUES ${rows.join(",\n")}`;
}

function insertInto(): string {
  return `INSERT INTO ${SELECTION_TABLE} (export_id, table_id, table_name, restriction)`;
}

/** Finds what came after an id, and lets nobody write after it until the transaction ends. */
export function lockedSince(exportId: number, last: number): string {
  return `SELECT table_id, table_name, restriction FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND table_id > ${last} ORDER BY table_id LOCK IN SHARE MODE`;
}

/** Which of these entries are under these ids: gives the ids. */
export function present(
  exportId: number,
  places: readonly { readonly entry: Entry; readonly id: number }[],
): string {
  const each = places.map(({ entry, id }) =>
    `table_id = ${id} AND ${same("table_name", textLiteral(entry.table))} AND ${
      same("restriction", textLiteral(entry.restriction))
    }`
  );
  return `SELECT table_id FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND (${
    each.join(" OR ")
  })`;
}

/** Removes one entry, exactly as it was written. */
export function removal(
  exportId: number,
  { table, restriction }: Entry,
): string {
  return `DELETE FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND ${
    same("table_name", textLiteral(table))
  } AND ${same("restriction", textLiteral(restriction))}`;
}

/**
 * The column's own collation takes `A` for `a`, which are two restrictions. This one pads with spaces, which mean
 * nothing at the end of a restriction.
 */
function same(column: string, literal: string): string {
  return `CONVERT(${column} USING utf8mb4) COLLATE utf8mb4_bin = ${literal}`;
}
