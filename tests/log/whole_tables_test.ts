/** Reads of whole tables in an active export. */
import { assertEquals, assertMatch } from "@std/assert";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { entries, KEY, openLarge, openShop, start } from "./shop.ts";

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

Deno.test("a stream that gives a whole table says so, once it has; one that is left does not", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    "insert into shop.item select seq, 'x', 1 from shop.seq_31_to_2500; insert into shop.sale select 20 + seq, seq, 'x' from shop.seq_1_to_2500",
  );
  for (
    const [query, rows, tables] of [
      [shop.item(), 2500, ["shop.Item"]],
      [shop.item.limit(2500), 2500, ["shop.Item"]],
      [shop.sale.join(shop.item), 2520, ["shop.Sale", "shop.Item"]],
      [shop.item.and(shop.sale()), 2500, ["shop.Item", "shop.Sale"]],
      // So few rows are not counted; the condition says that it is all.
      [shop.pair(), 12, ["shop.Pair"]],
    ] as const
  ) {
    for (const isLeft of [true, false]) {
      // Each export says it anew.
      await start(shop, { ...KEY, analysis_id: crypto.randomUUID().slice(9) });
      const { said } = await listening(async () => {
        let given = 0;
        for await (const _ of query.stream()) {
          if (++given === rows - 1 && isLeft) break;
        }
      });
      const told = said.map((text) => /whole table ([^ ]+)/.exec(text)?.[1]);
      assertEquals(told, isLeft ? [] : [...tables]);
    }
  }
});

Deno.test("the text TRUE is the whole table, however it is written", async () => {
  await using shop = await openShop();
  await start(shop);
  const { said } = await listening(async () => {
    await shop.item.and("true").rows();
    await shop.item`(TRUE)`.rows();
    await shop.item.and(["((True))", { id: 1 }]).rows();
    await shop.item.and("not true").rows();
  });
  assertEquals(said.length, 1);
  assertMatch(said[0]!, /takes the whole table shop\.Item \(30 rows/);
  assertEquals(await entries(shop), [
    "shop.item True",
    "shop.item (not TRUE)",
  ]);
});

Deno.test("a whole table is told once an export, over whichever connection, and also where it is resumed", async () => {
  await using shop = await openShop();
  const other = await shop.connect();
  const item = await other.table("shop.item");
  const told: string[] = [];
  const analyses = ["one", "two", "one"];
  for (const analysis_id of analyses) {
    const { said } = await listening(async () => {
      await shop.db.ExportSelection.startExport({ ...KEY, analysis_id });
      await shop.item.fetch();
      await item.fetch();
    });
    told.push(...said.filter((text) => text.includes("takes the whole table")));
  }
  assertEquals(told.map((text) => text.slice(0, 9)), [
    "Export 1:",
    "Export 2:",
  ]);
});

Deno.test("a condition that happens to hold for each of many rows is told as the whole table, once", async () => {
  await using shop = await openLarge();
  const told = async (read: () => Promise<unknown>) =>
    (await listening(read)).said
      .map((text) => /whole table (.+?\))/.exec(text)?.[1]?.slice(0, 20));
  const { item, sale } = shop;
  assertEquals(await told(() => item.and("id > 1").rows()), []);
  // So few rows are not worth a word.
  assertEquals(await told(() => sale.and("sale_id > 0").rows()), []);
  const all = item.and("id > 0");
  assertEquals(await told(() => all.keys()), ["shop.Item (2,500 row"]);
  assertEquals(await told(() => all.rows()), []);
  await start(shop, { ...KEY, analysis_id: "another" });
  assertEquals(
    await told(() => item.and("price < 1000000").fetch()),
    ["shop.Item (2,500 row"],
  );
  assertEquals(await told(() => item.fetch()), []);
});
