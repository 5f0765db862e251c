/**
 * Types, defaults and comments as DataJoint's language writes them.
 *
 * @module
 */
import { defaultOf } from "../../schema/default_value.ts";
import type { Column } from "../../schema/table.ts";

/** The type of a column. */
export function typeText(column: Column): string {
  const { kind, store, type, autoIncrement } = column;
  const at = store === null ? "" : `@${store}`;
  switch (kind) {
    case "uuid":
      return "uuid";
    case "attach":
      return `attach${at}`;
    case "filepath":
      return `filepath${at}`;
    case "external":
      return `blob${at}`;
  }
  if (
    autoIncrement && !column.inPrimaryKey && /^bigint.* unsigned/.test(type)
  ) {
    return "serial";
  }
  // DataJoint's language has no LONGTEXT, which MariaDB calls its JSON.
  if (column.isJson) return "json";
  return plainType(type) + (autoIncrement ? " auto_increment" : "");
}

/** The default of a column, `null` where it has none. */
export function defaultText(column: Column): string | null {
  if (column.nullable) return "null";
  const initial = defaultOf(column);
  if (initial === null) return null;
  const isNumber = ["integer", "decimal", "float", "double"]
    .includes(column.kind);
  return initial.isConstant || isNumber ? initial.text : quoted(initial.text);
}

/** A text as a comment of a definition has it: one line, in which a backslash is an escape. */
export function written(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r").replaceAll("\0", "\\0");
}

/** Display widths that the server writes where none was asked for. */
const WIDTHS =
  /^(tinyint\(4\)|tinyint\(3\)(?= unsigned)|smallint\(6\)|smallint\(5\)(?= unsigned)|mediumint\(9\)|mediumint\(8\)(?= unsigned)|int\(11\)|int\(10\)(?= unsigned)|bigint\(20\))/i;

function plainType(type: string): string {
  if (/^tinyint\(1\)$/i.test(type)) return "bool";
  return type.replace(WIDTHS, (found) => found.replace(/\(\d+\)/, ""))
    .replace(/^year\(4\)$/i, "year");
}

function quoted(text: string): string {
  return `"${written(text).replaceAll('"', '""')}"`;
}
