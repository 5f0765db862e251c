/**
 * Tables that keep their history: MariaDB itself writes since when a row is as it is, and until when. No dump can carry
 * that into another server.
 *
 * @module
 */
import type { TableInfo } from "../../schema/table.ts";

/** Says which columns of a slice's tables will have other values where they are restored; `null` where none will. */
export function rowTimesText(tables: Iterable<TableInfo>): string | null {
  const names = Array.from(tables, ({ fullName, columns }) => {
    const own = columns.filter(({ isRowTime }) => isRowTime);
    return own.length === 0
      ? null
      : `${fullName} (${own.map(({ name }) => name).join(", ")})`;
  }).filter((text) => text !== null);
  if (names.length === 0) return null;
  return `In ${
    names.join(", ")
  } the server notes since when a row is as it is, and until when (ROW START, ROW END): restored rows have the moment at which they are restored there, and Export.verify will name those values; keep such a moment in an ordinary column where the paper needs it`;
}
