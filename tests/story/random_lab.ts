/**
 * A database that no tool of neuroscience made: random names, keys, foreign keys and values, all of them awkward.
 *
 * @module
 */
import type { Pool } from "../../src/connection/session.ts";
import { below, chance, pick, type Random } from "../closure/random_values.ts";
import { quote } from "./rows.ts";

/** One column: how its values are made, and what it refers to. */
interface LabColumn {
  readonly name: string;
  readonly sql: string;
  /** A value as a literal. */
  readonly make: (random: Random, at: number) => string;
}

/** One table, with its rows as literals. */
export interface LabTable {
  readonly schema: string;
  readonly name: string;
  readonly key: readonly LabColumn[];
  readonly columns: readonly LabColumn[];
  readonly rows: readonly (readonly string[])[];
}

/** The column in every table that tells its rows apart in the test; it is in no key. */
export const ROW_ID = "rid";

/** Values that break what is not quoted well. */
const AWKWARD: readonly string[] = [
  "it's",
  'say "no"',
  "back`quote",
  "back\\slash\\",
  "100%",
  "%%s %d",
  "a AND b",
  "x OR y",
  "1) OR (1=1",
  "# no comment",
  "-- no comment",
  "/* none */",
  "; drop",
  "( ((",
  ") )",
  "two  spaces",
  "new\nline",
  "tab\tbed",
  "emoji 🧠 é",
  "$(touch x)",
  "`touch x`",
  "--where",
  "'\\''; touch x; '",
  "nul\0byte",
  "True",
  "NULL",
  "Größe",
  "日本",
];

/** Makes tables with rows on a server, and says which. */
export async function randomLab(
  pool: Pool,
  random: Random,
): Promise<LabTable[]> {
  const schemas = [`${pick(random, NAMES)}1`, `${pick(random, NAMES)}2`];
  for (const schema of schemas) {
    await pool.run(`create database ${quote(schema)}`);
  }
  const tables: LabTable[] = [];
  const count = 4 + below(random, 5);
  for (let at = 0; at < count; at++) {
    tables.push(await randomTable(pool, random, schemas, tables, at));
  }
  return tables;
}

/** Parts of names; each is a name of its own, too. Schemas and tables may not end in a space. */
const NAMES = [
  "select",
  "it's",
  'qu"ote',
  "back`tick",
  "100%s",
  "a b  c",
  "$(touch x)",
  "`touch x`",
  "--where",
  "#hash",
  "~wave",
  "_under",
  "Größe",
  "日本",
  "tab\tnew\nline",
  "semi;colon",
  "(paren",
  "back\\slash",
  "rand",
  "and",
  "CamelCase",
  "1st",
];

const TYPES: readonly Omit<LabColumn, "name">[] = [
  { sql: "int", make: (_, at) => String(at * 3 - 4) },
  { sql: "bigint unsigned", make: (_, at) => `1844674407370955160${at % 10}` },
  { sql: "decimal(20,3)", make: (_, at) => `-${at}.125` },
  { sql: "double", make: (_, at) => `${at / 7}e0` },
  { sql: "float", make: (_, at) => `${at}.1` },
  { sql: "bit(9)", make: (_, at) => String(at) },
  { sql: "year", make: (_, at) => String(2000 + at) },
  { sql: "time(3)", make: (_, at) => `'-${at}:01:02.125'` },
  { sql: "date", make: (_, at) => `'2024-02-${20 + at % 9}'` },
  {
    sql: "datetime(6)",
    make: (_, at) => `'2024-02-28 23:59:59.00000${at % 10}'`,
  },
  {
    sql: "timestamp",
    make: (_, at) => `'2023-10-29 00:${10 + at % 40}:00'`,
  },
  {
    sql: "enum('a','b%','c''s','d\"e','f g')",
    make: (_, at) => String(1 + at % 5),
  },
  { sql: "binary(16)", make: (_, at) => `0x${hex(`key ${at}`)}` },
  {
    sql: "varbinary(60)",
    make: (random, at) => `0x00${hex(pick(random, AWKWARD) + at)}`,
  },
  {
    sql: "varchar(60) character set utf8mb4 collate utf8mb4_bin",
    make: (random, at) => text(`${pick(random, AWKWARD)}|${at}`),
  },
  {
    sql: "varchar(60) character set utf8mb4 collate utf8mb4_bin",
    make: (_, at) => text(AWKWARD[at % AWKWARD.length]!),
  },
];

const OTHERS: readonly Omit<LabColumn, "name">[] = [
  {
    sql: "longblob",
    make: (random) => chance(random, 0.2) ? "null" : `0x${randomHex(random)}`,
  },
  {
    sql: "longtext character set utf8mb4",
    make: (random) => text(pick(random, AWKWARD).repeat(1 + below(random, 3))),
  },
  { sql: "double", make: (random) => String((random() - 0.5) * 1e9) },
  { sql: "float", make: (random) => String(random()) },
  { sql: "bit(12)", make: (random) => String(below(random, 4096)) },
];

