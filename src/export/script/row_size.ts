/**
 * How many bytes a row may take in the `.sql`: an upper limit, as an expression that the server computes row by row.
 * What the server says of a table's size is none: it is an average, of rows that may be compressed.
 *
 * @module
 */
import { hasEmptyMember } from "../../keys/key_column.ts";
import type { Column } from "../../schema/table.ts";
import { quoteName } from "../../sql/identifier.ts";
import { isBit, isBytes, needsCast } from "./exact_rows.ts";

/**
 * Writes the expression; a number where all rows have the same limit.
 *
 * @param columns All columns of the table.
 *
 * @example
 * ```ts
 * import { rowSize } from "./row_size.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rowSize([]), "4");
 * ```
 */
export function rowSize(columns: readonly Column[]): string {
  const written = columns.filter((column) => !column.generated);
  const sizes = written.map((column) =>
    fixedSize(column) ?? measuredSize(column)
  );
  const fixed = sizes.filter((size) => typeof size === "number")
    .reduce((sum, size) => sum + size, ROW_ENDS + written.length);
  return [fixed, ...sizes.filter((size) => typeof size === "string")]
    .join(" + ");
}

/** Parentheses, comma and line end. */
const ROW_ENDS = 4;

/** A moment with its microseconds, in quotes. */
const LONGEST_MOMENT = 28;

/** `-1.7976931348623157e308`, in quotes. */
const LONGEST_DOUBLE = 26;

const LONGEST_INTEGER = 20;

/** 64 bits in hexadecimal digits. */
const LONGEST_BITS = 18;

/** NULL. */
const SHORTEST = 4;

/** Where the type says enough; each is longer than NULL. */
function fixedSize(column: Column): number | null {
  if (hasEmptyMember(column)) return LONGEST_INTEGER;
  if (isBit(column)) return LONGEST_BITS;
  // Of a number, how many digits it is shown with at least.
  const digits = Number(/\((\d+)/.exec(column.type)?.[1] ?? 0);
  switch (column.kind) {
    case "integer":
      return Math.max(LONGEST_INTEGER, digits);
    case "decimal":
      // A sign, a point, and a zero before it.
      return digits + 3;
    case "float":
    case "double":
      return digits + LONGEST_DOUBLE;
    case "date":
    case "time":
    case "datetime":
    case "timestamp":
    case "year":
      return LONGEST_MOMENT;
    default:
      return null;
  }
}

/** Bytes become two digits each, behind `0x`; of a text each may be escaped, between quotes. */
function measuredSize(column: Column): string {
  const name = quoteName(column.name);
  const value = needsCast(column) ? `CAST(${name} AS BINARY)` : name;
  const size = isBytes(column) || BECOMES_NO_LONGER.has(column.characterSet)
    ? `2 * OCTET_LENGTH(${value}) + 2`
    : `${LONGEST_CHARACTER} * CHAR_LENGTH(${name}) + 2`;
  return column.nullable ? `COALESCE(${size}, ${SHORTEST})` : size;
}

/** Texts that have as many bytes in UTF-8, in which they are written. What has no character set has ASCII letters, or is JSON. */
const BECOMES_NO_LONGER: ReadonlySet<string | null> = new Set([
  null,
  "ascii",
  "binary",
  "utf8",
  "utf8mb3",
  "utf8mb4",
]);

/** In UTF-8; one that is escaped has two bytes. */
const LONGEST_CHARACTER = 4;
