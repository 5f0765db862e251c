/** Keys that are no days of the calendar: a server that was told to allow them keeps them, and every session finds them. */
import { assertEquals } from "@std/assert";
import mysql from "mysql2/promise";
import type { TableSlice } from "../../src/closure/table_slice.ts";
import { whereTexts } from "../../src/keys/where.ts";
import { MYSQL_PROGRAMS, mysqlServer } from "../mysql_server.ts";
import { freshServer } from "../setup.ts";
import { type StartServer, withFamily } from "./parents.ts";

const DAYS = [
  ...["0000-00-00", "0000-00-05", "0000-12-31", "2020-00-00", "2020-01-00"],
  ...["2020-02-29", "2020-02-30", "2021-02-29", "2023-06-31", "2023-07-01"],
];

const MODES = ["NO_ZERO_DATE,NO_ZERO_IN_DATE,STRICT_ALL_TABLES", "", "ANSI"];

Deno.test("keys that are no days are found by every session, with what refers to them", async () => {
  await check(freshServer);
});

Deno.test({
  name: "so they are on MySQL",
  ignore: MYSQL_PROGRAMS === null,
  fn: () => check(mysqlServer),
});

async function check(start: StartServer): Promise<void> {
  const sql = `set sql_mode = 'ALLOW_INVALID_DATES'; create database d; use d;
    ${
    ["date", "datetime"].map((type) =>
      `create table p_${type} (x ${type}, n int, primary key (x, n));
        create table c_${type} (id int primary key, x ${type}, n int, foreign key (x, n) references p_${type} (x, n));
        insert into p_${type} values ${
        DAYS.map((day) => `('${day}', 1), ('${day}', 2)`)
      };
        insert into c_${type} values ${
        DAYS.map((day, id) => `(${id}, '${day}', 1)`)
      };`
    ).join("\n")
  }`;
  await withFamily(start, sql, async ({ socket, parentsOf }) => {
    const session = await mysql.createConnection({
      socketPath: socket,
      user: "root",
    });
    try {
      for (const type of ["date", "datetime"]) {
        const slice = await parentsOf(`c_${type}`, `p_${type}`);
        assertEquals(slice.count, DAYS.length, type);
        for (const mode of MODES) {
          await session.query(`set sql_mode = '${mode}'`);
          await assertFound(session, slice, mode);
        }
      }
    } finally {
      await session.end();
    }
  });
}

/** All keys together, and each by itself. */
async function assertFound(
  session: mysql.Connection,
  { table, list, keys: all }: TableSlice,
  mode: string,
): Promise<void> {
  for (const keys of [list, ...[...all].map((key) => [key])]) {
    const wanted = "count" in keys ? keys.count : 1;
    let count = 0;
    for (const where of whereTexts(table, keys)) {
      const text = `select count(*) as n from ${table.fullName} where ${where}`;
      const [[row]] = await session.query(text) as unknown as [[{ n: number }]];
      count += Number(row.n);
    }
    assertEquals(count, wanted, `${mode} ${whereTexts(table, keys)}`);
  }
}
