/** The end of a pool, whatever its connections do. */
import { assertEquals, assertRejects } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import type { Session } from "../../src/connection/session.ts";
import { within } from "../../src/connection/within.ts";
import { ConnectionError } from "../../src/errors.ts";
import { freshDatabase, loadSql, testServer } from "../setup.ts";

function open(options: { size?: number } = {}) {
  return openPool({ socketPath: testServer(), user: "root", ...options });
}

Deno.test("a closed pool refuses every use, and says that it is closed", async () => {
  const pool = await open();
  await pool.close();
  for (
    const use of [
      () => pool.query("SELECT 1"),
      () => pool.run("SELECT 1"),
      () => pool.reserve((s) => s.query("SELECT 1")),
    ]
  ) {
    await assertRejects(
      use as () => Promise<unknown>,
      ConnectionError,
      "was closed, wanted an open one; connect again",
    );
  }
});

Deno.test("close() does not wait for a stream that its reader left with rows on the wire", async () => {
  await using database = await freshDatabase();
  const { socket, name } = database;
  await loadSql(
    socket,
    "create table t engine=innodb select seq from seq_1_to_100000",
    name,
  );
  for (const isReserved of [false, true]) {
    const pool = await open();
    const first = async (session: Session) => {
      const rows = session.stream(`select * from \`${name}\`.t`)
        [Symbol.asyncIterator]();
      assertEquals((await rows.next()).value, [1]);
      return rows;
    };
    if (isReserved) {
      const taken = Promise.withResolvers<void>();
      pool.reserve(async (session) => {
        await first(session);
        taken.resolve();
        await new Promise(() => {});
      });
      await taken.promise;
      await pool.close();
    } else {
      const rows = await first(pool);
      await pool.close();
      // Who comes back all the same is told.
      await assertRejects(() => rows.next(), ConnectionError);
    }
  }
});

Deno.test("a statement that is being answered when the work beside it fails ends, too, and so does close()", async () => {
  const pool = await open({ size: 2 });
  // The connection is cut off as soon as the work fails.
  const failing = (after: Promise<unknown>) => {
    const beside = Promise.withResolvers<unknown>();
    const done = pool.reserve(async (session) => {
      session.columns("SELECT SLEEP(9)").then(beside.resolve, beside.reject);
      await after;
      throw new Error("the work failed");
    });
    return Promise.all([
      assertRejects(() => done, Error, "the work failed"),
      assertRejects(() => beside.promise, ConnectionError),
    ]);
  };
  const before = failing(Promise.resolve());
  const closing = Promise.withResolvers<void>();
  const meanwhile = failing(closing.promise);
  // Both have their connections.
  await pool.query("SELECT 1");
  const closed = pool.close();
  closing.resolve();
  const late = await within(Promise.all([before, meanwhile, closed]), 4_000);
  assertEquals(late, false);
});
