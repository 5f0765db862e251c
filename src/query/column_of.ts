/**
 * Attributes by their names.
 *
 * @module
 */
import { unknownName } from "../names/unknown_name.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import { tableLabel } from "../schema/table_label.ts";
import type { Attribute, Heading } from "./expression/heading.ts";

/**
 * Looks an attribute up by name.
 *
 * @throws {UnknownNameError} There is none; the message names the nearest one.
 */
export function columnOf(
  rows: Heading,
  name: string,
  action: string,
): Attribute;
export function columnOf(
  rows: TableInfo,
  name: string,
  action: string,
): Column;
export function columnOf(
  rows: Heading | TableInfo,
  name: string,
  action: string,
): Column {
  const column = rows.columns.find((candidate) => candidate.name === name);
  if (column) return column;
  const label = "label" in rows ? rows.label : tableLabel(rows);
  if (typeof name !== "string") {
    const found = Array.isArray(name) ? "an array" : String(name);
    throw new TypeError(
      `${action}: received ${found}, wanted names of attributes, each an argument of its own: "${
        rows.columns[0]?.name ?? "name"
      }", …`,
    );
  }
  throw unknownName(
    action,
    `${label} has no column ${JSON.stringify(name)}`,
    name,
    rows.columns.map((candidate) => candidate.name),
  );
}
