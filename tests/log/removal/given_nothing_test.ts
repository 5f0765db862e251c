/** A read that gives nothing leaves nothing in the log, whatever it failed of. */
import { assertEquals, assertRejects } from "@std/assert";
import { QueryError, SpyglassError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { entries, openShop, start } from "../shop.ts";

Deno.test("a value that cannot be decoded: nothing of the read stays in the log", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    "create table shop.blobs (id int primary key, v longblob comment ':longblob:'); insert into shop.blobs values (1, concat('mYm', char(0), 'A')), (2, null)",
  );
  await start(shop);
  const { db } = shop;
  await db.reload();
  const blobs = await db.table("shop.blobs");
  for (
    const read of [
      () => blobs.fetch(),
      () => blobs.limit(2).rows(),
      () => blobs.and({ id: 1 }).fetch1(),
      () => Array.fromAsync(blobs.stream()),
      () => db.sql`select * from ${blobs}`.rows(),
      () => Array.fromAsync(db.sql`select * from ${blobs}`.stream()),
    ]
  ) {
    await assertRejects(read, SpyglassError, "blob");
    assertEquals(await entries(shop), [], String(read));
  }
  await blobs.keys();
  assertEquals(await entries(shop), ["shop.blobs True"]);
});

Deno.test("a statement that somebody kills: nothing of the read stays in the log", async () => {
  await using shop = await openShop();
  await start(shop);
  const slow = shop.item.and("id < 4").proj({ x: "sleep(60)" });
  for (const read of [slow, slow.limit(2)]) {
    const failed = assertRejects(() => read.rows(), QueryError, "1317");
    await loadSql(shop.socket, `kill query ${await sleeping(shop.socket)}`);
    await failed;
    assertEquals(await entries(shop), []);
  }
});

/** The connection whose statement sleeps. */
async function sleeping(socket: string): Promise<string> {
  for (;;) {
    const found = await loadSql(
      socket,
      "select id from information_schema.processlist where state = 'User sleep'",
    );
    if (found.trim() !== "") return found.trim();
    await new Promise((done) => setTimeout(done, 10));
  }
}
