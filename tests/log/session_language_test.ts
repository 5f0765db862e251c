/** What is logged selects what was read also where days have other names, or a year's weeks begin on another day. */
import { assertEquals } from "@std/assert";
import type { Pool } from "../../src/connection/session.ts";
import { loadSql } from "../setup.ts";
import {
  freshPlace,
  listening,
  type Place,
  testInMysqlPlace,
} from "../story/place.ts";

const ROWS = `
create database lab;
create table lab.day (id int primary key, d date not null, form varchar(20) not null);
insert into lab.day values (1, '2023-12-25', '%W'), (2, '2023-12-26', '%Y'), (3, '2023-12-31', '%W'),
  (4, '2024-01-01', '%a'), (5, '2024-05-06', '%W'), (6, '2024-01-09', '%M');
`;

/** As a lab in Germany sets it for its server. */
const HERE = "lc_time_names = 'de_DE', default_week_format = 3";
const ELSEWHERE = "lc_time_names = 'en_US', default_week_format = 0";

const BY_KEYS = [
  "date_format(d, '%W') = 'Montag'",
  "DATE_FORMAT(d, '%d. %M') like '%ai'",
  "date_format (d,\"%%%b\") = '%Mai'",
  "date_format(d, form) = 'Montag'",
  "date_format(d, concat('%', 'a')) = 'Mo'",
  "week(d) = 1",
  "week(d + interval mod(1, 2) day) = 1",
  "dayname(d) = 'Montag'",
  "monthname(d) = 'Mai'",
];

const AS_THEY_ARE = [
  "date_format(d, '%Y-%m') = '2024-01'",
  "date_format(d, '%Y%%W') = '2024%W'",
  "week(d, 3) = 1",
];

Deno.test("a condition on the names of days, or on weeks, is logged so that every session finds what was read", async () => {
  await using place = await freshPlace();
  await assertSame(place);
});

testInMysqlPlace("so it is on MySQL", assertSame);

async function assertSame(place: Place): Promise<void> {
  const { pool } = place;
  await loadSql(place.socket, ROWS);
  await pool.run(`set ${globally(HERE)}`);
  const db = await place.connect();
  const day = await db.table("lab.day");
  for (const condition of [...BY_KEYS, ...AS_THEY_ARE]) {
    await pool.run("delete from common_usage.export_selection__table")
      .catch(() => {});
    await listening(() =>
      db.ExportSelection.startExport({ paper_id: "one", analysis_id: "one" })
    );
    const { id } = await day.and(condition).columns("id");
    const [text] = await logged(pool);
    const hasKeys = /^\(`id`(?:=| IN )/.test(text!);
    assertEquals(hasKeys, BY_KEYS.includes(condition), text);
    assertEquals((id as number[]).length > 0, true, condition);
    assertEquals(await selected(pool, text!), id, text);
  }
}

function globally(settings: string): string {
  return settings.split(", ").map((one) => `global ${one}`).join(", ");
}

async function logged(pool: Pool): Promise<string[]> {
  const rows = await pool.texts(
    "select restriction from common_usage.export_selection__table",
  );
  return rows.map(([text]) => text!.replaceAll("%%", "%"));
}

async function selected(pool: Pool, text: string): Promise<number[]> {
  return await pool.reserve(async (session) => {
    await session.run(`set ${ELSEWHERE}`);
    const rows = await session.texts(
      `select id from lab.day where ${text} order by id`,
    );
    await session.run(
      "set lc_time_names = default, default_week_format = default",
    );
    return rows.map(([id]) => Number(id));
  });
}
