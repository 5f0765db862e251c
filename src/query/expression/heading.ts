/**
 * What the rows of an expression have: attributes, in order, some of which are its primary key.
 *
 * @module
 */
import type { Column, TableInfo } from "../../schema/table.ts";
import { tableLabel } from "../../schema/table_label.ts";

/** Where the values of an attribute come from. */
export interface Origin {
  readonly table: TableInfo;
  /** The column's name there, which a projection may have changed. */
  readonly column: string;
}

/** One attribute; `inPrimaryKey` says whether it is in the key of the expression, not of its table. */
export interface Attribute extends Column {
  /** The column that it is; `null` for what SQL computes. */
  readonly origin: Origin | null;
}

/** The attributes of an expression. */
export interface Heading {
  /** How messages name the expression: `common_ephys.Electrode`, `a.A * b.B`. */
  readonly label: string;
  /** How code in messages names it: `Electrode`. */
  readonly name: string;
  readonly columns: readonly Attribute[];
  /** Names of the attributes that tell its rows apart; none where there is one row at most. */
  readonly primaryKey: readonly string[];
}

/** The heading of a table: its columns. */
export function headingOf(table: TableInfo): Heading {
  let heading = HEADINGS.get(table);
  if (heading === undefined) {
    heading = {
      label: tableLabel(table),
      name: table.className,
      columns: table.columns.map((column) => ({
        ...column,
        origin: { table, column: column.name },
      })),
      primaryKey: table.primaryKey,
    };
    HEADINGS.set(table, heading);
  }
  return heading;
}

const HEADINGS = new WeakMap<TableInfo, Heading>();

/** A heading of these attributes, with this key; the key's attributes are marked. */
export function headingWith(
  facts: Pick<Heading, "label" | "name">,
  columns: readonly Attribute[],
  primaryKey: readonly string[],
): Heading {
  return {
    ...facts,
    columns: columns.map((column) => ({
      ...column,
      inPrimaryKey: primaryKey.includes(column.name),
    })),
    primaryKey,
  };
}

/** The names of all attributes, in order. */
export function namesOf({ columns }: Pick<Heading, "columns">): string[] {
  return columns.map((column) => column.name);
}

/** The attributes of the key, in the heading's order. */
export function keyOf(
  { columns, primaryKey }: Pick<Heading, "columns" | "primaryKey">,
): Attribute[] {
  return columns.filter((column) => primaryKey.includes(column.name));
}

/** The attributes that are not in the key. */
export function dependentOf(
  { columns, primaryKey }: Pick<Heading, "columns" | "primaryKey">,
): Attribute[] {
  return columns.filter((column) => !primaryKey.includes(column.name));
}

/** An attribute that SQL computes: nothing is known of its type. */
export function computedAttribute(name: string): Attribute {
  return {
    name,
    type: "expression",
    kind: "expression",
    comment: "calculated attribute",
    store: null,
    nullable: true,
    inPrimaryKey: false,
    autoIncrement: false,
    generated: false,
    characterSet: null,
    default: null,
    origin: null,
  };
}
