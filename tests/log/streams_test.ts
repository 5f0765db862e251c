/** Streams: the log holds what they gave, whenever their reader leaves. */
import {
  assert,
  assertEquals,
  assertGreater,
  assertRejects,
} from "@std/assert";
import { fileURLToPath } from "node:url";
import { ExportError, QueryError, SpyglassError } from "../../src/errors.ts";
import { U } from "../../mod.ts";
import type { Query } from "../../src/query/query.ts";
import type { Table } from "../../src/query/table.ts";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { REFUSED_LATE } from "./late_failure.ts";
import { entries, loggedItems, openLarge, openShop, start } from "./shop.ts";

const LOG = "common_usage.export_selection__table";

/** Takes some rows of a stream and leaves it. */
async function take(query: Query, count: number): Promise<number[]> {
  const ids: number[] = [];
  for await (const row of query.stream()) {
    ids.push(row.id as number);
    if (ids.length === count) break;
  }
  return ids.sort((a, b) => a - b);
}

Deno.test("a stream left half-way has logged the rows that it gave, and no others", async () => {
  await using shop = await openLarge();
  for (const count of [1, 2, 999, 1000, 1001, 2499, 2500, 9999]) {
    await loadSql(shop.socket, `delete from ${LOG}`);
    const ids = await take(shop.item.orderBy("id"), count);
    assertEquals(ids.length, Math.min(count, 2500));
    assertEquals(await loggedItems(shop), ids, `${count} rows`);
  }
});

Deno.test("a stream of a join or a semijoin that is left half-way has logged both sides of what it gave", async () => {
  await using shop = await openLarge();
  const sold = async () => {
    const [[restriction] = [null]] = await shop.pool.texts(
      `select restriction from ${LOG} where table_name = '\`shop\`.\`sale\`'`,
    );
    const rows = await shop.pool.texts(
      `select sale_id, id from shop.sale where ${restriction} order by 1`,
    );
    return rows.map((row) => row.map(Number));
  };
  const pairs: number[][] = [];
  for await (
    const row of shop.sale.join(shop.item).orderBy("sale_id").stream()
  ) {
    pairs.push([row.sale_id as number, row.id as number]);
    if (pairs.length === 3) break;
  }
  assertEquals(await sold(), pairs);
  assertEquals(await loggedItems(shop), pairs.map(([, id]) => id).sort());
  await loadSql(shop.socket, `delete from ${LOG}`);
  const [first] = await take(shop.item.and(shop.sale()).orderBy("id"), 1);
  assertEquals(await loggedItems(shop), [first!]);
  const partners = await sold();
  assertEquals(new Set(partners.map(([, id]) => id)), new Set([first!]));
  assertGreater(partners.length, 1);
});

