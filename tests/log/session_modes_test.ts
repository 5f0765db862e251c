/** What is logged selects what was read under whatever `sql_mode` it is read again: Python's, a script's, a server's own. */
import { assert, assertEquals } from "@std/assert";
import mysql from "mysql2/promise";
import type { Database } from "../../src/database.ts";
import { loadSql } from "../setup.ts";
import {
  freshPlace,
  listening,
  type Place,
  testInMysqlPlace,
} from "../story/place.ts";

const DAYS = [
  "0000-00-00",
  "2020-00-00",
  "2020-01-00",
  "2020-02-29",
  "2020-02-30",
  "2020-03-01",
  "2021-00-00",
  "0000-01-01",
  "0000-00-05",
];

const ROWS = `
set sql_mode = 'ALLOW_INVALID_DATES';
create database lab;
create table lab.day (id int primary key, d date, t datetime, name varchar(40) not null);
insert into lab.day values ${
  DAYS.map((day, id) => `(${id}, '${day}', '${day}', '${day}')`).join()
};
`;

const MODES = [
  "NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY",
  "ALLOW_INVALID_DATES",
  "",
  "ANSI",
];

const NO_DAYS = ["2020-00-00", "2020-02-30", "0000-00-00", "0000-00-05"];

const CONDITIONS: unknown[] = [
  ...NO_DAYS.flatMap((day) => [
    `d = '${day}'`,
    `t >= '${day} 00:00:00'`,
    `d <> "${day}"`,
    `d between '${day}' and '2020-03-01'`,
    `name = '${day}'`,
    { d: day },
    { d: [day, "2020-03-01"] },
    { t: `${day} 00:00:00` },
  ]),
  "d > '2020.2.31'",
  "d >= '20200230'",
  "`D` > '2020-02-30'",
  "d >= '200230'",
  "d >= '2020^02--30'",
  "d in ('20200230', '2020-03-01')",
  "t >= '20200230000000'",
  { d: "20200230" },
  { d: ["20200230", "2020-03-01"] },
  "d = name",
  "`name` = `d`",
  "d between name and name",
  "d in (name)",
  "t > d",
  "d >= concat('2020-02', '-30')",
  "unhex(hex(d)) = d",
  "cast(name as char) = d",
  "concat(trim(name), '') >= `d`",
  "lower(name) in (d, t)",
  "name not in (d)",
  "trim(name) not between d and t",
  "year(name) = 2020",
  "to_days(name) is null",
  "d > 20200230",
  "d > date'2020-02-30'",
  "d > DATE'2020-02-29'",
  "cast('2020-02-30' as date) is null",
  "convert(name, date) = d",
  "cast(d as datetime) is null",
  "date(t) is null",
  "last_day(d) is null",
  "str_to_date(name, '%Y-%m-%d') is null",
  "coalesce(d, name) is null",
  "ifnull(d, 'none') = 'none'",
  "if(id > 3, d, t) is null",
  "case when id > 3 then d else t end is null",
  "nullif(t, d) is null",
  "greatest(d, '2020-01-01') = d",
  "year(d) = 2020 and month(d) = 2",
  "d + interval 1 day is null",
  "id = 1 || name > '2020-03'",
  "id||0 and name like '2020-0%'",
];

Deno.test("a condition on dates that are no days is logged so that every session finds what was read", async () => {
  await using place = await freshPlace();
  await assertSameEverywhere(place);
});

testInMysqlPlace("so it is on MySQL", assertSameEverywhere);

Deno.test("conditions that mean the same in every session are logged as they are", async () => {
  await using place = await freshPlace();
  await loadSql(place.socket, ROWS);
  const db = await place.connect();
  for (
    const condition of [
      "d = '2020-02-29'",
      "year(d) = 2020",
      "d >= date_sub('2020-02-29', interval 9 day) and name > 'x'",
      "d = d",
      "char_length(name) > 3 and d = '2020-02-29'",
      "year(d) = id",
      "if(id > 3, 1, 0) = 1",
      "coalesce(name, 'none') = 'none'",
      "name = '2020-02-30'",
      "d > DATE'2020-02-29'",
    ]
  ) {
    const [text] = (await readAndLogged(place, db, condition)).texts;
    assert(!/`?id`? (?:IN|BETWEEN)|`?id`?=\d/.test(text!), text);
  }
});

async function assertSameEverywhere(place: Place): Promise<void> {
  await loadSql(place.socket, ROWS);
  const db = await place.connect();
  for (const condition of CONDITIONS) {
    const { read, texts } = await readAndLogged(place, db, condition);
    for (const mode of MODES) {
      assertEquals(
        await selected(place, mode, texts),
        read,
        `${JSON.stringify(condition)} under "${mode}": ${texts.join("; ")}`,
      );
    }
  }
}

let analyses = 0;

/** What a condition gives, and what the log then has, each time in an analysis of its own. */
async function readAndLogged(
  { pool }: Place,
  db: Awaited<ReturnType<Place["connect"]>> & Database,
  condition: unknown,
): Promise<{ read: number[]; texts: string[] }> {
  const key = { paper_id: "paper1", analysis_id: `analysis${++analyses}` };
  const { result } = await listening(() => db.ExportSelection.startExport(key));
  const day = await db.table("lab.day");
  const { id } = await day.and(condition as string).columns("id");
  const rows = await pool.texts(
    `select restriction from common_usage.export_selection__table where export_id = ${result.export_id}`,
  );
  return {
    read: (id as number[]).toSorted((a, b) => a - b),
    texts: rows.map(([text]) => text!.replaceAll("%%", "%")),
  };
}

/** The rows that texts select together in a session of a mode. */
async function selected(
  { socket }: Place,
  mode: string,
  texts: readonly string[],
): Promise<number[]> {
  const session = await mysql.createConnection({
    socketPath: socket,
    user: "root",
  });
  try {
    await session.query(`set sql_mode = '${mode}'`);
    const where = texts.map((text) => `(${text})`).join(" or ");
    const [rows] = await session.query(
      `select id from lab.day where ${where || "false"} order by id`,
    );
    return (rows as { id: number }[]).map(({ id }) => id);
  } finally {
    await session.end();
  }
}
