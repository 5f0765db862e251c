/** Rows that change after they were read: seen, and said. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { entries, KEY, openShop, type Shop, start } from "../shop.ts";

const PAPER = { paper_id: "paper1" };

/** What `review()` says of each read's rows: their number, and how they changed. */
async function reviewed(shop: Shop): Promise<[unknown, unknown][]> {
  const frame = await shop.db.ExportSelection.review(PAPER);
  return (frame.objects() as { rows: unknown; changed: unknown }[])
    .map(({ rows, changed }) => [rows, changed]);
}

Deno.test("review() and populatePaper() name reads whose rows have changed since", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and("id < 4").fetch();
  await shop.item.orderBy("id").limit(2).fetch();
  await shop.sale.and("sale_id > 18").fetch();
  await shop.pair.fetch();
  assertEquals(await reviewed(shop), [[3, ""], [2, ""], [2, ""], [12, ""]]);
  await loadSql(
    shop.socket,
    `update shop.item set price = 1 where id = 3;
    insert into shop.sale values (99, 1, 'new');
    update shop.pair set b = 99 where b = 1;
    update shop.pair set b = 1 where b = 99`,
  );
  assertEquals(await reviewed(shop), [
    [3, "3 rows as then, with other values"],
    [2, ""],
    [3, "2 rows then, 3 now"],
    [12, ""],
  ]);
  const { said } = await listening(async () => {
    await shop.db.ExportSelection.stopExport();
    await shop.db.Export.populatePaper(PAPER);
  });
  const [, changed] = said;
  assertMatch(changed!, /^2 reads of paper1 would give other rows now/);
  assertMatch(changed!, /`shop`\.`item` \(id < 4\): 3 rows as then/);
  assertMatch(changed!, /`shop`\.`sale` .*: 2 rows then, 3 now/);
});

Deno.test("what was given is noted: a change right after the read is seen, and the paper says so", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and("id < 4").fetch();
  await shop.pool.run("update shop.item set price = 999 where id = 1");
  assertEquals(await reviewed(shop), [[
    3,
    "3 rows as then, with other values",
  ]]);
  await shop.item.and({ id: 9 }).fetch1();
  await shop.item.limit(2).orderBy("id").rows();
  await shop.pool.run("update shop.item set price = 998 where id in (1, 9)");
  const { said } = await listening(async () => {
    await shop.db.ExportSelection.stopExport();
    await shop.db.Export.populatePaper(PAPER);
  });
  assertMatch(said.join("\n"), /3 reads of paper1 would give other rows now/);
});

Deno.test("a cell that is run again after its rows changed is as read again, and says that they have", async () => {
  await using shop = await openShop();
  await start(shop);
  const cell = () => shop.item.and("id < 4").fetch();
  await cell();
  assertEquals(await reviewed(shop), [[3, ""]]);
  await shop.pool.run("update shop.item set price = price + 1 where id = 2");
  assertEquals(await reviewed(shop), [[
    3,
    "3 rows as then, with other values",
  ]]);
  const { warned } = await listening(async () => {
    await cell();
    assertEquals(await reviewed(shop), [[3, ""]]);
  });
  assertMatch(warned.join(), /has changed since \(id < 4\) was read before/);
});

Deno.test("a loop that is run again after its rows changed says so of all its reads of a table together", async () => {
  await using shop = await openShop();
  await start(shop);
  const loop = async () => {
    for (let id = 1; id < 4; id++) await shop.item.and({ id }).fetch();
  };
  await loop();
  await reviewed(shop);
  await shop.pool.run("update shop.item set price = price + 1");
  const { warned } = await listening(async () => {
    await loop();
    await reviewed(shop);
  });
  assertEquals(warned, [
    "Export 1: `shop`.`item` has changed since (id=1) was read before (1 row as then, with other values), " +
    "and so for 2 other reads of it: what the earlier cells show is not what the paper ships; run them again.",
  ]);
});

Deno.test("a cell that is run twice at once, with other rows each time, says so", async () => {
  await using shop = await openShop();
  await start(shop);
  const { warned } = await listening(async () => {
    await shop.item.and("id < 4").fetch();
    await shop.pool.run("update shop.item set price = price + 1 where id = 2");
    await shop.item.and("id < 4").fetch();
    await shop.item.and("id < 4").fetch();
    assertEquals(await reviewed(shop), [[3, ""]]);
  });
  assertEquals(warned.length, 1);
  assertMatch(warned[0]!, /3 rows as then, with other values/);
});

