/**
 * What of a read can be logged, and how; pure.
 *
 * @module
 */
import { ExportError, LogError } from "../../errors.ts";
import { tableLabel } from "../../schema/table_label.ts";
import type { RecordedEntry, RowsRead } from "../../query/reading/observer.ts";
import { noRowsOf } from "../../query/reading/rows_read.ts";
import type { TableInfo } from "../../schema/table.ts";
import {
  RESTRICTION_LENGTH,
  USAGE_SCHEMA,
} from "../../spyglass/usage_tables.ts";
import { entriesOf, type Entry, type EntryLimits } from "./entry.ts";

/** Reads of the log itself never are in it. */
export function withoutLog(rows: readonly RowsRead[]): readonly RowsRead[] {
  return rows.filter(({ table }) => table.schema !== USAGE_SCHEMA);
}

/** Tables that a read looked at and of which it has logged no row. */
export function withoutRows(
  tables: readonly TableInfo[],
  recorded: readonly RecordedEntry[],
): readonly RowsRead[] {
  return noRowsOf(tables, recorded.map(({ table }) => table));
}

/**
 * The entries of what a read rests on.
 *
 * @throws {LogError} It cannot be stored: nothing is left out silently.
 */
export function storable(
  read: RowsRead,
  limits: EntryLimits,
): readonly Entry[] {
  const entries = keysOrText(read, limits);
  if (entries !== null) return entries;
  throw new LogError(
    `Cannot log a read of ${read.table.fullName}: its condition is too long for the log or holds characters that its column cannot, wanted the keys of its rows; this is a fault of this module, please report it`,
  );
}

/** A key whose text is longer than an entry cannot be told in parts: a row is named whole or not at all. */
function keysOrText(
  read: RowsRead,
  limits: EntryLimits,
): readonly Entry[] | null {
  try {
    return entriesOf(read, limits);
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    const { primaryKey } = read.table;
    throw new LogError(
      `Cannot log a read of ${
        tableLabel(read.table)
      } by the keys of its rows: one key (${
        primaryKey.join(", ")
      }) alone is longer than the ${RESTRICTION_LENGTH} characters that an entry of the log has, wanted rows with shorter keys; read them by a condition that says which they are, without a limit, a join or another query, for example ${read.table.className}\`…\`, or leave them out`,
      { cause: error },
    );
  }
}
