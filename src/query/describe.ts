/**
 * A table in words, in the manner of DataJoint's `describe`.
 *
 * @module
 */
import type { Column, TableInfo } from "../schema/table.ts";
import { tableLabel } from "./context.ts";

/** Columns above and below the line that divides key from the rest, then what the table refers to. */
export function describeTable(table: TableInfo): string {
  const key = table.columns.filter((column) => column.inPrimaryKey);
  const rest = table.columns.filter((column) => !column.inPrimaryKey);
  return [
    `# ${tableLabel(table)}${table.comment ? `: ${table.comment}` : ""}`,
    ...key.map(line),
    "---",
    ...rest.map(line),
    ...table.foreignKeys.map((foreign) =>
      `-> ${foreign.parent} (${foreign.columns.join(", ")})`
    ),
  ].join("\n");
}

function line(column: Column): string {
  const initial = column.nullable ? "=null" : "";
  const comment = column.comment ? `  # ${column.comment}` : "";
  return `${column.name}${initial} : ${column.type}${comment}`;
}
