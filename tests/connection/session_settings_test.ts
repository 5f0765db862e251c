import { assertEquals } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import { inTransaction } from "../../src/connection/transaction.ts";
import { freshServer, loadSql } from "../setup.ts";

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
