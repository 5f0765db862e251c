/** Taking reads out of the log. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ExportError } from "../../../src/errors.ts";
import { listening } from "../../story/place.ts";
import { entries, KEY, openShop, start } from "../shop.ts";

const FORCE = { force: true };

Deno.test("forget() shows what leaves the slice, and needs force where nobody can be asked", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  await start(shop);
  const frame = await shop.sale.and("sale_id < 3").fetch();
  await shop.item.and({ id: 2 }).fetch();
  const error = await assertRejects(
    () => listening(() => ExportSelection.forget(frame)),
    ExportError,
  );
  assertMatch(error.message, /nobody is here to be asked.*2 of `shop`\.`sale`/);
  assertEquals((await entries(shop)).length, 2);
  const { said, result } = await listening(() =>
    ExportSelection.forget(frame, FORCE)
  );
  // Item 2 was read, too, and stays.
  assertEquals(said, [
    "Leaves the slice of paper1: 1 of `shop`.`item`, 2 of `shop`.`sale`.",
  ]);
  assertEquals(result, 1);
  assertEquals(await entries(shop), ["shop.item (id=2)"]);
  await assertRejects(() => ExportSelection.forget(frame, FORCE), ExportError);
});

Deno.test("forget() takes a query of the active export, or the frame of a read by keys", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  await start(shop);
  const query = shop.item.and({ id: 2 });
  await query.fetch();
  await shop.item.fetch();
  const limited = await shop.item.orderBy("id").limit(2).fetch();
  await listening(() => ExportSelection.forget(query, FORCE));
  await listening(() => ExportSelection.forget(shop.item(), FORCE));
  assertEquals((await entries(shop)).length, 1);
  await listening(() => ExportSelection.forget(limited, FORCE));
  assertEquals(await entries(shop), []);
  await assertRejects(() => ExportSelection.forget(query, FORCE));
  await listening(() => ExportSelection.stopExport());
  await assertRejects(
    () => ExportSelection.forget(query, FORCE),
    ExportError,
    "none has what it would log now",
  );
  const unlogged = await query.fetch();
  await assertRejects(
    () => ExportSelection.forget(unlogged, FORCE),
    ExportError,
    "nothing was logged",
  );
});

Deno.test("forget() takes a query whose read was logged by keys, also in another process", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and({ id: 9 }).rows();
  const reads = () => [
    shop.item.orderBy("id desc").limit(3),
    shop.item.join(shop.sale.and("sale_id < 3")),
    shop.item.and(shop.sale.and({ sale_id: 4 })),
  ];
  for (const query of reads()) await query.rows();
  // A kernel that was restarted has neither frames nor an active export.
  await listening(() => shop.db.ExportSelection.stopExport());
  const other = await shop.connect();
  for (const query of reads()) {
    const { said } = await listening(() =>
      other.ExportSelection.forget(query, FORCE)
    );
    assertMatch(said.join(), /^Leaves the slice of paper1/);
  }
  assertEquals(await entries(shop), ["shop.item (id=9)"]);
  await assertRejects(
    () => other.ExportSelection.forget(reads()[0]!, FORCE),
    ExportError,
    "none has what it would log now",
  );
  await start(shop, { ...KEY, analysis_id: "analysis2" });
  await shop.item.and({ id: 9 }).rows();
  await listening(() => shop.db.ExportSelection.stopExport());
  await assertRejects(
    () => other.ExportSelection.forget(shop.item.and({ id: 9 }), FORCE),
    ExportError,
    "several have it (paper1 / analysis1, paper1 / analysis2)",
  );
});

Deno.test("forget() takes a SELECT of db.sql, read at once or as a stream, and no other's entries", async () => {
  await using shop = await openShop();
  const { db } = shop;
  await start(shop);
  await shop.item.and("id = 9").fetch();
  const cheap = db.sql`select id from ${shop.item} where id in (2, 5)`;
  const sold = db
    .sql`select sale_id from ${shop.sale} s join ${shop.item} i using (id) where i.id = ${3}`;
  await cheap.fetch();
  await Array.fromAsync(sold.stream());
  const before = await entries(shop);
  assertEquals(before.length > 2, true);
  const { result: removed } = await listening(async () => {
    await db.ExportSelection.forget(cheap, FORCE);
    await db.ExportSelection.stopExport();
    return await db.ExportSelection.forget(sold, FORCE);
  });
  assertEquals(removed, before.length - 2);
  assertEquals(await entries(shop), ["shop.item (id = 9)"]);
  await assertRejects(
    () => db.ExportSelection.forget(cheap, FORCE),
    ExportError,
    "none has what it would log now",
  );
});
