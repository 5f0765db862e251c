/**
 * A column as a grid shows it.
 *
 * @module
 */
import { isBlob } from "../../query/reading/result.ts";
import type { Column } from "../../schema/table.ts";
import type { GridHead } from "./grid_messages.d.ts";
import { operatorsOf } from "./grid_operators.ts";

/** What a grid tells of a column. */
export function columnView(column: Column): GridHead["columns"][number] {
  return {
    name: column.name,
    type: column.type,
    comment: column.comment,
    isKey: column.inPrimaryKey,
    isNumber: NUMBERS.has(column.kind),
    isBlob: isBlob(column) || column.kind === "attach",
    operators: operatorsOf(column),
  };
}

const NUMBERS: ReadonlySet<Column["kind"]> = new Set<Column["kind"]>([
  "integer",
  "decimal",
  "float",
  "double",
  "year",
  "bit",
]);
