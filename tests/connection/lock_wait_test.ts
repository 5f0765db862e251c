/** Tables that somebody else locks or alters. */
import { assertEquals, assertRejects } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import { QueryError } from "../../src/errors.ts";
import { freshServer, loadSql } from "../setup.ts";

Deno.test("a read of a table that somebody locks waits for minutes, not for a day, and says what it waited for", async () => {
  await using server = await freshServer();
  const address = { socketPath: server.socket, user: "root" };
  await loadSql(server.socket, "create database d; create table d.t (id int)");
  const holder = await openPool(address);
  const first = await openPool(address);
  try {
    const seconds = "select @@lock_wait_timeout";
    assertEquals(await first.texts(seconds), [["300"]]);
    await loadSql(server.socket, "set global lock_wait_timeout = 1");
    await using reader = await openPool(address).then((pool) => ({
      pool,
      [Symbol.asyncDispose]: () => pool.close(),
    }));
    await holder.reserve(async (session) => {
      await session.run("LOCK TABLES d.t WRITE");
      await assertRejects(
        () => reader.pool.texts("select * from d.t"),
        QueryError,
        "locks or alters their table (SHOW FULL PROCESSLIST says who): run it again",
      );
      await session.run("UNLOCK TABLES");
    });
  } finally {
    await first.close();
    await holder.close();
  }
});
