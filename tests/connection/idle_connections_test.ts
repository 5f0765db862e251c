import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConnectionError } from "../../src/errors.ts";
import { openPool } from "../../src/connection/pool.ts";
import type { Session } from "../../src/connection/session.ts";
import { loadSql, testServer } from "../setup.ts";

const CONNECTION_ID = "SELECT CONNECTION_ID()";

const idOf = async (session: Session) =>
  Number((await session.query(CONNECTION_ID)).rows[0]![0]);

Deno.test("more work at once than connections is all done, on no more connections than the limit", async () => {
  const pool = await openPool({
    socketPath: testServer(),
    user: "root",
    size: 2,
  });
  try {
    const work = Array.from(
      { length: 40 },
      (_, at) => at % 2 ? idOf(pool) : pool.reserve(idOf),
    );
    const ids = new Set(await Promise.all(work));
    assertEquals(ids.size, 2);
    assert(ids.has(await idOf(pool)));
  } finally {
    await pool.close();
  }
});

Deno.test("where the server has no more connections for this user, work waits for those that the pool has", async () => {
  const user = `u${crypto.randomUUID().slice(0, 8)}`;
  await loadSql(
    testServer(),
    `create user ${user}@localhost identified by 'x' with max_user_connections 2`,
  );
  const pool = await openPool({
    socketPath: testServer(),
    user,
    password: "x",
  });
  try {
    const slow = async (session: Session) => {
      await session.query("SELECT SLEEP(0.05)");
      return await idOf(session);
    };
    const work = Array.from({ length: 10 }, () => pool.reserve(slow));
    assertEquals(new Set(await Promise.all(work)).size, 2);
    const other = () =>
      openPool({ socketPath: testServer(), user, password: "x" });
    // A pool that has none waits for nobody.
    const error = await assertRejects(other, ConnectionError, "MySQL 1226");
    assert(error.message.includes("raise max_user_connections"), error.message);
  } finally {
    await pool.close();
    await loadSql(testServer(), `drop user ${user}@localhost`);
  }
});
