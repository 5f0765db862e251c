/** What is sent without waiting for what goes before it. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool, Session } from "../../src/connection/session.ts";
import { atUtc } from "../../src/connection/session_settings.ts";
import { inSnapshot } from "../../src/connection/snapshot.ts";
import { inTransaction } from "../../src/connection/transaction.ts";
import { ScopedPool } from "../../src/connection/scoped_pool.ts";
import { ConnectionError, QueryError } from "../../src/errors.ts";
import { heldPool } from "./held_replies.ts";
import { forwarding } from "../forwarding_session.ts";
import { freshDatabase } from "../setup.ts";

Deno.test("a snapshot's first read is sent before the server has said that it has begun", async () => {
  await using place = await heldPool(1);
  const { held, pool } = place;
  held.hold();
  const read = inSnapshot(
    pool,
    (session) => session.columns("SELECT 'first'"),
  );
  await held.until("SET TRANSACTION", "START TRANSACTION", "SELECT 'first'");
  held.release();
  assertEquals((await read).columns, [["first"]]);
});

Deno.test("rows of a snapshot are there before the server has said that it has ended", async () => {
  await using place = await heldPool(1);
  const { held, pool } = place;
  await inSnapshot(pool, async (session) => {
    await session.columns("SELECT 1");
    held.hold();
  });
  // The next read on this connection goes right behind it.
  const next = pool.columns("SELECT 'next'");
  await held.until("COMMIT", "SELECT 'next'");
  held.release();
  assertEquals((await next).columns, [["next"]]);
  assertEquals(await pool.texts("SELECT @@in_transaction"), [["0"]]);
});

Deno.test("a transaction's first read is sent at once, its end is waited for", async () => {
  await using place = await heldPool(1);
  const { held, pool } = place;
  held.hold();
  let isDone = false;
  const written = inTransaction(pool, async (session) => {
    const rows = await session.columns("SELECT 7");
    held.hold();
    return rows;
  }).finally(() => isDone = true);
  await held.until("SET TRANSACTION", "START TRANSACTION", "SELECT 7");
  held.release();
  await held.until("COMMIT");
  assert(!isDone);
  held.release();
  assertEquals((await written).columns, [[7]]);
  assertEquals(await pool.texts("SELECT @@in_transaction"), [["0"]]);
});

Deno.test("a user's transaction sees the state from before its first line", async () => {
  await using place = await heldPool(1);
  const pool = await openPool({
    socketPath: place.held.socketPath,
    user: "root",
  });
  await pool.run("CREATE OR REPLACE DATABASE ahead_state");
  await pool.run("CREATE TABLE ahead_state.t (id int PRIMARY KEY)");
  const scoped = new ScopedPool(pool);
  const seen = await scoped.transactions.run(async () => {
    await pool.run("INSERT INTO ahead_state.t VALUES (1)");
    return await scoped.texts("SELECT COUNT(*) FROM ahead_state.t");
  });
  assertEquals(seen, [["0"]]);
  await pool.close();
});

Deno.test("a session's time zone is changed and set back without waiting", async () => {
  await using place = await heldPool(1);
  const { held, pool } = place;
  await pool.reserve(async (session) => {
    await session.run("SET SESSION time_zone = '+03:00'");
    held.hold();
    const zone = () => session.columns("SELECT @@SESSION.time_zone");
    const inside = atUtc(session, zone);
    await held.until("time_zone = '+00:00'", "SELECT @@SESSION.time_zone");
    held.release();
    assertEquals((await inside).columns, [["+00:00"]]);
    assertEquals((await zone()).columns, [["+03:00"]]);
  });
});

Deno.test("what prepares and fails takes with it what was sent behind it, and closes the connection", async () => {
  await using place = await heldPool(1);
  const { pool } = place;
  await pool.run("CREATE OR REPLACE DATABASE ahead_fails");
  await pool.run("CREATE TABLE ahead_fails.t (id int PRIMARY KEY)");
  await assertRejects(
    () =>
      pool.reserve(async (session) => {
        const prepared = session.runAhead!("SET no such thing");
        const read = session.columns("SELECT 1");
        const second = session.cells("SELECT 2", () => {});
        const change = session.run("INSERT INTO ahead_fails.t VALUES (1)");
        const all = await Promise.allSettled([prepared, read, second, change]);
        const reasons = all.map((one) => (one as PromiseRejectedResult).reason);
        assert(reasons[0] instanceof QueryError);
        for (const reason of reasons.slice(1)) {
          assert(reason instanceof ConnectionError, String(reason));
        }
        throw new RangeError("seen");
      }),
    RangeError,
    "seen",
  );
  assertEquals(await pool.texts("SELECT COUNT(*) FROM ahead_fails.t"), [["0"]]);
});

Deno.test("work whose connection could not be prepared says why that is so", async () => {
  await using place = await heldPool(1);
  const { pool } = place;
  const error = await assertRejects(
    () =>
      pool.reserve((session) =>
        atUtc(
          {
            ...forwarding(session),
            runAhead: () => session.runAhead!("BOGUS"),
          },
          () => session.columns("SELECT 1"),
        )
      ),
    QueryError,
  );
  assertEquals(error.errno, 1064);
  assertEquals(await pool.texts("SELECT 1"), [["1"]]);
});

Deno.test("a session that can send nothing ahead does what goes first before the work", async () => {
  await using place = await heldPool(1);
  const { pool } = place;
  const statements: string[] = [];
  await pool.reserve(async (session) => {
    const { runAhead: _, ...plain } = forwarding(session);
    const run: Session["run"] = (sql) => {
      statements.push(sql);
      return plain.run(sql);
    };
    await atUtc({ ...plain, run }, () => run("DO 1"));
  });
  const plain = statements.map((sql) =>
    sql.replace(/(@spyglass_time_zone)_\d+/, "$1")
  );
  assertEquals(plain, [
    "SET @spyglass_time_zone = @@SESSION.time_zone",
    "SET SESSION time_zone = '+00:00'",
    "DO 1",
    "SET SESSION time_zone = @spyglass_time_zone",
  ]);
});

Deno.test("a session's time zone is set back also where work inside of it did the same", async () => {
  await using place = await heldPool(1);
  await place.pool.reserve(async (session) => {
    await session.run("SET SESSION time_zone = '+03:00'");
    const zone = () => session.texts("SELECT @@SESSION.time_zone");
    const seen = await atUtc(session, async () => [
      await atUtc(session, zone),
      await zone(),
    ]);
    assertEquals([...seen, await zone()], [[["+00:00"]], [["+00:00"]], [[
      "+03:00",
    ]]]);
  });
});

Deno.test("a piece of a transaction that cannot be begun undoes nothing", async () => {
  await using database = await freshDatabase("ahead");
  const { socket, name } = database;
  const pool = await openPool({ socketPath: socket, user: "root" });
  const table = `\`${name}\`.t`;
  await pool.run(`CREATE TABLE ${table} (id int PRIMARY KEY)`);
  const scoped = new ScopedPool(pool);
  const refusing = {
    transactions: scoped.transactions,
    reserve: <T>(work: (session: Session) => Promise<T>) =>
      scoped.reserve((session) => {
        const run: Session["run"] = (sql) =>
          session.run(sql.replace(/^SAVEPOINT /, "SAVEPOINT 1 "));
        return work({ ...forwarding(session), run });
      }),
  } as unknown as Pool;
  try {
    await scoped.transactions.run(async () => {
      const failing = () => Promise.reject(new RangeError("not to be done"));
      await assertRejects(() => inTransaction(scoped, failing), RangeError);
      await scoped.run(`INSERT INTO ${table} VALUES (1)`);
      await assertRejects(() => inTransaction(refusing, failing), QueryError);
    });
    assertEquals(await pool.texts(`SELECT id FROM ${table}`), [["1"]]);
  } finally {
    await pool.close();
  }
});
