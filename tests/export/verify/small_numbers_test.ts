/** Numbers that MariaDB and MySQL write in different ways are no differences. */
import { assertEquals } from "@std/assert";
import { exactText } from "../../../src/keys/exact_value.ts";
import { MYSQL_PROGRAMS, mysqlServer } from "../../mysql_server.ts";
import { freshDatabase, loadSql, testServer } from "../../setup.ts";
import { listening, testInMysqlPlace } from "../../story/place.ts";

const ignore = MYSQL_PROGRAMS === null;
const REASON = ignore ? " (MySQL is missing)" : "";

/** From the smallest to the largest, some with as many digits as there are. */
const NUMBERS = Array.from({ length: 640 }, (_, i) => i - 330).flatMap((e) =>
  ["1", "-9.99999999999999", "1.2345678901234567", "3.3333333333333335"]
    .map((digits) => `${digits}e${e}`)
).filter((text) => Number.isFinite(Number(text)) && Number(text) !== 0);

Deno.test({
  name:
    `exactText() of a FLOAT or a DOUBLE is the same on both servers${REASON}`,
  ignore,
  fn: async () => {
    await using mysql = await mysqlServer();
    const texts = async (socket: string) => {
      await using database = await freshDatabase("numbers", socket);
      const rows = NUMBERS.map((text, id) =>
        `(${id}, ${text}, if(abs(${text}) < 3e38, ${text}, null))`
      );
      await loadSql(
        socket,
        `create table t (id int primary key, d double, f float); insert into t values ${rows}`,
        database.name,
      );
      const columns = [
        { name: "d", type: "double" },
        { name: "f", type: "float" },
      ].map(exactText);
      return await loadSql(
        socket,
        `select concat(ifnull(${columns[0]}, '-'), ' ', ifnull(${
          columns[1]
        }, '-')) from t order by id`,
        database.name,
      );
    };
    const here = await texts(testServer());
    assertEquals(here.split("\n"), (await texts(mysql.socket)).split("\n"));
    const doubles = here.split("\n").map((line) => line.split(" ")[0]);
    assertEquals(new Set(doubles).size, new Set(NUMBERS.map(Number)).size + 1);
  },
});

testInMysqlPlace(
  "verify() finds small numbers of a lab's MySQL in the dump",
  async (place) => {
    await loadSql(
      place.socket,
      `create database d; use d;
create table fit (alpha float, beta double, p float, q double, primary key (alpha, beta));
insert into fit values (1e-7, 1.2345678901234567e-9, 1e-7, 1.2345678901234567e-6), (0.1, 1e-30, 3e-5, null), (2, 1e22, 0, -3.3333333333333335e-5);`,
    );
    const { result } = await listening(async () => {
      const db = await place.connect();
      const paper = { paper_id: "p" };
      const fit = await db.table("d.Fit");
      await db.ExportSelection.startExport({ ...paper, analysis_id: "a" });
      await fit`p is not null`.fetch();
      await fit.orderBy("p").limit(2).fetch();
      await db.ExportSelection.stopExport();
      await db.Export.populatePaper({ ...paper, run: true });
      return await db.Export.verify(paper);
    });
    assertEquals(result.differences, []);
  },
);
