/**
 * `CREATE TABLE` of a compiled definition, clause by clause as DataJoint 0.14 writes it (`datajoint/declare.py`,
 * `declare`), so that names that the server makes up are the same, too.
 *
 * @module
 */
import { quoteName } from "../sql/identifier.ts";
import { quotedText } from "../sql/literal.ts";
import { attributeSql } from "./attribute_line.ts";
import type { CompiledForeignKey, CompiledTable } from "./compiled_table.ts";
import { indexSql } from "./index_line.ts";

/** Writes the statement. */
export function createTableText(table: CompiledTable): string {
  const clauses = [
    ...table.attributes.map(attributeSql),
    `PRIMARY KEY (${names(table.primaryKey)})`,
    ...table.foreignKeys.map(foreignKeySql),
    ...table.indexes.map(indexSql),
  ];
  return `CREATE TABLE ${table.fullName} (\n${
    clauses.join(",\n")
  }\n) ENGINE=InnoDB, COMMENT ${quotedText(table.comment)}`;
}

function foreignKeySql(
  { columns, parent, parentColumns, isExternal }: CompiledForeignKey,
): string {
  const onUpdate = isExternal ? "RESTRICT" : "CASCADE";
  return `FOREIGN KEY (${names(columns)}) REFERENCES ${parent} (${
    names(parentColumns)
  }) ON UPDATE ${onUpdate} ON DELETE RESTRICT`;
}

function names(columns: readonly string[]): string {
  return columns.map(quoteName).join(",");
}
