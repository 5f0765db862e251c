/** Rows whose key is the zero date, which MariaDB takes for nothing where it comes through a derived table. */
import { assertEquals } from "@std/assert";
import type { Database } from "../../src/database.ts";
import type { Table } from "../../src/query/table.ts";
import { loadSql } from "../setup.ts";
import {
  freshPlace,
  listening,
  type Place,
  testInMysqlPlace,
} from "../story/place.ts";

function tablesOf(type: string): string {
  return `set sql_mode = ''; create database lab; use lab;
create table day (k ${type} not null default '2020-01-01', n int, primary key (k));
insert into day values ('0000-00-00', 1), ('2020-01-01', 2), ('2020-01-02', 3);
create table part (a int, k ${type} not null default '2020-01-01', m int, primary key (a, k));
insert into part values (1, '0000-00-00', 1), (2, '2020-01-01', 2), (2, '2020-01-02', 3);`;
}

/** A read, and how many rows of each table it rests on. */
type Case = readonly [
  read: (day: Table, part: Table, db: Database) => Promise<unknown>,
  day: number,
  part: number,
];

const CASES: readonly Case[] = [
  [(day, part) => day.join(part.and("m > 0")).fetch(), 3, 3],
  [(day, part) => day.and("n > 0").join(part.and("m > 0")).fetch(), 3, 3],
  [(day, part) => day.and(part.and("m > 0").proj()).fetch(), 3, 3],
  [
    (day, part) => day.proj({ m: "n" }).join(part.and("m > 0").proj()).fetch(),
    3,
    3,
  ],
  [(day, part) => day.and("n > 0").join(part).limit(9).fetch(), 3, 3],
  // The rows that an outer join lacks are none of the table.
  [
    (day, part) =>
      day.aggr(part.and("m < 3"), { c: "count(m)" }, { keepAllRows: true })
        .fetch(),
    3,
    2,
  ],
  [(day, part) => day.aggr(part.and("m > 0"), { c: "count(m)" }).fetch(), 3, 3],
  [
    (_day, _part, db) =>
      db.sql`select q.n, p.m from (select k, n from lab.day where n > 0) q
        join (select k, m from lab.part where m > 0) p using (k)`.fetch(),
    3,
    3,
  ],
  [
    (_day, _part, db) =>
      db.sql`select q.n, p.m from lab.day q left join (select k, m from lab.part where m < 3) p using (k)`
        .fetch(),
    3,
    2,
  ],
  [
    (_day, _part, db) =>
      db.sql`select q.n from (select k, n from lab.day where n > 0 limit 5) q where q.k in (select k from lab.part where m > 0)`
        .fetch(),
    3,
    3,
  ],
];

async function assertAllLogged(place: Place): Promise<void> {
  for (const type of ["timestamp", "timestamp(6)"]) {
    await loadSql(place.socket, tablesOf(type));
    const db = await place.connect();
    const [day, part] = [await db.table("lab.day"), await db.table("lab.part")];
    for (const [at, [read, days, parts]] of CASES.entries()) {
      const analysis_id = `${type} ${at}`;
      await listening(async () => {
        await db.ExportSelection.startExport({ paper_id: "p", analysis_id });
        await read(day, part, db);
        await db.ExportSelection.stopExport();
      });
      const found = [
        await selected(place, "day", analysis_id),
        await selected(place, "part", analysis_id),
      ];
      assertEquals(found, [days, parts], String(read));
    }
    await place.pool.run("drop database lab");
  }
}

/** How many rows of a table the entries of an analysis select together. */
async function selected(
  { pool }: Place,
  table: string,
  analysis: string,
): Promise<number> {
  const rows = await pool.texts(
    `select restriction from common_usage.export_selection__table join common_usage.export_selection using (export_id)
     where analysis_id = '${analysis}' and table_name = '\`lab\`.\`${table}\`'`,
  );
  const union = rows.map(([text]) => `(${text!.replaceAll("%%", "%")})`);
  const [[count] = []] = await pool.texts(
    `select count(*) from lab.${table} where ${union.join(" or ") || "false"}`,
  );
  return Number(count);
}

Deno.test("a read logs its rows whose key is the zero date, through whatever it is read", async () => {
  await using place = await freshPlace();
  await assertAllLogged(place);
});

testInMysqlPlace("so it does on MySQL", assertAllLogged);
