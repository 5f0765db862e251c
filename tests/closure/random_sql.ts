/**
 * Random databases as statements.
 *
 * @module
 */
import type { RandomRow, RandomTable } from "./random_database.ts";
import { below, chance, type Random } from "./random_values.ts";

/** `` `schema`.`table` ``. */
export function nameOf(table: RandomTable): string {
  return `\`${table.schema}\`.\`${table.name}\``;
}

/** Statements that create the tables, whatever their cycles. */
export function createText(tables: readonly RandomTable[]): string {
  return tables.map((table) => {
    const columns = table.columns.map(({ name, type, nullable }) =>
      `\`${name}\` ${type.sql} ${nullable ? "null default null" : "not null"}`
    );
    const key = table.columns.filter((c) => c.inKey).map((c) => c.name);
    const indexes = table.targets.map(({ columns, unique }) =>
      `${unique ? "unique" : "index"} (${columns.map(quoted)})`
    );
    const references = table.references.map((reference) =>
      `constraint \`${reference.name}\` foreign key (${
        reference.columns.map(quoted)
      }) references ${nameOf(reference.parent)} (${
        reference.parentColumns.map(quoted)
      })`
    );
    const parts = [
      ...columns,
      "`rid` int not null",
      `primary key (${key.map(quoted)})`,
      ...indexes,
      ...references,
    ];
    return `create table ${nameOf(table)} (\n${
      parts.join(",\n")
    }\n) engine=InnoDB;\n`;
  }).join("");
}

/** Statements that insert these rows. */
export function insertText(
  random: Random,
  table: RandomTable,
  rows: readonly RandomRow[] = table.rows,
): string {
  if (rows.length === 0) return "";
  const values = rows.map(({ rid, cells }) =>
    `(${
      table.columns.map(({ name, type }) => {
        const cell = cells.get(name) ?? null;
        return cell === null ? "null" : type.write(cell, random);
      }).concat(String(rid))
    })`
  );
  return `insert ignore into ${nameOf(table)} values\n${values.join(",\n")};\n`;
}

/** Rows that were not there before, most of them near those that were. */
export function moreRows(random: Random, table: RandomTable): RandomRow[] {
  return Array.from({ length: 30 }, (_, at) => ({
    rid: LATER + at,
    cells: new Map(
      table.columns.map(({ name, nullable }) => [
        name,
        nullable && chance(random, 0.3) ? null : below(random, 16),
      ]),
    ),
  }));
}

/** Rows from this number on were inserted later. */
export const LATER = 100_000;

function quoted(name: string): string {
  return `\`${name}\``;
}
