/** Reads whose entry cannot be written. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { LogError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import {
  entries,
  KEY,
  loggedItems,
  openLarge,
  openShop,
  start,
} from "../shop.ts";

const LOG = "common_usage.export_selection__table";

Deno.test("a read whose entry cannot be written fails with the reason: the log was dropped", async () => {
  await using shop = await openShop();
  await start(shop);
  await loadSql(shop.socket, `drop table ${LOG}`);
  for (
    const read of [
      () => shop.item.and({ id: 1 }).fetch(),
      () => shop.item.limit(2).rows(),
      () => shop.item.and({ id: 1 }).fetch1("name"),
      () => shop.item.keys(),
      () => Array.fromAsync(shop.item.stream()),
    ]
  ) {
    await assertRejects(read, LogError, "1146");
  }
});

Deno.test("a stream whose analysis somebody deletes says that it is gone, and not that its rows are in the log", async () => {
  await using shop = await openLarge();
  const { item, db, socket } = shop;
  const streams = [
    () => item.stream(),
    () => item.limit(2000).stream(),
    () => db.sql`select * from ${item}`.stream(),
  ];
  for (const stream of streams) {
    const export_id = await start(shop, { ...KEY, analysis_id: "gone" });
    let given = 0;
    const error = await assertRejects(async () => {
      for await (const _ of stream()) {
        if (++given !== 1500) continue;
        const where = `where export_id = ${export_id}`;
        await loadSql(
          socket,
          `delete from ${LOG} ${where}; delete from common_usage.export_selection ${where}`,
        );
      }
    }, LogError);
    assertMatch(error.message, /^Cannot log .* knows no export .*start it/);
    await listening(() => db.ExportSelection.stopExport());
  }
});

Deno.test("a read whose entry cannot be written fails with the reason: no right to write", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    `create user reader@localhost; grant select on *.* to reader@localhost;
    grant insert on common_usage.export_selection to reader@localhost`,
  );
  const db = await shop.connect({ user: "reader" });
  const item = await db.table("shop.item");
  await listening(() => db.ExportSelection.startExport(KEY));
  await assertRejects(
    () => item.and({ id: 1 }).fetch(),
    LogError,
    "ask the server's administrator",
  );
  await assertRejects(() => item.limit(2).rows(), LogError);
  assertEquals(await entries(shop), []);
});

Deno.test("a read whose entry cannot be written fails with the reason: the log is locked", async () => {
  await using shop = await openShop();
  await start(shop);
  await loadSql(shop.socket, "set global lock_wait_timeout = 1");
  const db = await shop.connect();
  const item = await db.table("shop.item");
  await shop.pool.reserve(async (session) => {
    await session.run(`lock tables ${LOG} read`);
    await assertRejects(() => item.and({ id: 1 }).fetch(), LogError, "1205");
    await session.run("unlock tables");
  });
  await item.and({ id: 2 }).fetch();
  assertEquals(await entries(shop), ["shop.item (id=2)"]);
});

Deno.test("an entry that has to wait for somebody else's is written when that one is done", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and({ id: 1 }).fetch();
  let reading: Promise<unknown> = Promise.resolve();
  await shop.pool.reserve(async (session) => {
    await session.run("start transaction");
    await session.run(
      `insert into ${LOG} values (1, 2, '\`shop\`.\`item\`', '(id=9)')`,
    );
    let isRead = false;
    reading = shop.item.and({ id: 9 }).fetch().then(() => isRead = true);
    await new Promise((done) => setTimeout(done, 300));
    assert(!isRead);
    await session.run("commit");
  });
  await reading;
  // Theirs might be taken back: ours is written, too.
  assertEquals(await entries(shop), [
    "shop.item (id=1)",
    "shop.item (id=9)",
    "shop.item (id=9)",
  ]);
});

Deno.test("connections that are killed lose no entry, and no read gives rows that are not in the log", async () => {
  await using shop = await openShop();
  await start(shop);
  let isDone = false;
  const killing = (async () => {
    while (!isDone) {
      const ids = await shop.pool.texts(
        "select id from information_schema.processlist where user = 'root' and id <> connection_id()",
      );
      for (const [id] of ids) {
        if (Math.random() < 0.5) {
          await loadSql(shop.socket, `kill ${id}`).catch(() => {});
        }
      }
      await new Promise((done) => setTimeout(done, 20));
    }
  })();
  const given = new Set<number>();
  await Promise.all(Array.from({ length: 60 }, async (_, i) => {
    const id = 1 + i % 30;
    const query = i % 2 === 0
      ? shop.item.and({ id })
      : shop.item.and({ id }).limit(1);
    const rows = await query.rows().catch(() => []);
    for (const row of rows) given.add(row.id as number);
  }));
  isDone = true;
  await killing.catch(() => {});
  const logged = await retried(() => loggedItems(shop));
  for (const id of given) assert(logged.includes(id), `${id} is not logged`);
});

/** The plain connection may have been killed, too. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  return await work().catch(work);
}

Deno.test("two reads of one text: the failure of one does not take the other's entry away", async () => {
  await using shop = await openShop();
  await start(shop);
  // The column goes away behind our back: reads of all columns fail, reads of others do not.
  await loadSql(shop.socket, "alter table shop.item drop column price");
  const reads = Array.from({ length: 20 }, (_, i) => {
    const query = shop.item.and({ id: 1 + i % 2 });
    return i % 3 === 0 ? query.rows() : query.rows("id", "name");
  });
  const done = await Promise.allSettled(reads);
  assertEquals(
    done.map(({ status }) => status === "fulfilled"),
    done.map((_, i) => i % 3 !== 0),
  );
  assertEquals(await loggedItems(shop), [1, 2]);
  // Alone, a failed read leaves nothing.
  await assertRejects(() => shop.item.and({ id: 7 }).rows());
  assertEquals(await loggedItems(shop), [1, 2]);
});
