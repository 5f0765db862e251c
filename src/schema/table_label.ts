/**
 * How tables are named in messages.
 *
 * @module
 */
import { classNameOf } from "./definition.ts";
import type { TableInfo } from "./table.ts";

/** `common_ephys.Electrode`: a table by its schema and class, a part by its master's class and its own. */
export function tableLabel(table: TableInfo): string {
  if (table.master === null) return `${table.schema}.${table.className}`;
  const master = /`\.`([^]*)`$/.exec(table.master)?.[1] ?? table.master;
  const masterClass = classNameOf(master.replaceAll("``", "`"));
  return `${table.schema}.${masterClass}.${table.className}`;
}
