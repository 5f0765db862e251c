/** The largest numbers of a FLOAT(12,6): the nearest one that the server can keep is larger than the type says. */
import { assertEquals } from "@std/assert";
import { whereTexts } from "../../src/keys/where.ts";
import { MYSQL_PROGRAMS, mysqlServer } from "../mysql_server.ts";
import { freshServer } from "../setup.ts";
import { type StartServer, withFamily } from "./parents.ts";

const TYPES = [
  "float(12,6)",
  "float(7,4)",
  "float(5,0)",
  "double(20,5)",
  "double(8,2)",
  "float",
];

const isMysqlMissing = MYSQL_PROGRAMS === null;

Deno.test("the largest numbers of a key are found, by themselves and with what refers to them", async () => {
  await check(freshServer);
});

Deno.test({
  name: `the largest numbers of a key are found on MySQL, too${
    isMysqlMissing ? " (MySQL is missing)" : ""
  }`,
  ignore: isMysqlMissing,
  fn: () => check(mysqlServer),
});

async function check(start: StartServer): Promise<void> {
  const sql = `set sql_mode = ''; create database d; use d;
    ${
    TYPES.map((type, at) =>
      `create table p${at} (x ${type}, n int, primary key (x, n));
        create table c${at} (id int primary key, x ${type}, n int, foreign key (x, n) references p${at} (x, n));
        insert into p${at} values (1e18, 1), (-1e18, 1), (5, 1), (99, 1), (1e18, 2);
        insert into c${at} (id, x, n) values (1, 1e18, 1), (2, -1e18, 1), (3, 5, 1), (4, 1e18, 2);`
    ).join("\n")
  }`;
  await withFamily(start, sql, async ({ pool, parentsOf }) => {
    for (const [at, type] of TYPES.entries()) {
      const slice = await parentsOf(`c${at}`, `p${at}`);
      assertEquals(slice.count, 4, type);
      const count = async (where: readonly string[]) => {
        const [[sum] = []] = await pool.texts(
          `select ${
            where.map((text) => `(select count(*) from d.p${at} where ${text})`)
              .join(" + ")
          }`,
        );
        return Number(sum);
      };
      assertEquals(await count(whereTexts(slice.table, slice.list)), 4, type);
      for (const key of slice.keys) {
        const where = whereTexts(slice.table, [key]);
        assertEquals(await count(where), 1, `${type}: ${where}`);
      }
    }
  });
}
