/** A connection that only reads writes the log, and nothing else, whatever its reads call. */
import { assertEquals, assertRejects } from "@std/assert";
import { QueryError } from "../../src/errors.ts";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { entries, KEY, openShop } from "./shop.ts";

Deno.test("connect({ readOnly }) writes the log and nothing else", async () => {
  await using shop = await openShop();
  const db = await shop.connect({ readOnly: true });
  const item = await db.table("shop.item");
  await listening(() => db.ExportSelection.startExport(KEY));
  await item.and({ id: 1 }).fetch();
  assertEquals(await entries(shop), ["shop.item (id=1)"]);
  await assertRejects(() => item.insert1({ id: 99, name: "x", price: 1 }));
  await assertRejects(() => item.and({ id: 30 }).delete({ force: true }));
  assertEquals(await item.count(), 30);
});

Deno.test("connect({ readOnly }) refuses reads that call functions that write", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    `use shop; create table sink (n int);
delimiter //
create function mark() returns int modifies sql data begin insert into shop.sink values (1); return 1; end//
delimiter ;`,
  );
  const db = await shop.connect({ readOnly: true });
  const item = await db.table("shop.item");
  const marked = item.and("shop.mark() = 1");
  for (
    const read of [
      () => marked.count(),
      () => marked.exists(),
      () => marked.rows("id"),
      () => marked.preview(1),
      () => item.proj({ n: "shop.mark()" }).limit(1).rows(),
      () => Array.fromAsync(marked.stream()),
      () => db.sql`select shop.mark() as n`.rows(),
      () => db.transaction(async () => await marked.count()),
    ]
  ) await assertRejects(async () => await read(), QueryError, "READ ONLY");
  assertEquals(await (await db.table("shop.sink")).count(), 0);
  await listening(() => db.ExportSelection.startExport(KEY));
  await item.and({ id: 1 }).fetch();
  assertEquals(await entries(shop), ["shop.item (id=1)"]);
});
