/** Snapshots that are held while rows are streamed. */
import { assert, assertEquals } from "@std/assert";
import { holdSnapshot } from "../../src/connection/held_snapshot.ts";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool, Session } from "../../src/connection/session.ts";
import { within } from "../../src/connection/within.ts";
import { freshDatabase, loadSql } from "../setup.ts";

/** Streams some rows of a SELECT, leaves it, and looks what its snapshot shows when everybody else has changed it. */
async function leave(sql: string, count: number): Promise<unknown> {
  await using database = await freshDatabase("held");
  await loadSql(
    database.socket,
    `create table ${database.name}.mouse (id int primary key) engine=InnoDB;
    insert into ${database.name}.mouse select seq from ${database.name}.seq_1_to_1000`,
  );
  const pool = await openPool({ socketPath: database.socket, user: "root" });
  const seen = Promise.withResolvers<unknown>();
  const look = async (session: Session | null) =>
    await session?.texts(`SELECT COUNT(*) FROM ${database.name}.mouse`) ?? null;
  {
    await using held = await holdSnapshot(pool);
    held.afterwards(async (free) => seen.resolve(look(await free)));
    let given = 0;
    const text = sql.replace("mouse", `${database.name}.mouse`);
    for await (const _ of held.session.stream(text)) {
      if (++given === count) break;
    }
    await pool.run(`DELETE FROM ${database.name}.mouse WHERE id > 10`);
  }
  const found = await seen.promise;
  await within(ended(pool, database.name), 10_000);
  assertEquals(await pool.texts("SELECT 1"), [["1"]]);
  await pool.close();
  return found;
}

/** Resolves when the server gives nobody rows of the database any more. */
async function ended(pool: Pool, database: string): Promise<void> {
  const sql =
    `SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT id,%${database}%'`;
  while ((await pool.texts(sql)).length > 0) {
    await new Promise((done) => setTimeout(done, 50));
  }
}

Deno.test("what was streamed can be looked up in its snapshot afterwards, also where the stream was left half-way", async () => {
  for (const count of [1, 999, 5000]) {
    assertEquals(await leave("SELECT * FROM mouse", count), [["1000"]]);
  }
});

Deno.test("a stream that is left with more rows to come than can be waited for closes its connection", async () => {
  const began = performance.now();
  const sql = "SELECT id, SLEEP(0.05), REPEAT('x', 100000) FROM mouse";
  assertEquals(await leave(sql, 1), null);
  assert(performance.now() - began < 10_000);
});
