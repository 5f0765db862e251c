/**
 * Reads as code that a cell can run.
 *
 * @module
 */
import { running } from "../../log/entries/entry.ts";
import type { LoggedEntry } from "../../log/paper_log.ts";
import { tableLabel } from "../../schema/table_label.ts";
import { compactReads } from "../../query/reading/compact.ts";
import type { Sorted } from "../../query/expression/expression.ts";
import type { TableInfo } from "../../schema/table.ts";

/** An entry of the log as code that reads it again. */
export function entryCode(entry: LoggedEntry, table: TableInfo): string {
  const text = running(entry.restriction);
  return `await ${tableCode(table)}${conditionCode(text)}.fetch()`;
}

/** A query as code that reads it. */
export function stateCode(table: TableInfo, state: Sorted): string {
  const { input, order, offset, limit } = state;
  const text = compactReads(input)![0]!.text;
  const terms = order.map(({ name, descending }) =>
    JSON.stringify(descending ? `${name} desc` : name)
  );
  return [
    `await ${tableCode(table)}${conditionCode(text)}`,
    terms.length > 0 ? `.orderBy(${terms.join(", ")})` : "",
    offset === null || offset === 0 ? "" : `.offset(${offset})`,
    limit === null ? "" : `.limit(${limit})`,
    ".fetch()",
  ].join("");
}

/** A SELECT as code that reads it. */
export function selectCode(sql: string): string {
  return [
    'import { sql } from "spyglass-deno";',
    `await db.sql\`\${sql.raw(${JSON.stringify(sql)})}\`.fetch()`,
  ].join("\n");
}

/** `(await db.table("common_ephys.Electrode"))`: it needs nothing but the database. */
function tableCode(table: TableInfo): string {
  // Two tables may have one class name: such a table is named as the database does.
  const name = /^[\w.]+$/.test(tableLabel(table))
    ? tableLabel(table)
    : table.fullName;
  return `(await db.table(${JSON.stringify(name)}))`;
}

function conditionCode(text: string): string {
  return text === "TRUE" ? "()" : `.and(${JSON.stringify(text)})`;
}
