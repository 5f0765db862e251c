/** Reads of whole tables in an active export. */
import { assertEquals, assertMatch } from "@std/assert";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { KEY, openShop, start } from "./shop.ts";

Deno.test("a read of a whole table says so, with its size, once a table", async () => {
  await using shop = await openShop();
  const { said: none } = await listening(() => shop.sale.fetch());
  assertEquals(none, []);
  await start(shop);
  const { said } = await listening(async () => {
    await shop.item.and("id < 100").fetch();
    await shop.item.fetch("name");
    await Promise.all([shop.sale.rows(), shop.sale.keys()]);
    await shop.item().rows();
    await shop.item.and("id < 100").rows();
    await shop.item.limit(3).fetch();
    await shop.note.count();
    await shop.note.preview();
  });
  assertEquals(said.length, 2);
  assertMatch(
    said[0]!,
    /^Export 1: this read takes the whole table shop\.Item \(30 rows, about \d+ kB\), /,
  );
  assertMatch(said[1]!, /shop\.Sale \(20 rows/);
  await start(shop, { ...KEY, analysis_id: "other" });
  const again = await listening(() => shop.item.fetch());
  assertMatch(again.said.join(), /^Export 2: .* the whole table/);
});

Deno.test("a read by keys that gives every row of a large table says so, too", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    "insert into shop.item select seq, 'x', 1 from shop.seq_31_to_500",
  );
  await start(shop);
  const { said } = await listening(async () => {
    await shop.item.orderBy("id").limit(499).fetch();
    await shop.item.orderBy("id").limit(500).fetch();
    await shop.item.orderBy("id").limit(501).fetch();
  });
  assertEquals(said.length, 1);
  assertMatch(said[0]!, /shop\.Item \(500 rows/);
});
