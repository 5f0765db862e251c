/** What was computed of groups, or is the value of a query, decides on the restored slice as it did here. */
import { assertEquals } from "@std/assert";
import { not, U } from "../../mod.ts";
import { sql } from "../../src/query/condition/sql.ts";
import type { Query } from "../../src/query/query.ts";
import { type Cells, onSlice } from "./on_slice.ts";
import { loggedItems, openShop, start } from "./shop.ts";

/** The ids that a query gives. */
const ids = (query: Query) => () => query.orderBy("id").columns("id");

Deno.test("a slice with parts of other groups gives no more groups than were given here", async () => {
  await using shop = await openShop();
  const cells: Cells = (item, sale) => {
    const counted = item.aggr(sale, { n: "count(*)" });
    return [
      // Items 1 to 5 have four sales each, the others none.
      ids(counted.and("n < 4")),
      ids(counted.and({ n: 1 })),
      ids(item.and(counted.and("n < 4"))),
      // These bring some of the sales of two items.
      ids(sale.and("sale_id IN (1, 2)")),
    ];
  };
  const { here, there } = await onSlice(shop, cells);
  assertEquals(here, [{ id: [] }, { id: [] }, { id: [] }, { id: [2, 3] }]);
  assertEquals(there, here);
});

Deno.test("a query that is compared as a value has the same value on the slice, whatever is compared with it", async () => {
  await using shop = await openShop();
  const cells: Cells = (item, sale) => {
    // 280, the price of item 28.
    const price = item.and({ id: 28 }).proj("price");
    const most = item.and("id < 5").orderBy("price desc").limit(1)
      .proj("price");
    return [
      ids(item`price > ${price}`),
      ids(item`id < ${20} AND price <> ${price} AND id > ${17}`),
      ids(item`id > ${27} AND NOT (price = ${price})`),
      ids(item.and("id > 27", not(sql`price = ${price}`))),
      ids(item.and("id > 27").except(sql`price = ${price}`)),
      ids(item`price BETWEEN ${250} AND ${260} OR price = ${price}`),
      ids(item`price > ${price} AND id IN ${sale.proj("id")}`),
      () =>
        item.and("id > 29").proj({ dear: sql`price > ${price}` }).rows("dear"),
      ids(item`id = ${3} AND price < ${most}`),
    ];
  };
  const { here, there } = await onSlice(shop, cells);
  assertEquals(here, [
    { id: [29, 30] },
    { id: [18, 19] },
    { id: [29, 30] },
    { id: [29, 30] },
    { id: [29, 30] },
    { id: [25, 26, 28] },
    { id: [] },
    [{ dear: 1 }],
    { id: [3] },
  ]);
  assertEquals(there, here);
});

Deno.test("queries in what is computed of groups give the same on the slice", async () => {
  await using shop = await openShop();
  const cells: Cells = (item, sale) => {
    // Items 1 to 5 have four sales each: 2, 7, 12 and 17 are of item 3.
    const groups = item.and("id IN (3, 30)");
    const after = sale.and({ sale_id: 3 }).proj();
    const aged = sale.and("sale_id IN (2, 12, 13)").proj();
    const computed = (n: unknown) =>
      groups.aggr(sale, { n } as never, { keepAllRows: true });
    return [
      () => computed(sql`sum(sale_id > ${after})`).rows("n"),
      () => computed(sql`sum(sale_id in ${aged})`).rows("n"),
      ids(item.and(computed(sql`sum(sale_id in ${aged})`).and("n = 2"))),
      () =>
        U().aggr(sale.and("id = 3"), { n: sql`sum(sale_id > ${after})` })
          .rows(),
    ];
  };
  const { here, there } = await onSlice(shop, cells);
  assertEquals(here, [
    [{ n: "3" }, { n: null }],
    [{ n: "2" }, { n: null }],
    { id: [3] },
    [{ n: "3" }],
  ]);
  assertEquals(there, here);
});

Deno.test("an average that no row was above is not lower on the slice", async () => {
  await using shop = await openShop();
  const cells: Cells = (item, sale) => {
    const few = item.and("id < 4 OR id = 30");
    const average = U().aggr(few, { price: "avg(price)" });
    return [
      ids(item`id > ${2} AND id < ${9} AND price > ${average}`),
      ids(item.and("id < 4")),
      ids(sale.and("sale_id = 1")),
    ];
  };
  const { here, there } = await onSlice(shop, cells);
  assertEquals(here, [{ id: [] }, { id: [1, 2, 3] }, { id: [2] }]);
  assertEquals(there, here);
});

Deno.test("a query that is compared as a value is logged with its row, in a list with those that took part", async () => {
  for (
    const [compared, logged] of [
      [">", [28, 29, 30]],
      ["<>", [28, 30]],
      ["IN", [28]],
    ] as const
  ) {
    await using shop = await openShop();
    await start(shop);
    const { item } = shop;
    const price = item.and({ id: 28 }).proj("price");
    const from = compared === "<>" ? 29 : 27;
    await item`id > ${from} AND price ${sql.raw(compared)} ${price}`.rows();
    assertEquals(await loggedItems(shop), logged, compared);
  }
});
