/** A read's cell needs each table that it looked at, whether it was given any of its rows or not. */
import { assertEquals, assertRejects } from "@std/assert";
import { not, U } from "../../mod.ts";
import { LogError } from "../../src/errors.ts";
import { sql } from "../../src/query/condition/sql.ts";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { dump } from "../story/restore.ts";
import { entries, KEY, openShop, type Shop, start } from "./shop.ts";

const ITEM = "shop.item FALSE";
const SALE = "shop.sale FALSE";
const PAIR = "shop.pair FALSE";

/** What a read leaves in the log that was empty before. */
async function left(shop: Shop, read: () => unknown): Promise<string[]> {
  await loadSql(
    shop.socket,
    "delete from common_usage.export_selection__table",
  );
  await read();
  return await entries(shop);
}

Deno.test("reads by keys that give nothing log that they looked at their tables, each once", async () => {
  await using shop = await openShop();
  await start(shop);
  const { db, item, sale, pair } = shop;
  const none = "id > 99";
  for (
    const [query, wanted] of [
      [item.and(none).limit(3), [ITEM]],
      [item.limit(0), [ITEM]],
      [item.and(`${none} and rand() < 2`), [ITEM]],
      [item.and(none).and(sale), [ITEM, SALE]],
      [item.and(sale.and(pair.and("b > 99"))), [ITEM, SALE, PAIR]],
      [item.and(none).except(sale), [ITEM, SALE]],
      [item.and(none).and(not(sale)), [ITEM, SALE]],
      [item.and(none).join(sale), [ITEM, SALE]],
      [item.and(none).aggr(sale, { n: "count(*)" }), [ITEM, SALE]],
      [U("price").and(item.and(none).join(pair)), [ITEM, PAIR]],
      [item.and(none).proj({ x: sql`id in ${sale}` }), [ITEM, SALE]],
      [item.and(none).limit(1).proj({ p: "row_number() over ()" }), [ITEM]],
    ] as const
  ) {
    for (
      const read of [
        () => query.rows(),
        () => query.fetch(),
        () => query.keys(),
        () => Array.fromAsync(query.stream()),
      ]
    ) {
      const about = `${query.toSql().sql} ${read}`;
      assertEquals((await left(shop, read)).sort(), wanted.toSorted(), about);
    }
  }
  const text = db.sql`select * from ${item} i where id > ${99}
    and exists (select 1 from ${sale} s where s.id = i.id)
    and not exists (select 1 from ${pair} p where p.b = i.id)`;
  const all = [ITEM, PAIR, SALE];
  assertEquals((await left(shop, () => text.rows())).sort(), all);
  const streamed = () => Array.fromAsync(text.stream());
  assertEquals((await left(shop, streamed)).sort(), all);
});

Deno.test("of what a read looked at, only tables that gave nothing are logged without rows", async () => {
  await using shop = await openShop();
  await start(shop);
  const { db, item, sale, pair } = shop;
  const one = item.and({ id: 9 });
  const two = item.and({ id: 2 });
  for (
    const [read, wanted] of [
      [() => one.except(sale).rows(), ["shop.item (id=9)", SALE]],
      [() => one.except(sale).limit(1).rows(), ["shop.item (`id`=9)", SALE]],
      [() => two.and(sale).except(pair.and("b > 99")).keys(), [PAIR]],
      [
        () =>
          item.and({ id: 9 }).aggr(sale, { n: "count(*)" }, {
            keepAllRows: true,
          }).rows(),
        [SALE],
      ],
      [() => one.proj().union(item.and("id > 99").limit(2).proj()).rows(), []],
      [() => one.and([true, sale]).rows(), ["shop.item (id=9)", SALE]],
      [
        () =>
          db.sql`select id from ${item} i where id = 9 and not exists (
            select 1 from ${sale} s where s.id = i.id)`.rows(),
        [SALE],
      ],
      [
        () =>
          db.sql`select i.id from ${item} i left join ${sale} s using (id) where id = 9`
            .rows(),
        [SALE],
      ],
      [
        () =>
          Array.fromAsync(
            db.sql`select id from ${item} where id = 9 and id not in (select id from ${sale})`
              .stream(),
          ),
        [SALE],
      ],
    ] as const
  ) {
    const found = await left(shop, read);
    assertEquals(
      found.filter((text) => text.endsWith("FALSE")),
      wanted.filter((text) => text.endsWith("FALSE")),
      String(read),
    );
    assertEquals(found.some((text) => text.startsWith("shop.item (")), true);
  }
});

