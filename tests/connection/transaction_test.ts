import { assertEquals, assertRejects } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import { ScopedPool } from "../../src/connection/scoped_pool.ts";
import type { Session } from "../../src/connection/session.ts";
import { inTransaction } from "../../src/connection/transaction.ts";
import { SpyglassError } from "../../src/errors.ts";
import { freshDatabase, loadSql } from "../setup.ts";

/** A table of numbers, and a pool with transactions. */
async function place() {
  const database = await freshDatabase("transaction");
  const { socket, name } = database;
  await loadSql(socket, "create table n (n int primary key)", name);
  const pool = new ScopedPool(
    await openPool({ socketPath: socket, user: "root" }),
  );
  const put = (session: Session, n: number) =>
    session.run(`insert into \`${name}\`.n values (${n})`);
  return {
    pool,
    put,
    numbers: async () =>
      (await pool.texts(`select n from \`${name}\`.n order by n`))
        .map(([n]) => Number(n)),
    async [Symbol.asyncDispose]() {
      await pool.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

function fail(): never {
  throw new Error("refused");
}

Deno.test("a piece of a transaction that fails takes with it the pieces inside of it, and nothing before it", async () => {
  await using at = await place();
  const { pool, put } = at;
  await pool.transactions.run(async () => {
    await inTransaction(pool, (session) => put(session, 1));
    const outer = inTransaction(pool, async (session) => {
      await put(session, 2);
      await inTransaction(pool, (inner) => put(inner, 3));
      await assertRejects(() =>
        inTransaction(pool, async (inner) => {
          await put(inner, 4);
          fail();
        })
      );
      await put(session, 5);
      fail();
    });
    await assertRejects(() => outer, Error, "refused");
    await inTransaction(pool, (session) => put(session, 6));
  });
  assertEquals(await at.numbers(), [1, 6]);
});

Deno.test("a transaction in which a piece cannot be undone is not committed, whoever catches its error", async () => {
  await using at = await place();
  const { pool, put } = at;
  const whole = pool.transactions.run(async () => {
    const piece = inTransaction(pool, async (session) => {
      await put(session, 1);
      // As what ends the transaction unasked does: the savepoint is gone.
      await session.run("ROLLBACK");
      await session.run("START TRANSACTION");
      await put(session, 2);
      fail();
    });
    await piece.catch(() => {});
    await pool.query("SELECT 1").catch(() => {});
  });
  await assertRejects(
    () => whole,
    SpyglassError,
    "Cannot go on with the transaction",
  );
  assertEquals(await at.numbers(), []);
});