Deno.test("a read that was forgotten and made again is noted again", async () => {
  await using shop = await openShop();
  await start(shop);
  const frame = await shop.item.and({ id: 3 }).fetch();
  assertEquals(await reviewed(shop), [[1, ""]]);
  await listening(() => shop.db.ExportSelection.forget(frame, { force: true }));
  await shop.item.and({ id: 3 }).fetch();
  await shop.pool.run("update shop.item set price = 5 where id = 3");
  assertEquals(await reviewed(shop), [[1, "1 row as then, with other values"]]);
});

Deno.test("what this module changes right after a read never comes before the note of it", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and("id < 4").rows("price");
  await shop.item.update1({ id: 3, price: 6 });
  await shop.sale.and("sale_id > 18").rows("note");
  await shop.sale.and({ sale_id: 19 }).delete({ force: true });
  await shop.pair.rows("b");
  await shop.pair.insert1({ a: "new", b: 1 });
  assertEquals(await reviewed(shop), [
    [3, "3 rows as then, with other values"],
    [1, "2 rows then, 1 now"],
    [13, "12 rows then, 13 now"],
  ]);
});

Deno.test("what only a transaction saw is not taken for what is there", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and("id < 3").rows("price");
  await assertRejects(
    () =>
      shop.db.transaction(async () => {
        await shop.item.update1({ id: 1, price: 77 });
        await shop.item.and("id < 4").fetch();
        await shop.item.and("id < 3").rows("price");
        throw new Error("all of it is undone");
      }),
    Error,
    "undone",
  );
  assertEquals(await reviewed(shop), [
    [2, null],
    [3, "3 rows as then, with other values"],
  ]);
});

Deno.test("notes of an earlier version are never sure", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and("id < 4").fetch();
  assertEquals(await reviewed(shop), [[3, ""]]);
  await loadSql(
    shop.socket,
    "alter table spyglass_deno.read_note drop column is_sure",
  );
  const other = await shop.connect();
  await listening(async () => {
    await other.ExportSelection.startExport(KEY);
    await (await other.table("shop.sale")).and({ sale_id: 1 }).fetch();
  });
  const frame = await listening(() => other.ExportSelection.review(PAPER));
  assertEquals(
    (frame.result.objects() as { changed: unknown }[]).map((o) => o.changed),
    [null, ""],
  );
});

Deno.test("a read that finds its rows changed since it was read before says so", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and("id < 4").fetch();
  await listening(() => shop.db.ExportSelection.stopExport());
  await loadSql(
    shop.socket,
    "delete from shop.item where id = 2 and id not in (select id from shop.sale); insert into shop.item values (-1, 'x', 1)",
  );
  const other = await shop.connect();
  const item = await other.table("shop.item");
  await listening(() => other.ExportSelection.startExport(KEY));
  const { warned } = await listening(async () => {
    await item.and("id < 4").fetch();
    await other.ExportSelection.stopExport();
  });
  assertMatch(
    warned.join(),
    /has changed since \(id < 4\) was read before \(3 rows then, 4 now\)/,
  );
});

Deno.test("an id that was another entry's before has none of its notes", async () => {
  await using shop = await openShop();
  await start(shop);
  const frame = await shop.item.and("id < 4").fetch();
  assertEquals(await reviewed(shop), [[3, ""]]);
  await listening(() => shop.db.ExportSelection.forget(frame, { force: true }));
  await loadSql(
    shop.socket,
    "insert into common_usage.export_selection__table values (1, 1, '`shop`.`item`', '(id < 9)')",
  );
  assertEquals(await reviewed(shop), [[8, null]]);
});

Deno.test("without the right to make a schema, reads are logged, and it is said that changes cannot be seen", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    `create user reader@localhost; grant select on *.* to reader@localhost;
    grant all on common_usage.* to reader@localhost`,
  );
  const db = await shop.connect({ user: "reader" });
  const item = await db.table("shop.item");
  const { warned } = await listening(async () => {
    await db.ExportSelection.startExport(KEY);
    await item.and({ id: 1 }).fetch();
    await item.limit(2).fetch();
    await db.ExportSelection.stopExport();
  });
  assertEquals(warned.length, 1);
  assertMatch(
    warned[0]!,
    /it cannot be seen whether their rows change later.*1044/,
  );
  assertEquals((await entries(shop)).length, 2);
  assertEquals(await reviewed(shop), [[1, null], [2, null]]);
});

Deno.test("a read does not wait for its note", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.pool.reserve(async (session) => {
    await session.run("lock tables spyglass_deno.read_note write");
    await shop.item.and({ id: 1 }).fetch();
    assertEquals((await entries(shop)).length, 1);
    await session.run("unlock tables");
  }).catch(() => {});
  assert((await entries(shop)).length === 1);
  assertEquals(await reviewed(shop), [[1, ""]]);
});
