/**
 * How a table of the demo database is described, and its SQL.
 *
 * @module
 */
import { fullName, quoteName } from "../../sql/identifier.ts";
import { textLiteral } from "../../sql/literal.ts";

/** One table, in DataJoint's conventions. */
export interface DemoTable {
  readonly schema: string;
  readonly name: string;
  readonly comment?: string;
  /** Name, type with default, and comment of each column. */
  readonly columns: readonly (readonly [
    name: string,
    type: string,
    comment?: string,
  ])[];
  readonly primaryKey: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  readonly references?: readonly Reference[];
}

/** One foreign key. */
export interface Reference {
  /** Schema and table that is referred to. */
  readonly to: readonly [schema: string, table: string];
  readonly by: readonly string[];
  /** Columns that are referred to, where their names are not the same. */
  readonly key?: readonly string[];
}

/** The statement that makes a table where it is missing. Indexes of foreign keys are made by the server. */
export function createTable(table: DemoTable): string {
  const parts = [
    ...table.columns.map(([name, type, comment]) =>
      `${quoteName(name)} ${type}${commented(" comment ", comment)}`
    ),
    `primary key (${names(table.primaryKey)})`,
    ...(table.unique ?? []).map((columns) => `unique key (${names(columns)})`),
    ...(table.references ?? []).map(foreignKey),
  ];
  return `create table if not exists ${
    fullName(table.schema, table.name)
  } (\n  ${parts.join(",\n  ")}\n) engine=InnoDB${
    commented(" comment=", table.comment)
  }`;
}

/** A file of a store is not renamed by its hash, so its key does not cascade, as in DataJoint. */
function foreignKey({ to, by, key }: Reference): string {
  const update = key ? "" : " on update cascade";
  return `foreign key (${names(by)}) references ${fullName(...to)} (${
    names(key ?? by)
  })${update} on delete restrict`;
}

function names(columns: readonly string[]): string {
  return columns.map(quoteName).join(", ");
}

function commented(before: string, comment: string | undefined): string {
  return comment === undefined ? "" : before + textLiteral(comment);
}
