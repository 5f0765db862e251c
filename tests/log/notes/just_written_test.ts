/** Reads of rows that were written a moment before: what they gave is known. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Query } from "../../../src/query/query.ts";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { openLarge, openShop, type Shop, start } from "../shop.ts";

/** What `review()` says of each read's rows: their number, and how they changed. */
async function reviewed(
  { db }: Pick<Shop, "db">,
  paper_id = "paper1",
): Promise<[unknown, string | null][]> {
  const { result } = await listening(() =>
    db.ExportSelection.review({ paper_id })
  );
  return (result.objects() as { rows: unknown; changed: string | null }[])
    .map(({ rows, changed }) => [rows, changed]);
}

Deno.test("rows that are read right after they were written are known, whatever way they are read", async () => {
  const { item, sale, db, ...shop } = await openShop();
  await using _ = shop;
  const touch = () =>
    loadSql(
      shop.socket,
      `update shop.item set price = price + 1 where id <= 8;
      update shop.sale set note = concat(note, '!') where sale_id <= 8`,
    );
  const cells: Record<string, () => Promise<unknown>> = {
    "some columns": () => item.and("id < 4").rows("price"),
    "one value": () => item.and({ id: 1 }).fetch1("name"),
    "keys": () => sale.and("sale_id < 4").keys(),
    "a join": () => item.join(sale).and("sale_id < 6").fetch(),
    "a projection": () =>
      item.and("id < 9").proj({ twice: "price * 2" }).fetch(),
    "a renamed join": () =>
      item.proj({ thing: "id" }).join(sale.proj({ thing: "id" }))
        .and("sale_id < 4").rows("thing"),
    "a semijoin": () => item.and(sale.and("sale_id < 5")).fetch(),
    "groups": () =>
      item.aggr(sale.and("sale_id < 9"), { n: "count(*)" }).fetch(),
    "a limit": () => item.orderBy("id").limit(2).fetch(),
    "a union": () =>
      item.and("id < 2").proj().union(item.and("id = 3").proj()).fetch(),
    "SQL": () =>
      db.sql`select name, note from ${item} i join ${sale} s using (id) where s.sale_id < ${3}`
        .fetch(),
    "a view": () => shop.view.and("id < 3").fetch(),
  };
  for (const [name, cell] of Object.entries(cells)) {
    const key = { paper_id: name.replaceAll(" ", ""), analysis_id: "a" };
    await listening(async () => {
      await db.ExportSelection.startExport(key);
      await touch();
      await cell();
    });
    const changed = await reviewed({ db }, key.paper_id);
    assertEquals([...new Set(changed.map(([, one]) => one))], [""], name);
    await touch();
    const later = await reviewed({ db }, key.paper_id);
    assertMatch(later.map(([, one]) => one).join(), /then/, name);
  }
});

/** Takes some rows of a stream, or all. */
async function stream(query: Pick<Query, "stream">, most = Infinity) {
  let count = 0;
  for await (const _ of query.stream()) if (++count === most) break;
}

Deno.test("rows that are streamed right after they were written are known, also where the stream is left half-way", async () => {
  const shop = await openLarge();
  await using _ = shop;
  const { item, sale, db } = shop;
  const touch = () =>
    loadSql(
      shop.socket,
      `update shop.item set price = price + 1;
      update shop.sale set note = concat(note, '!')`,
    );
  const cells: Record<string, () => Promise<unknown>> = {
    "a table": () => stream(item),
    "one row of it": () => stream(item, 1),
    "some of it, in an order": () => stream(item.orderBy("price", "id"), 1001),
    "luck": () => stream(item.and("id < 9").proj({ luck: "rand()" })),
    "a join": () => stream(sale.join(item)),
    "the best": () => stream(item.orderBy("id").limit(1500)),
    "a semijoin": () => stream(item.and(sale()), 2),
    "groups": () => stream(item.aggr(sale(), { n: "count(*)" })),
    "SQL": () =>
      stream(db.sql`select name, note from ${item} join ${sale} using (id)`),
    "half of SQL": () => stream(db.sql`select * from ${item}`, 3),
    "a limit of SQL": () =>
      stream(db.sql`select * from ${item} order by price, id limit 1100`),
    "a view": () => stream(shop.view.and("id < 3")),
  };
  for (const [name, cell] of Object.entries(cells)) {
    for (const analysis_id of ["quiet", "busy"]) {
      const paper_id = name.replaceAll(/\W/g, "") + analysis_id;
      await listening(async () => {
        await db.ExportSelection.startExport({ paper_id, analysis_id });
        await touch();
        await cell();
        if (analysis_id === "busy") await touch();
      });
      const changed = await reviewed({ db }, paper_id);
      const wanted = analysis_id === "busy" ? /then/ : /^$/;
      assert(changed.length > 0, name);
      for (const [, one] of changed) assertMatch(String(one), wanted, paper_id);
    }
  }
});

Deno.test("a stream whose reader stays away is noted when its export ends", async () => {
  await using shop = await openShop();
  await start(shop);
  const rows = shop.item.stream()[Symbol.asyncIterator]();
  await rows.next();
  await listening(() => shop.db.ExportSelection.stopExport());
  const [[, changed] = []] = await reviewed(shop);
  assert(changed !== undefined);
  const notes = await shop.pool.texts(
    "select given_rows from spyglass_deno.read_note",
  );
  assertEquals(notes, [["1"]]);
  await rows.return?.();
});

Deno.test("many rows that are read right after they were written are known, too", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    "insert into shop.item select seq, 'x', 1 from shop.seq_31_to_2500",
  );
  await start(shop);
  await loadSql(shop.socket, "update shop.item set price = 2 where id > 30");
  await listening(() => shop.item.and("id > 30").fetch());
  assertEquals(await reviewed(shop), [[2470, ""]]);
  await loadSql(shop.socket, "update shop.item set price = 3 where id = 2000");
  assertEquals(await reviewed(shop), [[
    2470,
    "2470 rows as then, with other values",
  ]]);
});

Deno.test("what gives something else each time is not said to be as read", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.pool.run("update shop.item set price = 5 where id = 3");
  await shop.item.and("id < 4").proj({ luck: "rand()" }).fetch();
  assertEquals(await reviewed(shop), [[3, null]]);
  await shop.pool.run("update shop.item set price = 6 where id = 3");
  assertEquals(await reviewed(shop), [[
    3,
    "3 rows as then, with other values",
  ]]);
});
