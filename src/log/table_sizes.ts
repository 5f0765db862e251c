/**
 * How large tables are, by the server's own statistics.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { textLiteral } from "../sql/literal.ts";

/** The size of a table. */
export interface TableSize {
  /** Rows; the server only estimates them. */
  readonly rows: number;
  /** Bytes of all rows, without indexes. */
  readonly bytes: number;
}

/**
 * The sizes of tables; those that the server says nothing of are missing.
 *
 * @param tables Full names.
 */
export async function tableSizes(
  session: Session,
  tables: readonly string[],
): Promise<Map<string, TableSize>> {
  if (tables.length === 0) return new Map();
  const rows = await session.texts(
    `SELECT ${FULL_NAME}, TABLE_ROWS, DATA_LENGTH FROM information_schema.TABLES WHERE ${FULL_NAME} IN (${
      tables.map(textLiteral).join(", ")
    })`,
  );
  return new Map(
    rows.filter(([, count]) => count !== null).map(([name, count, bytes]) => [
      name!,
      { rows: Number(count), bytes: Number(bytes) },
    ]),
  );
}

/** About how many bytes some rows of a table of this size take; none where nothing is known of it. */
export function bytesOf(rows: number, size: TableSize | undefined): number {
  if (size === undefined) return 0;
  return Math.round(rows * size.bytes / Math.max(1, size.rows));
}

/** Bytes as people read them: `16 kB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  for (const unit of ["B", "kB", "MB", "GB"]) {
    if (value < 1000) return `${shortNumber(value)} ${unit}`;
    value /= 1000;
  }
  return `${shortNumber(value)} TB`;
}

const FULL_NAME =
  "CONCAT('`', REPLACE(TABLE_SCHEMA, '`', '``'), '`.`', REPLACE(TABLE_NAME, '`', '``'), '`')";

function shortNumber(value: number): string {
  return value < 10 && !Number.isInteger(value)
    ? value.toFixed(1)
    : String(Math.round(value));
}
