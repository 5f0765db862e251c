/**
 * What is computed, as far as the server tells: its type, and nothing else.
 *
 * @module
 */
import type { ResultField } from "../../connection/session.ts";
import type { ColumnKind } from "../../schema/table.ts";
import { type Attribute, computedAttribute } from "../expression/heading.ts";

/** A column that SQL computes. */
export function computedColumn(
  { name, type, isBinary, length }: ResultField,
): Attribute {
  const [kind, text] = KINDS[type] ?? ["string", "text"];
  return {
    ...computedAttribute(name),
    type: text === "bit" ? `bit(${length})` : text,
    kind: isBinary || kind !== "blob" ? bytes(kind, isBinary) : "string",
    comment: "",
  };
}

function bytes(kind: ColumnKind, isBinary: boolean): ColumnKind {
  return kind === "string" && isBinary ? "binary" : kind;
}

/** The protocol's types (https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html). */
const KINDS: Readonly<Record<number, readonly [ColumnKind, string]>> = {
  0: ["decimal", "decimal"],
  1: ["integer", "tinyint"],
  2: ["integer", "smallint"],
  3: ["integer", "int"],
  4: ["float", "float"],
  5: ["double", "double"],
  7: ["timestamp", "timestamp"],
  8: ["integer", "bigint"],
  9: ["integer", "mediumint"],
  10: ["date", "date"],
  11: ["time", "time"],
  12: ["datetime", "datetime"],
  13: ["year", "year"],
  16: ["bit", "bit"],
  245: ["json", "json"],
  246: ["decimal", "decimal"],
  247: ["enum", "enum"],
  248: ["enum", "set"],
  249: ["blob", "tinyblob"],
  250: ["blob", "mediumblob"],
  251: ["blob", "longblob"],
  252: ["blob", "blob"],
  255: ["geometry", "geometry"],
};