Deno.test("a stream whose rows an earlier read logged takes nothing away when it is left", async () => {
  await using shop = await openLarge();
  const query = shop.item.orderBy("id");
  assertEquals((await take(query, 5000)).length, 2500);
  const before = await entries(shop);
  await take(query, 3);
  const after = await entries(shop);
  assertEquals(after.slice(0, before.length), before);
  assertEquals(after.slice(before.length), [
    "shop.item (`id` IN (1,2,3))",
  ]);
  // Nor does the end of one that another one overlaps.
  await loadSql(shop.socket, `delete from ${LOG}`);
  const slow = query.stream()[Symbol.asyncIterator]();
  await slow.next();
  await take(query, 7);
  assertEquals((await loggedItems(shop)).length, 1000);
  await slow.return?.();
  assertEquals(await loggedItems(shop), [1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("a stream left half-way rests on what it gave: forgetting the read that had logged all of it leaves no more", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  await start(shop);
  const query = shop.item.and("id < 9").orderBy("id");
  const limited = await query.limit(8).fetch();
  await take(query, 3);
  assertEquals(await loggedItems(shop), [1, 2, 3, 4, 5, 6, 7, 8]);
  await listening(() => ExportSelection.forget(limited, { force: true }));
  assertEquals(await loggedItems(shop), [1, 2, 3]);
});

Deno.test("a read that fails takes its entry back, though a stream of the same rows has begun before or meanwhile", async () => {
  await using shop = await openShop();
  await start(shop);
  const first = async () => {
    const rows = shop.item.and("id < 9").stream()[Symbol.asyncIterator]();
    await rows.next();
    return rows;
  };
  const failing = (x: string) =>
    assertRejects(
      () => shop.item.and("`id` BETWEEN 1 AND 8").proj({ x }).rows(),
      QueryError,
      "1690",
    );
  const early = await first();
  await failing("CAST(id AS unsigned) - 18446744073709551615");
  await early.return?.();
  assertEquals(await loggedItems(shop), [1]);
  await shop.pool.reserve(async (session) => {
    await session.texts("select get_lock('gate', 0)");
    const failed = failing(REFUSED_LATE);
    while ((await entries(shop)).length < 2) {
      await new Promise((done) => setTimeout(done, 10));
    }
    const late = await first();
    await session.texts("select release_lock('gate')");
    await failed;
    await late.return?.();
  });
  assertEquals(await loggedItems(shop), [1]);
});

Deno.test("a whole stream leaves entries that say so shortly, and nothing provisional", async () => {
  await using shop = await openLarge();
  await take(shop.item.orderBy("id"), 5000);
  assertEquals(await entries(shop), [
    "shop.item (`id` BETWEEN 1 AND 1000)",
    "shop.item (`id` BETWEEN 1001 AND 2000)",
    "shop.item (`id` BETWEEN 2001 AND 2500)",
  ]);
});

Deno.test("closing the database leaves of open streams the rows that they gave", async () => {
  await using shop = await openLarge();
  for (
    const query of [
      (item: Table) => item.orderBy("id"),
      (item: Table) => item.and(item.proj()).orderBy("id"),
    ]
  ) {
    await loadSql(shop.socket, `delete from ${LOG}`);
    const db = await shop.connect();
    const rows = query(await db.table("shop.item")).stream()
      [Symbol.asyncIterator]();
    for (let i = 0; i < 1003; i++) await rows.next();
    await db.close();
    assertEquals(await loggedItems(shop), range(1003));
    // What would come now could not be logged.
    await assertRejects(async () => {
      for (;;) if ((await rows.next()).done) break;
    }, SpyglassError);
    assertEquals(await loggedItems(shop), range(1003));
  }
});

Deno.test("every row that a stream gave is in the log when its process is killed at any moment", async () => {
  await using shop = await openLarge();
  const program = fileURLToPath(new URL("streamer.ts", import.meta.url));
  for (let killed = 0; killed < 4; killed++) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", program, shop.socket],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const given: number[] = [];
    const lines = child.stdout.pipeThrough(new TextDecoderStream());
    let rest = "";
    for await (const text of lines) {
      const parts = (rest + text).split("\n");
      rest = parts.pop()!;
      given.push(...parts.map(Number));
      if (given.length > 300 + killed * 450) {
        child.kill("SIGKILL");
        break;
      }
    }
    await child.status;
    const logged = new Set(await loggedItems(shop));
    assert(given.length > 0);
    assertEquals(given.filter((id) => !logged.has(id)), []);
  }
});

Deno.test("forget() takes the query of a stream that was left half-way, in the process that read it", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  await start(shop);
  await shop.item.and({ id: 9 }).rows();
  const query = shop.item.orderBy("id");
  for (const count of [3, 5]) {
    let given = 0;
    for await (const _ of query.stream()) if (++given === count) break;
  }
  assertEquals((await entries(shop)).length, 3);
  await listening(() => ExportSelection.forget(query, { force: true }));
  assertEquals(await entries(shop), ["shop.item (id=9)"]);
  await assertRejects(
    () => ExportSelection.forget(query, { force: true }),
    ExportError,
  );
  // One that is being read is forgotten as far as it came.
  const rows = query.stream()[Symbol.asyncIterator]();
  await rows.next();
  await rows.next();
  await rows.return?.();
  assertEquals((await entries(shop)).length, 2);
  await listening(() => ExportSelection.stopExport());
  await listening(() => ExportSelection.forget(query, { force: true }));
  assertEquals(await entries(shop), ["shop.item (id=9)"]);
});

/** 1, 2, … */
function range(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}

Deno.test("reads and streams at the same time: a stream takes back nothing of what was written with it", async () => {
  await using shop = await openShop();
  await start(shop);
  const ids = Array.from({ length: 30 }, (_, at) => at + 1);
  const reader = async (first: number) => {
    for (let id = first; id <= 30; id += 5) {
      const query = shop.item.and({ id });
      if ((id + first) % 3 > 0) await query.limit(1).rows();
      else for await (const row of query.stream()) assertEquals(row.id, id);
    }
  };
  for (let round = 0; round < 5; round++) {
    await loadSql(shop.socket, `delete from ${LOG}`);
    await Promise.all([1, 2, 3, 4, 5].map(reader));
    assertEquals(await loggedItems(shop), ids);
  }
});

Deno.test("a stream that must wait to take back its provisional entries tries again", async () => {
  await using shop = await openShop();
  await start(shop);
  await loadSql(shop.socket, "set global innodb_lock_wait_timeout = 1");
  await using db = await shop.connect();
  const item = await db.table("shop.item");
  const rows = item.and("id < 9").stream()[Symbol.asyncIterator]();
  await rows.next();
  const held = shop.pool.reserve(async (session) => {
    await session.run("start transaction");
    await session.texts(
      `select * from ${LOG} where export_id = 1 and table_id = 1 for update`,
    );
    await new Promise((done) => setTimeout(done, 2500));
    await session.run("commit");
  });
  await new Promise((done) => setTimeout(done, 100));
  await rows.return?.();
  await held;
  assertEquals(await entries(shop), ["shop.item (`id`=1)"]);
});

Deno.test("a condition that leaves no room for what marks a provisional entry is streamed by its keys", async () => {
  await using shop = await openShop();
  await start(shop);
  for (const length of [1900, 2005, 2020]) {
    await loadSql(shop.socket, `delete from ${LOG}`);
    const some = shop.item.and(`id < 8 and name <> '${"x".repeat(length)}'`);
    const counted = U().aggr(some, { n: "count(*)" });
    const rows: unknown[] = [];
    for await (const row of counted.stream()) rows.push(row);
    assertEquals(rows, [{ n: 7 }]);
    assertEquals(await loggedItems(shop), range(7));
    await listening(() =>
      shop.db.ExportSelection.forget(counted, { force: true })
    );
    assertEquals(await entries(shop), []);
  }
});

Deno.test("a stream that was asked for before the export started is logged there, if it is read there", async () => {
  await using shop = await openShop();
  const { db, item } = shop;
  const streams = [
    item.and("id = 3").stream("id"),
    db.sql`select id from ${item} where id = 4`.stream(),
  ];
  await start(shop);
  for (const stream of streams) {
    assertEquals((await Array.fromAsync<unknown>(stream)).length, 1);
  }
  assertEquals(await loggedItems(shop), [3, 4]);
});
