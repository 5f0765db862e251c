/** Finding what a read left in the log. */
import { assertEquals, assertGreater } from "@std/assert";
import { entries, openShop, start } from "../../log/shop.ts";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";

const FORCE = { force: true };

Deno.test("forget() takes a query that was read as a stream", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    "insert into shop.item select seq, 'x', seq from shop.seq_31_to_2500",
  );
  await start(shop);
  const { ExportSelection } = shop.db;
  const queries = [
    shop.item(),
    shop.item.and("id < 4"),
    shop.item.and(shop.sale.and("sale_id < 3")),
  ];
  for (const isActive of [true, false]) {
    await start(shop);
    await shop.sale.and({ sale_id: 9 }).rows();
    for (const query of queries) {
      await listening(() => Array.fromAsync(query.stream()));
      assertGreater((await entries(shop)).length, 1);
      if (!isActive) await listening(() => ExportSelection.stopExport());
      await listening(() => ExportSelection.forget(query, FORCE));
      assertEquals(await entries(shop), ["shop.sale (sale_id=9)"]);
      if (!isActive) await start(shop);
    }
  }
});