async function randomTable(
  pool: Pool,
  random: Random,
  schemas: readonly string[],
  earlier: readonly LabTable[],
  at: number,
): Promise<LabTable> {
  const parents = earlier.filter(() => chance(random, 0.5)).slice(0, 2);
  const own = Array.from(
    { length: 1 + below(random, 2) },
    (_, i) => ({ ...pick(random, TYPES), name: columnName(random, `k${i}`) }),
  );
  const links = parents.map((parent, i) => ({
    parent,
    columns: parent.key.map((column, j) => ({
      ...column,
      name: columnName(random, `f${i}${j}`),
    })),
    inKey: parent.key.length < 3 && chance(random, 0.5),
  }));
  const linked = links.flatMap(({ columns, inKey }) => inKey ? columns : []);
  const key = [...linked, ...own];
  const loose = links.flatMap(({ columns, inKey }) => inKey ? [] : columns);
  const others = OTHERS.filter(() => chance(random, 0.5))
    .map((type, i) => ({ ...type, name: columnName(random, `o${i}`) }));
  const rid = {
    name: ROW_ID,
    sql: "int",
    make: (_: Random, n: number) => `${n}`,
  };
  const columns = [...key, ...loose, ...others, rid];
  const schema = pick(random, schemas);
  const name = `${pick(random, NAMES)} ${at}`;
  await pool.run(createText(schema, name, columns, key, links, loose));
  const rows = await insertRows(pool, random, { schema, name, columns, links });
  return { schema, name, key, columns, rows };
}

/** What a table's columns refer to. */
interface LabLink {
  readonly parent: LabTable;
  readonly columns: readonly LabColumn[];
  readonly inKey: boolean;
}

/** Inserts some rows, those that the key allows, and gives their literals. */
async function insertRows(
  pool: Pool,
  random: Random,
  { schema, name, columns, links }:
    & Pick<LabTable, "schema" | "name" | "columns">
    & { readonly links: readonly LabLink[] },
): Promise<string[][]> {
  const list = columns.map((column) => quote(column.name)).join(", ");
  const rows: string[][] = [];
  for (let row = 0; row < 3 + below(random, 10); row++) {
    const chosen = referredTo(random, links);
    const values = columns.map((column) =>
      chosen.get(column.name) ?? column.make(random, row)
    );
    const { affectedRows } = await pool.run(
      `insert ignore into ${quote(schema)}.${quote(name)} (${list}) values (${
        values.join(", ")
      })`,
    );
    if (affectedRows === 1) rows.push(values);
  }
  return rows;
}

/** The values of the columns that refer to other tables: those of rows that are there. */
function referredTo(
  random: Random,
  links: readonly LabLink[],
): Map<string, string> {
  const chosen = new Map<string, string>();
  for (const { parent, columns, inKey } of links) {
    const isNull = !inKey && chance(random, 0.2);
    const from = pick(random, parent.rows);
    columns.forEach((column, i) =>
      chosen.set(column.name, isNull ? "null" : from[i]!)
    );
  }
  return chosen;
}

function createText(
  schema: string,
  name: string,
  columns: readonly LabColumn[],
  key: readonly LabColumn[],
  links: readonly { parent: LabTable; columns: readonly LabColumn[] }[],
  loose: readonly LabColumn[],
): string {
  const names = (list: readonly LabColumn[]) =>
    list.map((column) => quote(column.name)).join(", ");
  const parts = [
    ...columns.map((column) => {
      const isNull = loose.includes(column) || /blob|text/.test(column.sql);
      return `${quote(column.name)} ${column.sql} ${
        isNull ? "null" : "not null"
      }`;
    }),
    `primary key (${names(key)})`,
    ...links.map(({ parent, columns }) =>
      `foreign key (${names(columns)}) references ${quote(parent.schema)}.${
        quote(parent.name)
      } (${names(parent.key)})`
    ),
  ];
  return `create table ${quote(schema)}.${quote(name)} (${
    parts.join(",\n")
  }) engine=InnoDB`;
}

function columnName(random: Random, suffix: string): string {
  return `${pick(random, NAMES)} ${suffix}`;
}

function text(value: string): string {
  return `convert(0x${hex(value)} using utf8mb4)`;
}

function hex(value: string): string {
  return new TextEncoder().encode(value).toHex();
}

function randomHex(random: Random): string {
  const bytes = Uint8Array.from(
    { length: 1 + below(random, 300) },
    () => chance(random, 0.2) ? 0 : below(random, 256),
  );
  return bytes.toHex();
}
