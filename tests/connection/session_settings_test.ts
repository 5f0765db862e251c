import { assertEquals } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import { inTransaction } from "../../src/connection/transaction.ts";
import { MYSQL_PROGRAMS, mysqlServer } from "../mysql_server.ts";
import { freshServer, loadSql } from "../setup.ts";

const SERVERS = [
  { name: "MariaDB", start: freshServer, ignore: false },
  { name: "MySQL", start: mysqlServer, ignore: MYSQL_PROGRAMS === null },
];

for (const { name, start, ignore } of SERVERS) {
  Deno.test({
    name:
      `a pool gives all of a value, and no row that is not asked for, whatever is set for the whole server: ${name}`,
    ignore,
    fn: async () => {
      await using server = await start();
      await loadSql(
        server.socket,
        `create database d; create table d.t (id int auto_increment primary key, name varchar(2000));
         insert into d.t (name) values (repeat('x', 2000)), (repeat('y', 2000));
         set global sql_auto_is_null = 1, global group_concat_max_len = 1024;`,
      );
      const pool = await openPool({ socketPath: server.socket, user: "root" });
      try {
        const lengths = "select length(group_concat(name)) from d.t";
        assertEquals(await pool.texts(lengths), [["4001"]]);
        await pool.reserve(async (session) => {
          await session.run("insert into d.t (name) values ('last')");
          const none = "select id from d.t where id is null";
          assertEquals(await session.texts(none), []);
        });
      } finally {
        await pool.close();
      }
    },
  });

  Deno.test({
    name:
      `a pool connects where the server refuses what it would else cut: ${name}`,
    ignore,
    fn: async () => {
      await using server = await start();
      for (const mode of ["TRADITIONAL", "STRICT_ALL_TABLES,ANSI_QUOTES"]) {
        await loadSql(server.socket, `set global sql_mode = '${mode}'`);
        const pool = await openPool({
          socketPath: server.socket,
          user: "root",
        });
        const long = "select length(group_concat(repeat('x', 2000)))";
        assertEquals(await pool.texts(long), [["2000"]]);
        await pool.close();
      }
    },
  });
}

Deno.test("a pool gives all rows, and keeps what is written, whatever is set for the whole server", async () => {
  await using server = await freshServer();
  await loadSql(
    server.socket,
    `create database d; create table d.t (id int primary key); insert into d.t values (1), (2), (3);
     set global sql_select_limit = 1, global max_join_size = 1, global autocommit = 0, global completion_type = 1;`,
  );
  const options = { socketPath: server.socket, user: "root" };
  const pool = await openPool(options);
  try {
    assertEquals((await pool.texts("select id from d.t")).length, 3);
    const joined = "select a.id from d.t as a join d.t as b";
    assertEquals((await pool.texts(joined)).length, 9);
    await pool.run("insert into d.t values (4)");
    for (const id of [5, 6]) {
      await inTransaction(pool, async (session) => {
        await session.run(`insert into d.t values (${id})`);
      });
    }
  } finally {
    await pool.close();
  }
  const other = await openPool(options);
  try {
    assertEquals((await other.texts("select id from d.t")).length, 6);
  } finally {
    await other.close();
  }
});
