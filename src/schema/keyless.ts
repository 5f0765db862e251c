/**
 * What is said of a table without a primary key.
 *
 * @module
 */
import type { TableInfo } from "./table.ts";

/**
 * What is missing and what to do, to be continued by `, or …`. Of a table whose rows another server keeps, the key is not
 * told while that one does not answer.
 *
 * @example
 * ```ts ignore (needs a table)
 * keylessText(table);
 * // has no primary key, wanted one to say which rows the paper ships; add one (ALTER TABLE `lab`.`log` ADD PRIMARY KEY …)
 * ```
 */
export function keylessText(table: TableInfo): string {
  const found = table.isElsewhere
    ? "has no primary key, or what keeps its rows does not answer"
    : "has no primary key";
  return `${found}, wanted one to say which rows the paper ships; add one (ALTER TABLE ${table.fullName} ADD PRIMARY KEY …)`;
}
