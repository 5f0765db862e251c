/** Antijoins by what was counted: with fewer of the counted rows, rows that were given would be left out. */
import { assertEquals } from "@std/assert";
import { dj, not } from "../../mod.ts";
import { onSlice } from "./on_slice.ts";
import { openShop } from "./shop.ts";

Deno.test("a cell that leaves out by a count gives the same on the slice, whatever other cells bring there", async () => {
  await using shop = await openShop();
  const { here, there } = await onSlice(shop, (item, sale) => {
    const counted = item.aggr(sale, { n: "count(*)" });
    const first = item.and("id <= 6");
    return [
      () => first.except(counted.and("n = 1")).rows("id"),
      () => first.and(not(counted.and("n < 2"))).rows("id"),
      () => Array.fromAsync(first.except(counted.and("n = 1")).stream("id")),
      () => dj`${first} - ${counted.and("n = 1")}`.rows("id"),
      () => sale.and("sale_id in (1, 2, 8)").rows(),
    ];
  });
  assertEquals(there, here);
  assertEquals((here[0] as unknown[]).length > 3, true);
});

Deno.test("the opposite of an antijoin is a semijoin: its partners are logged", async () => {
  await using shop = await openShop();
  const { here, there } = await onSlice(shop, (item, sale) => [
    () => item.and(not(not(sale.and("sale_id < 4")))).rows("id"),
    () => item.except(not(sale.and("sale_id < 4"))).rows("id"),
  ]);
  assertEquals(there, here);
  assertEquals((here[0] as unknown[]).length > 0, true);
});
