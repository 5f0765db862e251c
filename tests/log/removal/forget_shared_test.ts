/** Forgetting a read whose entries other reads of this process rest on, too. */
import { assertEquals, assertMatch } from "@std/assert";
import type { Frame } from "../../../src/query/reading/frame.ts";
import type { Query } from "../../../src/query/query.ts";
import { listening } from "../../story/place.ts";
import { entries, KEY, openShop, type Shop, start } from "../shop.ts";

const FORCE = { force: true };

/** What is said, and how many entries go. */
async function forget(
  { db }: Shop,
  read: Query | Frame,
): Promise<{ said: string; removed: number }> {
  const { said, result } = await listening(() =>
    db.ExportSelection.forget(read, FORCE)
  );
  return { said: said.join("\n"), removed: result };
}

Deno.test("an entry that another frame's read shares stays, and it is said why", async () => {
  await using shop = await openShop();
  await start(shop);
  const first = await shop.item.and({ id: 2 }).fetch("name");
  const second = await shop.item.and({ id: 2 }).fetch();
  const { said, removed } = await forget(shop, first);
  assertEquals(removed, 0);
  assertMatch(
    said,
    /^Nothing leaves the slice of paper1. Stays in the log, because .*`shop`\.`item` \(id=2\) \(1 other read\)/,
  );
  assertEquals(await entries(shop), ["shop.item (id=2)"]);
  // Forgotten is forgotten: it does not count a second time.
  assertEquals((await forget(shop, first)).removed, 0);
  const last = await forget(shop, second);
  assertEquals(last.removed, 1);
  assertEquals(last.said, "Leaves the slice of paper1: 1 of `shop`.`item`.");
  assertEquals(await entries(shop), []);
});

Deno.test("of several entries those stay that other reads rest on", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and({ id: 5 }).and(shop.sale.and({ sale_id: 4 })).rows();
  const alone = await shop.sale.and({ sale_id: 4 }).fetch();
  const joined = await shop.item.join(shop.sale.and({ sale_id: 4 })).fetch();
  const before = await entries(shop);
  const { said, removed } = await forget(shop, joined);
  assertMatch(said, /Stays in the log, .*`shop`\.`sale`/);
  assertEquals(removed + (await entries(shop)).length, before.length);
  assertEquals(
    (await entries(shop)).includes("shop.sale (sale_id=4)"),
    true,
  );
  await forget(shop, alone);
  await forget(
    shop,
    shop.item.and({ id: 5 }).and(shop.sale.and({ sale_id: 4 })),
  );
  assertEquals(await entries(shop), []);
});

Deno.test("a query stands for all reads of it, and for no others", async () => {
  await using shop = await openShop();
  await start(shop);
  const item = () => shop.item.and({ id: 5 });
  await item().fetch();
  await item().rows();
  const held = await item().fetch();
  const { removed } = await forget(shop, item());
  assertEquals(removed, 1);
  // Read anew after that: the earlier frame has no part in it.
  await item().fetch();
  assertEquals((await forget(shop, held)).removed, 0);
  assertEquals(await entries(shop), ["shop.item (id=5)"]);
  assertEquals((await forget(shop, item())).removed, 1);
});

Deno.test("another connection's reads are this process's, another export's and failed ones are no reason", async () => {
  await using shop = await openShop();
  const second = { ...KEY, analysis_id: "analysis2" };
  await start(shop, second);
  await shop.item.and({ id: 2 }).fetch();
  await start(shop);
  const frame = await shop.item.and({ id: 2 }).fetch();
  await shop.item.and({ id: 2 }).rows("nothing").catch(() => {});
  const { result: other } = await listening(() => shop.connect());
  const theirs = await (await other.table("shop.item")).and({ id: 2 }).fetch();
  assertEquals((await forget(shop, frame)).removed, 0);
  assertEquals((await forget(shop, theirs)).removed, 1);
  assertEquals((await entries(shop)).filter((e) => e.includes("(id=2)")), [
    "shop.item (id=2)",
  ]);
});

Deno.test("a stream that was left, or is in flight, keeps its entries until it is forgotten itself", async () => {
  await using shop = await openShop();
  await start(shop);
  const query = shop.item.and("id < 3");
  const keys = shop.item.and("id < 3").limit(2).orderBy("id");
  const stream = query.stream()[Symbol.asyncIterator]();
  await stream.next();
  await stream.next();
  await stream.next();
  const left = keys.stream()[Symbol.asyncIterator]();
  await left.next();
  await left.next();
  await listening(() => shop.db.ExportSelection.stopExport());
  await start(shop);
  const frame = await keys.fetch();
  const before = await entries(shop);
  assertEquals((await forget(shop, frame)).removed, 0);
  assertEquals(await entries(shop), before);
  await forget(shop, query);
  await forget(shop, keys);
  assertEquals(await entries(shop), []);
});

Deno.test("a read that begins while its entry is being forgotten logs it again", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  await start(shop);
  const query = shop.item.and({ id: 2 });
  const frames = [await query.fetch()];
  for (let round = 0; round < 20; round++) {
    await listening(async () => {
      const forgotten = ExportSelection.forget(frames.at(-1)!, FORCE);
      for (let i = 0; i < 5; i++) {
        await new Promise((done) => setTimeout(done, round));
        frames.push(await query.fetch());
      }
      await forgotten;
    });
    assertEquals(await entries(shop), ["shop.item (id=2)"]);
    await forget(shop, query);
    frames.push(await query.fetch());
  }
});

Deno.test("a stream that an earlier export logged is forgotten by its query, whichever export is active", async () => {
  await using shop = await openShop();
  await start(shop);
  const query = shop.item.and("id < 3").orderBy("id").limit(2);
  for await (const _ of query.stream());
  await start(shop, { ...KEY, analysis_id: "analysis2" });
  assertEquals((await forget(shop, query)).removed, 1);
  assertEquals(await entries(shop), []);
});

Deno.test("an analysis that is deleted leaves no reads behind", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  await start(shop);
  const old = await shop.item.and({ id: 2 }).fetch();
  await listening(async () => {
    await ExportSelection.stopExport();
    await ExportSelection.deleteAnalysis(KEY, FORCE);
  });
  await shop.pool.run(
    "insert into common_usage.export_selection (export_id, paper_id, analysis_id, spyglass_version) values (1, 'paper1', 'analysis1', '0')",
  );
  await start(shop);
  const frame = await shop.item.and({ id: 2 }).fetch();
  assertEquals((await forget(shop, old)).removed, 0);
  assertEquals((await forget(shop, frame)).removed, 1);
});

Deno.test("what only a read in flight keeps goes with it if it fails, and stays if it gives something", async () => {
  await using shop = await openShop();
  await start(shop);
  const item = shop.item.and({ id: 2 });
  for (
    const [slow, left] of [
      ["exp(9999 + sleep(0.8))", []],
      ["sleep(0.8)", ["shop.item (id=2)"]],
    ] as const
  ) {
    const frame = await item.fetch();
    const open = item.proj({ slow }).rows().catch(() => {});
    await new Promise((done) => setTimeout(done, 200));
    const { said } = await forget(shop, frame);
    assertMatch(said, /Stays in the log, .*`item` .*\(1 other read\)/);
    await open;
    assertEquals(await entries(shop), left);
  }
});