Deno.test("a stream that is left, or not asked for more, has logged what it looked at", async () => {
  await using shop = await openShop();
  await start(shop);
  const { db, item, sale } = shop;
  const query = item.and("id > 7").except(sale);
  const select = db.sql`select id from ${item} where id > 7 and id not in (
    select id from ${sale})`;
  for (const stream of [() => query.stream("id"), () => select.stream()]) {
    const read = async () => {
      for await (const { id } of stream()) if (id === 8) break;
    };
    assertEquals(await left(shop, read), ["shop.item (`id`=8)", SALE]);
  }
  const away = query.stream("id")[Symbol.asyncIterator]();
  const log = await left(shop, async () => {
    await away.next();
    await listening(() => db.ExportSelection.stopExport());
  });
  assertEquals(log, ["shop.item (`id`=8)", SALE]);
  await away.return!();
});

Deno.test("the server looks at a WITH that no FROM names: its tables and views are logged, too", async () => {
  await using shop = await openShop();
  await start(shop);
  const { db, item, sale, pair, view } = shop;
  const one = db
    .sql`with a as (select id from ${sale}), b as (select id from a),
    c as (select * from ${pair} where a in (with d as (select * from ${view}) select 'x'))
    select price from ${item} where id = 9`;
  assertEquals(await left(shop, () => one.rows()), [
    "shop.item (`id`=9)",
    PAIR,
    SALE,
  ]);
  const views = await shop.pool.texts(
    "select view_name from spyglass_deno.read_view",
  );
  assertEquals(views, [["`shop`.`cheap`"]]);
  const used = db
    .sql`with a as (select id from ${sale} where sale_id = 8), b as (select id from a)
    select price from ${item} where id in (select id from b)`;
  assertEquals(await left(shop, () => used.rows()), [
    "shop.item (`id`=4)",
    "shop.sale (`sale_id`=8)",
  ]);
  await assertRejects(
    () => db.sql`with a as (select no_such from ${sale}) select 1`.rows(),
    LogError,
    "no_such",
  );
});

Deno.test("an antijoin looks at views and at tables without a key, which go along without rows", async () => {
  await using shop = await openShop();
  await start(shop);
  const { db, item, plain, view } = shop;
  const some = item.and("id < 12").proj();
  assertEquals(await some.except(view).keys(), [{ id: 10 }, { id: 11 }]);
  assertEquals(await item.proj().and({ id: 3 }).except(plain).keys(), [
    { id: 3 },
  ]);
  assertEquals(await entries(shop), [
    "shop.item (`id` IN (10,11))",
    "shop.item (`id`=3)",
    "shop.plain FALSE",
  ]);
  const { result } = await listening(async () => {
    const { paper_id } = KEY;
    const { tables, script } = await db.Export.populatePaper({ paper_id });
    const text = await Deno.readTextFile(await dump(shop, script));
    return { tables, text, verified: await db.Export.verify({ paper_id }) };
  });
  assertEquals(result.tables, { "`shop`.`item`": 3 });
  assertEquals(/\bplain\b/.test(result.text), true);
  assertEquals(/\bcheap\b/.test(result.text), true);
  assertEquals(result.verified.differences, []);
});

Deno.test("what was looked at is reviewed, previewed and forgotten as a read of no row", async () => {
  await using shop = await openShop();
  await start(shop);
  const { db, item, sale } = shop;
  const query = item.and("id = 9").except(sale);
  await query.rows();
  const other = await item.and("id > 99").join(sale).fetch();
  assertEquals(await entries(shop), [
    "shop.item (`id`=9)",
    SALE,
    ITEM,
  ]);
  const { result: reviewed } = await listening(() =>
    db.ExportSelection.review(KEY)
  );
  assertEquals(
    reviewed.objects().map((read) => {
      const { rows, adds, changed } = read as Record<string, unknown>;
      return [rows, adds, changed];
    }),
    [[1, 1, ""], [0, 0, ""], [0, 0, ""]],
  );
  const { result: slice } = await listening(() =>
    db.ExportSelection.previewTables(KEY)
  );
  assertEquals(slice.counts, { "`shop`.`item`": 1 });
  const forget = (read: Parameters<typeof db.ExportSelection.forget>[0]) =>
    listening(() => db.ExportSelection.forget(read, { force: true }));
  const { said } = await forget(query);
  assertEquals(await entries(shop), [SALE, ITEM]);
  assertEquals(said.some((line) => line.includes("shop`.`sale` FALSE")), true);
  await forget(other);
  assertEquals(await entries(shop), []);
  await Array.fromAsync(query.stream());
  await forget(query);
  assertEquals(await entries(shop), []);
});
