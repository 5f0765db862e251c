/** Users who may not do everything with the log. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { LogError, QueryError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import {
  entries,
  KEY,
  loggedItems,
  openShop,
  type Shop,
  start,
} from "../shop.ts";

/** The shop as somebody has it who may do anything with the log; an export is active. */
async function openAsSomeone(shop: Shop) {
  await loadSql(
    shop.socket,
    "create user someone; grant select on shop.* to someone; grant all on common_usage.* to someone",
  );
  await start(shop);
  const db = await shop.connect({ user: "someone" });
  return { db, item: await db.table("shop.item") };
}

Deno.test("who may not delete from the log is refused a stream before it gives a row, and reads otherwise", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    "create user someone; grant select on shop.* to someone",
  );
  await start(shop);
  await listening(() => shop.db.ExportSelection.stopExport());
  await loadSql(
    shop.socket,
    "grant select, insert on common_usage.* to someone",
  );
  const db = await shop.connect({ user: "someone" });
  await listening(() => db.ExportSelection.startExport(KEY));
  const item = await db.table("shop.item");
  let given = 0;
  for (
    const stream of [
      () => item.orderBy("id").stream(),
      () => db.sql`select id from ${item}`.stream(),
    ]
  ) {
    const error = await assertRejects(async () => {
      for await (const _ of stream()) given++;
    }, LogError);
    assertMatch(error.message, /stream.*DELETE.*rows\(\)/);
  }
  assertEquals([given, await entries(shop)], [0, []]);
  assertEquals(await item.orderBy("id").limit(1).rows("id"), [{ id: 1 }]);
  assertEquals(await entries(shop), ["shop.item (`id`=1)"]);
});

Deno.test("on a server that takes no changes a stream is refused as what it is", async () => {
  await using shop = await openShop();
  const { item } = await openAsSomeone(shop);
  await loadSql(shop.socket, "set global read_only = 1");
  const error = await assertRejects(
    () => Array.fromAsync(item.stream()),
    LogError,
    "MySQL 1290",
  );
  assertMatch(error.message, /takes no changes.*the one that does/);
  assert(!error.message.includes("DELETE"), error.message);
  assertEquals(await entries(shop), []);
});

Deno.test("where there are no notes nothing is said of those that stay", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and("id < 4").fetch();
  await shop.db.close();
  await loadSql(
    shop.socket,
    `drop database spyglass_deno; create user someone;
grant select on shop.* to someone; grant all on common_usage.* to someone`,
  );
  const db = await shop.connect({ user: "someone" });
  const item = await db.table("shop.item");
  const { said } = await listening(() =>
    db.ExportSelection.forget(item.and("id < 4"), { force: true })
  );
  assertEquals(said, ["Leaves the slice of paper1: 3 of `shop`.`item`."]);
});

Deno.test("who may not delete from the log any more is told by the stream that is open, and refused the next", async () => {
  await using shop = await openShop();
  const { item } = await openAsSomeone(shop);
  const some = item.and("id < 9").orderBy("id");
  let given = 0;
  const open = some.stream()[Symbol.asyncIterator]();
  if (!(await open.next()).done) given++;
  await loadSql(
    shop.socket,
    "revoke all on common_usage.* from someone; grant select, insert on common_usage.* to someone",
  );
  const late = await assertRejects(async () => await open.return?.(), LogError);
  assertMatch(
    late.message,
    /^Cannot end a stream .*more than the stream gave.*DELETE FROM .* = 1 AND table_id IN \(1\)$/,
  );
  const next = await assertRejects(async () => {
    for await (const _ of item.and("id > 9").stream()) given++;
  }, LogError);
  assertMatch(next.message, /^Cannot log a stream .*DELETE.*rows\(\)/);
  assertEquals(given, 1);
  assertEquals((await entries(shop)).length, 2);
});

Deno.test("a stream that cannot say any more what it gave says what stays in the log, and how to be rid of it", async () => {
  await using shop = await openShop();
  const { db, item } = await openAsSomeone(shop);
  const sold = item.and((await db.table("shop.sale"))());
  for (
    const [query, prevent] of [
      [item.and("id < 9"), "revoke insert on common_usage.* from someone"],
      [sold, "kill user someone"],
    ] as const
  ) {
    const open = query.stream()[Symbol.asyncIterator]();
    const ids = [(await open.next()).value!.id];
    await loadSql(shop.socket, prevent);
    const error = await assertRejects(
      async () => await open.return?.(),
      LogError,
    );
    assertMatch(
      error.message,
      /^Cannot end a stream in export 1: .*; the rows that it gave are in the log, with others that it did not give, wanted those alone; .*: DELETE FROM \S+ WHERE export_id = 1 AND table_id IN \([\d, ]+\)$/,
    );
    const logged = await loggedItems(shop);
    assert(logged.length > 1 && logged.includes(Number(ids[0])));
    await loadSql(
      shop.socket,
      `${error.message.replace(/^.*: /, "")};
      grant insert on common_usage.* to someone`,
    );
    assertEquals(await entries(shop), []);
  }
});

Deno.test("a read that fails while nothing may be taken out of the log says what stays there, and how to forget it", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    "create user someone; grant select on shop.* to someone; grant select, insert on common_usage.* to someone",
  );
  await start(shop);
  await listening(() => shop.db.ExportSelection.stopExport());
  const db = await shop.connect({ user: "someone" });
  await listening(() => db.ExportSelection.startExport(KEY));
  const item = await db.table("shop.item");
  const refused = { x: "CAST(id AS unsigned) - 18446744073709551615" };
  const query = item.and("id < 4").proj(refused);
  const error = await assertRejects(() => query.rows(), QueryError, "1690");
  assertMatch(
    error.message,
    /\nThough this read gave nothing, the log of export 1 still has `shop`\.`item` \(id < 4\) \(.*1142.*DELETE.*\); .*ExportSelection\.forget\(query\)/,
  );
  assert(error.stack!.includes(error.message));
  assertEquals(await entries(shop), ["shop.item (id < 4)"]);
  // As it says.
  await loadSql(shop.socket, "grant delete on common_usage.* to someone");
  await listening(() => db.ExportSelection.forget(query, { force: true }));
  assertEquals(await entries(shop), []);
});
