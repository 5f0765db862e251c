/**
 * How rows are read exactly with SELECT, column by column: one session reads many tables so, in one state. mysqldump
 * needs a session for each condition, and does not carry all rows exactly: it writes a FLOAT with 6 digits (16777216
 * comes back as 16777200), and MariaDB's writes generated columns, which MySQL then refuses (error 3105).
 *
 * @module
 */
import { isForeign } from "../../keys/character_sets.ts";
import { hasEmptyMember } from "../../keys/key_column.ts";
import type { Column } from "../../schema/table.ts";
import { quoteName } from "../../sql/identifier.ts";

/** How one table is read with SELECT: all of its conditions in one session. */
export interface ExactRows {
  /** Names of the columns that are written, for the INSERT. */
  readonly columns: string;
  /** What is selected, in the order that `kinds` tells. */
  readonly select: string;
  /**
   * A letter a column: `t` a text, `b` bytes as three hexadecimal texts, upper case with a test for NULL before; `n` a
   * number, or NULL.
   */
  readonly kinds: string;
  /** True where mysqldump, too, carries every value exactly. */
  readonly isDumped: boolean;
}

/**
 * Says how a table is read exactly.
 *
 * @param columns All columns of the table.
 * @returns What to select; `null` where the columns are not known, and mysqldump must do.
 */
export function exactRows(columns: readonly Column[]): ExactRows | null {
  if (columns.length === 0) return null;
  const written = columns.filter((column) => !column.generated);
  return {
    columns: written.map((column) => quoteName(column.name)).join(", "),
    select: written.map(selected).join(", "),
    kinds: written.map(kind).join(""),
    isDumped: !columns.some(needsSelect),
  };
}

const APPROXIMATE = /^(float|double|real)\b/i;

const BYTES = /^(tinyblob|blob|mediumblob|longblob|binary|varbinary|vector)\b/i;

const GEOMETRY =
  /^(geometry|point|linestring|polygon|multipoint|multilinestring|multipolygon|geometrycollection|geomcollection)\b/i;

function needsSelect(column: Column): boolean {
  return column.generated || APPROXIMATE.test(column.type) ||
    isForeign(column) || hasEmptyMember(column);
}

function kind(column: Column): string {
  if (isNumber(column)) return "n";
  const letter = isBytes(column) || isBit(column) ? "b" : "t";
  return column.nullable ? letter.toUpperCase() : letter;
}

function isNumber(column: Column): boolean {
  return column.kind === "integer" || column.kind === "decimal" ||
    hasEmptyMember(column);
}

/** True for what travels as bytes. */
export function isBytes(column: Column): boolean {
  return BYTES.test(column.type) || GEOMETRY.test(column.type) ||
    isForeign(column);
}

/** Text that may not survive the way through Unicode travels as its bytes; a VECTOR gives no piece of itself. */
export function needsCast(column: Column): boolean {
  return isForeign(column) || /^vector\b/i.test(column.type);
}

/** True for a number of bits. */
export function isBit(column: Column): boolean {
  return /^bit\b/i.test(column.type);
}

function selected(column: Column): string {
  const name = quoteName(column.name);
  if (hasEmptyMember(column)) return `CAST(${name} AS UNSIGNED)`;
  if (isNumber(column)) return name;
  const value = isBit(column)
    ? `HEX(${name} + 0), '', ''`
    : isBytes(column)
    ? hexThirds(needsCast(column) ? `CAST(${name} AS BINARY)` : name)
    : APPROXIMATE.test(column.type)
    ? `${name} * 1e0`
    : name;
  return column.nullable ? `ISNULL(${name}), ${value}` : value;
}

/** In three pieces, since the server gives NULL for a text that is longer than its `max_allowed_packet`. */
function hexThirds(bytes: string): string {
  const third = `(OCTET_LENGTH(${bytes}) DIV 3)`;
  return [
    `HEX(SUBSTRING(${bytes}, 1, ${third}))`,
    `HEX(SUBSTRING(${bytes}, 1 + ${third}, ${third}))`,
    `HEX(SUBSTRING(${bytes}, 1 + 2 * ${third}))`,
  ].join(", ");
}
