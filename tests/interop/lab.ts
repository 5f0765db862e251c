/**
 * A lab with Python beside this module: the demo, and tables with awkward names and values.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { makeDemo } from "../../src/demo/demo.ts";
import { type Commands, freshPlace, type Place } from "../story/place.ts";
import { loadSql } from "../setup.ts";
import type { Database } from "../../src/database.ts";
import type { Row } from "../../src/query/reading/result.ts";
import { infoOf, type Table } from "../../src/query/table.ts";
import { textLiteral } from "../../src/sql/literal.ts";
import {
  type DataJointSide,
  dataJointSide,
  type KeyTexts,
  type StoredEntry,
} from "./datajoint_side.ts";

/** A place with a connection of ours and one of Python's. */
export interface InteropLab extends AsyncDisposable {
  readonly place: Place;
  readonly db: Database & Commands;
  readonly python: DataJointSide;
  /** A table by its full name or by schema and class name. */
  table(name: string): Promise<Table>;
}

/** Starts a server with the demo and {@linkcode AWKWARD}, connects both sides, and starts an export. */
export async function interopLab(): Promise<InteropLab> {
  const place = await freshPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  await loadSql(place.socket, AWKWARD);
  const db = await place.connect();
  const python = await dataJointSide(place.socket);
  return {
    place,
    db,
    python,
    table: (name) => db.table(name),
    [Symbol.asyncDispose]: async () => {
      await python[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

/** Starts an export, quietly, and gives its id. */
export async function startExport(
  { db }: InteropLab,
  paper_id: string,
): Promise<number> {
  const { log } = console;
  console.log = () => {};
  try {
    const key = { paper_id, analysis_id: "a" };
    return (await db.ExportSelection.startExport(key)).export_id;
  } finally {
    console.log = log;
  }
}

/** What one read gave and what it left in the log. */
export interface LoggedRead {
  readonly table: string;
  readonly keys: readonly KeyTexts[];
  /** Its log entries for that table. */
  readonly entries: readonly StoredEntry[];
  /** Entries for other tables that took part, by table. */
  readonly others: ReadonlyMap<string, readonly StoredEntry[]>;
}

/** Reads, in an export of its own, so that all its entries are new ones. */
export async function logged(
  lab: InteropLab,
  table: Table,
  read: () => Promise<readonly Row[]>,
): Promise<LoggedRead> {
  const id = await startExport(lab, `r${crypto.randomUUID().slice(0, 18)}`);
  const rows = await read();
  const key = infoOf(table).primaryKey;
  const keys = rows.map((row) => key.map((name) => textOf(row[name])));
  const stored = await lab.place.pool.texts(
    `select table_name, restriction from common_usage.export_selection__table where export_id = ${id} order by table_id`,
  );
  const others = Map.groupBy(stored as [string, string][], ([name]) => name);
  const entries = others.get(infoOf(table).fullName) ?? [];
  others.delete(infoOf(table).fullName);
  return {
    table: infoOf(table).fullName,
    keys: keys.sort(byText),
    entries,
    others,
  };
}

/** Python reads from the log exactly the rows that were read here, whichever way it asks. */
export async function assertPythonReads(
  { python }: InteropLab,
  { keys, entries }: LoggedRead,
): Promise<void> {
  assert(entries.length > 0, "nothing was logged");
  const read = await python.ask("keys", entries);
  const stored = entries.map(([, text]) => text).join("\n").slice(0, 500);
  assertEquals(read.each.flat().toSorted(byText), keys, stored);
  assertEquals(read.together.toSorted(byText), keys, stored);
  assertEquals(read.counted, keys.length, stored);
}

/** Orders keys, the same way on both sides. */
export function byText(a: KeyTexts, b: KeyTexts): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** As Python writes it: no fraction where the seconds are whole. */
function textOf(value: unknown): string | null {
  return value === null || value === undefined
    ? null
    : String(value).replace(/^(\d+-\d\d-\d\d \d\d:\d\d:\d\d)\.0+$/, "$1");
}

/**
 * Whether Python reads percent signs outside of LIKE. DataJoint doubles each `%` of a restriction by itself and undoes
 * only that, so that a stored `%%` means two: a wildcard stays one, but a value, a pattern or an operator changes.
 */
export const READS_PERCENT_SIGNS = true;

/** Values that break quoting, escaping or formatting somewhere. */
export const AWKWARD_TEXTS: readonly string[] = [
  "plain",
  "it's",
  'say "x"',
  "`tick`",
  "back\\slash",
  "ends in \\",
  "\\' OR 1=1 -- ",
  " AND ",
  "a) OR (b",
  "( (",
  "# no comment",
  "/* nor this */",
  "semi;colon",
  "two  spaces",
  "new\nline",
  "tab\there",
  "emoji 😀 and ü",
  "$(touch x)",
  "word lower case unknown",
  "%s %d %(name)s",
  "100%",
  "50%% off",
  "100% sure",
  "a_b",
  "a\\_b",
  "{braces} {0}",
];

const UUID = "0123456789abcdef0123456789abcde";

/** SQL that makes the awkward tables; `id` is the row's number. */
const AWKWARD = `
create database interop character set utf8mb4;
use interop;
create table item (
  id int primary key,
  name varchar(80) character set utf8mb4 collate utf8mb4_bin not null,
  tag binary(16) not null comment ':uuid:',
  amount decimal(10, 3), x double, day date, moment datetime(6), at timestamp null, kind enum('one', 'two''s'),
  \`order\` int, \`group\` varchar(20), \`key\` int
);
create table text_key (
  name varchar(80) character set utf8mb4 collate utf8mb4_bin, \`order\` int, primary key (name, \`order\`)
);
create table uuid_key (tag binary(16) comment ':uuid:', day date, primary key (tag, day));
create table time_key (at timestamp(3) default '2020-01-01 00:00:00', id int, primary key (at, id));
create table many (id int, name varchar(40), primary key (id, name));
create table packed (id int primary key, data longblob);
create table packed_here (id int primary key, data longblob);
${
  AWKWARD_TEXTS.map((text, id) => `
insert into item values (${id}, ${textLiteral(text)}, x'${UUID}${
    (id % 16).toString(16)
  }',
  ${id}.125, ${id} / 3, date '2024-01-01' + interval ${id} day, timestamp '2024-01-01 10:00:00.25' + interval ${id} hour,
  timestamp '2024-03-01 10:00:00' + interval ${id} hour, if(${id} % 2, 'two''s', 'one'), ${id} % 3, if(${id} % 5, 'g', null), ${id});
insert into text_key values (${textLiteral(text)}, ${id % 3});`).join("")
}
insert into uuid_key select tag, day from item;
insert into time_key select at, id from item;
insert into many select seq, concat('row ', (seq * 7919) % 1009, if(seq % 3, ')', '''')) from seq_1_to_3000;
`;
