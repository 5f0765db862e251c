/** Which rows the log says were read. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { LogError, QueryError, RowCountError } from "../../src/errors.ts";
import { andList, not } from "../../src/query/condition/restriction.ts";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { entries, loggedItems, openShop, start } from "./shop.ts";

Deno.test("reads are logged with all their conditions, in the text that runs", async () => {
  await using shop = await openShop();
  await start(shop);
  const { item, sale } = shop;
  await item.fetch();
  await item`id > ${3}`.and("price < 100", { name: "item 4" }).rows();
  await item.and(andList(["id > 1", { price: 20 }])).columns();
  await item.except({ id: 1 }).keys();
  await item.and([{ id: 1 }, { id: 2 }]).fetch();
  await item.and(not("id = 7")).fetch();
  await sale.and("note LIKE '100%'").fetch();
  await sale.and({ note: "100% 1" }).fetch();
  await item.and({ id: 9 }).fetch1();
  await item.and({ id: 9 }).fetch1("name");
  await item.and([]).fetch();
  await item.and(false).fetch();
  const log = await entries(shop);
  assertEquals(log.filter((text) => !text.startsWith("shop.item")), [
    "shop.sale (note LIKE '100%%')",
    "shop.sale (note=_UTF8MB4 0x313030252031)",
  ]);
  assertEquals(log[0], "shop.item True");
  assertEquals(
    log[1],
    "shop.item ((id > 3))AND((price < 100))AND((name='item 4'))",
  );
  assertEquals((await loggedItems(shop)).length, 30);
});

Deno.test("the same read again is not logged again; one that somebody deleted is", async () => {
  await using shop = await openShop();
  await start(shop);
  const { item } = shop;
  await item.and({ id: 1 }).fetch();
  await item.and({ id: 1 }).rows("name");
  await item.and({ id: 1 }).keys();
  await Promise.all(
    Array.from({ length: 6 }, () => item.and({ id: 1 }).fetch()),
  );
  await Promise.all(
    Array.from({ length: 6 }, () => item.and({ id: 2 }).fetch()),
  );
  assertEquals(await entries(shop), ["shop.item (id=1)", "shop.item (id=2)"]);
  // Two restrictions that a collation takes for one are two.
  await item.and("name = 'ITEM 3'").fetch();
  await item.and("name = 'item 3'").fetch();
  assertEquals((await entries(shop)).length, 4);
  await loadSql(
    shop.socket,
    "delete from common_usage.export_selection__table",
  );
  await item.and({ id: 1 }).fetch();
  await item.and({ id: 1 }).fetch();
  assertEquals(await entries(shop), ["shop.item (id=1)"]);
});

Deno.test("reads that their condition does not tell are logged by keys, with exactly the rows given", async () => {
  await using shop = await openShop();
  const { item, sale, pair } = shop;
  const given = async (
    read: () => Promise<readonly Record<string, unknown>[]>,
  ) => {
    await loadSql(
      shop.socket,
      "delete from common_usage.export_selection__table",
    );
    const rows = await read();
    const ids = rows.map((row) => row.id as number).sort((a, b) => a - b);
    assertEquals(await loggedItems(shop), ids);
    return ids;
  };
  await start(shop);
  assertEquals(await given(() => item.orderBy("id desc").limit(3).rows()), [
    28,
    29,
    30,
  ]);
  await given(() => item.orderBy("id").offset(25).rows());
  await given(() => item.orderBy("price desc").limit(4).offset(2).rows("id"));
  await given(() => item.limit(2).keys());
  await given(() => item.limit(5).and("price > 20").rows());
  await given(() => item.limit(0).rows());
  await given(async () => [await item.orderBy("id").limit(1).fetch1()]);
  await given(() => Array.fromAsync(item.and("id < 12").stream()));
  await given(() => item.and("rand() < 0.5").rows());
  await given(() => item.and("id < 5 and now() > '2001-01-01'").rows());
  await given(() => item.and("current_timestamp > '2001-01-01'").rows());
  await given(() => item.and("coalesce(@x, 4) >= id").rows());
  await given(() => item.and(sale.and("sale_id < 3")).rows());
  await given(() => item.and(pair.and("b < 0")).rows());
  await given(() => item.except(sale).rows());
  await given(() => item.limit(9).and(sale).rows());
});

Deno.test("a semijoin logs the rows of both sides that took part", async () => {
  await using shop = await openShop();
  await start(shop);
  const { item, sale } = shop;
  // Sale 1 is of item 2, sale 6 too, sale 2 of item 3.
  await item.and({ id: 2 }).and(sale.and("sale_id < 8")).rows();
  const rows = await shop.pool.texts(
    "select restriction from common_usage.export_selection__table where table_name = '`shop`.`sale`'",
  );
  const taken = await shop.pool.texts(
    `select sale_id from shop.sale where ${rows[0]![0]} order by 1`,
  );
  assertEquals([rows.length, taken], [1, [["1"], ["6"]]]);
  assertEquals(await loggedItems(shop), [2]);
});

Deno.test("a view is logged by the rows of the tables behind it, and its read can be forgotten", async () => {
  await using shop = await openShop();
  await start(shop);
  const query = shop.view.and("id > 7");
  assertEquals(await query.rows("id"), [{ id: 8 }, { id: 9 }]);
  assertEquals(await entries(shop), ["shop.item (`id` IN (8,9))"]);
  const { db } = shop;
  const shown = [
    await query.fetch(),
    await db.sql`select * from ${query} q`.fetch(),
  ]
    .map((frame) => Deno.inspect(frame));
  for (const text of shown) {
    assertMatch(text, /logged in export 1 .* by the rows behind the view/);
  }
  await listening(() => shop.db.ExportSelection.forget(query, { force: true }));
  assertEquals(await entries(shop), []);
});

Deno.test("a text with a subquery is refused while an export is active, and read while none is", async () => {
  await using shop = await openShop();
  const query = shop.item.and("id IN (SELECT id FROM shop.sale)");
  assertEquals((await query.rows()).length, 5);
  await start(shop);
  await assertRejects(() => query.rows(), LogError, "subquery");
  await assertRejects(() => shop.plain.rows(), LogError, "key");
  assertEquals(await entries(shop), []);
});

Deno.test("a restriction longer than the log's column is logged in entries whose union is exact", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    "insert into shop.item select seq * 7, concat('%', seq, ''''), 1 from shop.seq_10_to_2000",
  );
  await start(shop);
  const wanted = [1, 2, ...Array.from({ length: 1500 }, (_, i) => 70 + i * 7)]
    .filter((id) => id % 5 !== 0);
  const rows = await shop.item.and({ id: wanted }).rows("id");
  assertEquals(rows.length, wanted.length);
  assertEquals(await loggedItems(shop), wanted);
  const lengths = await shop.pool.texts(
    "select max(char_length(restriction)), count(*) from common_usage.export_selection__table",
  );
  assertMatch(lengths[0]!.join(" "), /^(1\d{3}|20[0-4]\d) \d+$/);
  // The text itself, of a great many values, at and beyond the limit.
  for (const length of [2030, 2048, 2060]) {
    const name = "x".repeat(length - "(name = '')".length);
    assertEquals((await shop.item.and(`name = '${name}'`).rows()).length, 0);
  }
});

Deno.test("names and texts that are not ASCII survive, also in a log of another character set", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    `insert into shop.item values (100, 'Größe 日本 🧠', 1), (101, 'naïve \\\\ back', 2);
    insert into shop.pair values ('日本', 1), ('🧠', 2);
    alter table common_usage.export_selection__table convert to character set latin1`,
  );
  const db = await shop.connect();
  const item = await db.table("shop.item");
  const pair = await db.table("shop.pair");
  await listening(() =>
    db.ExportSelection.startExport({
      paper_id: "p",
      analysis_id: "a",
    })
  );
  assertEquals(
    (await item`name LIKE ${"Größe%"} OR name = ${"naïve \\ back"}`.rows())
      .length,
    2,
  );
  assertEquals((await item.and("name = 'Größe 日本 🧠'").rows()).length, 1);
  assertEquals((await pair.and({ a: "🧠" }).rows()).length, 1);
  assertEquals((await pair.limit(50).rows()).length, 14);
  assertEquals(await loggedItems(shop), [100, 101]);
  const pairs = await shop.pool.texts(
    "select restriction from common_usage.export_selection__table where table_name = '`shop`.`pair`' order by table_id",
  );
  const counts = [];
  for (const [text] of pairs) {
    const [[count] = []] = await shop.pool.texts(
      `select count(*) from shop.pair where ${text!.replaceAll("%%", "%")}`,
    );
    counts.push(count);
  }
  assertEquals(counts, ["1", "14"]);
});

Deno.test("a read that the server refuses leaves no entry", async () => {
  await using shop = await openShop();
  await start(shop);
  await assertRejects(
    () => shop.item.and("nonsense(id) = 1").fetch(),
    QueryError,
  );
  await assertRejects(
    () => shop.item.and("name COLLATE latin1_bin = 'x'").fetch(),
    QueryError,
  );
  await assertRejects(
    () => shop.item.and("id = 1 AND").fetch(),
  );
  assertEquals(await entries(shop), []);
});

Deno.test("fetch1() of any number of rows but one logs nothing", async () => {
  await using shop = await openShop();
  await start(shop);
  await assertRejects(() => shop.item.and({ id: 99 }).fetch1(), RowCountError);
  await assertRejects(
    () => shop.item.and("id < 4").fetch1("name"),
    RowCountError,
  );
  await assertRejects(
    () => shop.item.orderBy("id").limit(2).fetch1(),
    RowCountError,
  );
  assertEquals(await entries(shop), []);
});

Deno.test("a timestamp as key is logged so that it means the same in every time zone", async () => {
  await using shop = await openShop();
  await start(shop);
  const rows = await shop.note.orderBy("at").limit(1).rows();
  assertEquals(rows.length, 1);
  const [[text] = []] = await shop.pool.texts(
    "select restriction from common_usage.export_selection__table",
  );
  for (const zone of ["+00:00", "-03:30", "+12:00"]) {
    const found = await loadSql(
      shop.socket,
      `set time_zone = '${zone}'; select text from shop.note where ${text}`,
    );
    assertEquals(found, `${rows[0]!.text}\n`);
  }
});

Deno.test("the frame says where it was logged", async () => {
  await using shop = await openShop();
  const query = shop.item.and({ id: 1 });
  assertMatch(
    Deno.inspect(await query.fetch()),
    /not logged: no export active/,
  );
  await start(shop);
  const frame = await query.fetch();
  assertMatch(
    Deno.inspect(frame),
    /logged in export 1 \(paper1 \/ analysis1\)/,
  );
  assertEquals(frame.recorded, [{
    exportId: 1,
    table: "`shop`.`item`",
    restriction: "(id=1)",
  }]);
});
