/**
 * The statements that write and find log entries: pure.
 *
 * @module
 */
import { SELECTION_TABLE } from "../../spyglass/usage_tables.ts";
import { textLiteral } from "../../sql/literal.ts";
import type { Entry } from "./entry.ts";
import { noteOn, NOTES } from "./noted.ts";

/**
 * Writes one entry under the next id: one look at the end of the export's part of the key gives it. The driver is told
 * the id as the insert's own.
 *
 * @param last The id is greater than this, too.
 */
export function insertOne(
  exportId: number,
  { table, restriction }: Entry,
  last: number,
): string {
  const [name, text] = [textLiteral(table), textLiteral(restriction)];
  return `${insertInto()}
SELECT ${exportId}, LAST_INSERT_ID(GREATEST(COALESCE(MAX(table_id), 0), ${last}) + 1), ${name}, ${text} FROM ${SELECTION_TABLE}
WHERE export_id = ${exportId} AND table_id > ${last}`;
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
  step = 1,
): string {
  const rows = entries.map(({ table, restriction }, at) =>
    `(${exportId}, ${first + at * step}, ${textLiteral(table)}, ${
      textLiteral(restriction)
    })`
  );
  return `${insertInto()} VALUES ${rows.join(",\n")}`;
}

function insertInto(): string {
  return `INSERT INTO ${SELECTION_TABLE} (export_id, table_id, table_name, restriction)`;
}

/** The largest id of an export, and nobody writes after it until the transaction ends. */
export function lockedEnd(exportId: number): string {
  return `SELECT table_id FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} ORDER BY table_id DESC LIMIT 1 LOCK IN SHARE MODE`;
}

/** The largest id of all exports, and which ones the server gives; see `id_slots.ts`. */
export function lastId(): string {
  return `SELECT MAX(table_id), @@auto_increment_increment, @@auto_increment_offset FROM ${SELECTION_TABLE}`;
}

/**
 * Entries of an export, each with whether it is noted: what it gave is noted when its read has ended.
 *
 * @param which A condition on them.
 * @param hasNotes False where the notes cannot be read.
 */
export function learned(
  exportId: number,
  which: string,
  hasNotes: boolean,
): string {
  const entries =
    `(SELECT export_id, table_id, table_name, restriction FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND (${which})) AS t`;
  const [isNoted, notes] = hasNotes
    ? ["n.entry IS NOT NULL", `LEFT JOIN ${NOTES} AS n ON ${noteOn("t", "n")}`]
    : ["0", ""];
  return `SELECT t.table_id, t.table_name, t.restriction, ${isNoted} FROM ${entries} ${notes} ORDER BY t.table_id`;
}

/** Which of these entries are under these ids: gives the ids. */
export function present(exportId: number, places: readonly Place[]): string {
  return `SELECT table_id FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND (${
    areThere(places)
  })`;
}

/** Where entries of these texts are, whoever wrote them. */
export function allAlike(exportId: number, entries: readonly Entry[]): string {
  return `SELECT table_id, table_name, restriction FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND (${
    alike(entries)
  })`;
}

/** The condition that an entry is one of these texts. */
export function alike(entries: readonly Entry[]): string {
  const each = entries.map(({ table, restriction }) =>
    `${same("table_name", textLiteral(table))} AND ${
      same("restriction", textLiteral(restriction))
    }`
  );
  return each.join(" OR ");
}

/** Entries as the server gives them: id, table and restriction. */
export type AlikeRows = readonly (readonly (string | null)[])[];

/** The ids of an entry among them. */
export function idsOf(
  { table, restriction }: Entry,
  rows: AlikeRows,
): number[] {
  return rows.filter(([, name, text]) => name === table && text === restriction)
    .map(([id]) => Number(id));
}

/** Gives an entry another id, if it is still there. */
export function moved(
  exportId: number,
  entry: Entry,
  from: number,
  to: number,
): string {
  return `UPDATE ${SELECTION_TABLE} SET table_id = ${to} WHERE export_id = ${exportId} AND ${
    at(entry, from)
  }`;
}

function at({ table, restriction }: Entry, id: number): string {
  return `table_id = ${id} AND ${same("table_name", textLiteral(table))} AND ${
    same("restriction", textLiteral(restriction))
  }`;
}

/** Removes the entries of these ids. */
export function removal(exportId: number, ids: readonly number[]): string {
  return `DELETE FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND table_id IN (${
    ids.join(", ")
  })`;
}

/** Removes entries, those that are still under these ids. */
export function removalOf(exportId: number, places: readonly Place[]): string {
  return `DELETE FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND (${
    areThere(places)
  })`;
}

/** An entry, and where it is. */
export interface Place {
  readonly entry: Entry;
  readonly id: number;
}

function areThere(places: readonly Place[]): string {
  return places.map(({ entry, id }) => at(entry, id)).join(" OR ");
}

/**
 * The column's own collation takes `A` for `a`, which are two restrictions. This one pads with spaces, which mean
 * nothing at the end of a restriction.
 */
function same(column: string, literal: string): string {
  return `CONVERT(${column} USING utf8mb4) COLLATE utf8mb4_bin = ${literal}`;
}
