/** A time of day that is taken for a date stands for today: what is logged of it must select the same tomorrow. */
import { assertEquals } from "@std/assert";
import { loadSql } from "../setup.ts";
import {
  freshPlace,
  listening,
  type Place,
  testInMysqlPlace,
} from "../story/place.ts";

const ROWS = `
create database lab;
create table lab.visit (id int primary key, dd date, dt datetime, tm time, \`a b\` time);
insert into lab.visit values (1, '2020-01-01', '2020-01-01 12:00:00', '10:00:00', '01:00:00'),
  (2, '2030-01-01', '2030-01-01 12:00:00', '10:00:00', '11:00:00'),
  (3, '2031-05-05', '2031-05-05 09:00:00', '08:00:00', '09:00:00');
`;

/** Each holds for other rows, or none, where today is another day. */
const OF_TODAY = [
  "datediff(dd, tm) < 0",
  "DATEDIFF(tm, dd) > 0",
  "timestampdiff(day, tm, dd) < 0",
  "timestampdiff(year, `a b`, dt) < 0",
  "time_to_sec(tm) > timestampdiff(second, dt, tm)",
  "datediff(dd, coalesce(tm, '10:00:00')) < 0",
  "datediff(dd, maketime(10, 0, 0)) < 0",
  "datediff(dd, sec_to_time(36000)) < 0",
  "datediff(dd, cast('10:00' as time)) < 0",
  "to_days(dd) < to_days(tm)",
  "tm < dd",
  "tm between dd and dt",
  "tm + interval 1 day > '2010-01-01'",
  "dt < tm + interval 1 day",
];

/** These hold for the same rows on any day, and are as short as they were written. */
const OF_ANY_DAY = [
  "tm > '09:00'",
  "`a b` < tm",
  "hour(tm) = 10 AND year(dd) = 2020",
  "tm > '09:00' AND datediff(dd, dt) = 0",
  "dd + interval 1 day > '2021-01-01'",
];

async function assertSame(place: Place): Promise<void> {
  await loadSql(place.socket, ROWS);
  const db = await place.connect();
  const visit = await db.table("lab.visit");
  for (const condition of [...OF_TODAY, ...OF_ANY_DAY]) {
    await loadSql(
      place.socket,
      "delete from common_usage.export_selection__table",
    ).catch(() => {});
    await listening(() =>
      db.ExportSelection.startExport({ paper_id: "p", analysis_id: "a" })
    );
    const given = (await visit.and(condition).orderBy("id").columns("id")).id!;
    await listening(() => db.ExportSelection.stopExport());
    const entries = await place.pool.texts(
      "select restriction from common_usage.export_selection__table",
    );
    for (const today of ["2005-06-07", "2025-06-07", "2035-06-07"]) {
      const selected = await place.pool.reserve(async (session) => {
        await session.run(`SET timestamp = UNIX_TIMESTAMP('${today} 12:00')`);
        const found = await session.texts(
          `select id from lab.visit where ${
            entries.map(([text]) => `(${text!.replaceAll("%%", "%")})`).join(
              " or ",
            ) || "false"
          } order by id`,
        );
        await session.run("SET timestamp = DEFAULT");
        return found.map(([id]) => Number(id));
      });
      assertEquals(selected, [...given], `${condition}, on ${today}`);
    }
    const isText = entries.some(([text]) => /tm|a b|dd/.test(text!));
    assertEquals(isText, OF_ANY_DAY.includes(condition), condition);
  }
}

Deno.test("a condition that takes a time for a date of today is logged by the keys of its rows", async () => {
  await using place = await freshPlace();
  await assertSame(place);
});

testInMysqlPlace("so it is on MySQL", assertSame);
