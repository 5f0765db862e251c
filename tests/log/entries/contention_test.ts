/** Entries that meet somebody else on the server: deadlocks, waits for locks, sessions and statements that are killed. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Session } from "../../../src/connection/session.ts";
import { LogError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { pause } from "./loggers.ts";
import { entries, openShop, type Shop, start } from "../shop.ts";

const LOG = "common_usage.export_selection__table";
/** The server shows what it showed before to those who ask again within a tenth of a second. */
const POLL_MS = 150;
const FIRST = "shop.item (id=1)";

/** An active export with one entry, and somebody who holds the row of the export: who logs waits for it. */
async function withHolder(
  work: (shop: Shop, holder: Session) => Promise<void>,
  settings = "",
): Promise<void> {
  await using opened = await openShop();
  if (settings !== "") await loadSql(opened.socket, settings);
  await start(opened);
  // Settings are for connections that are opened after them.
  const { result: db } = await listening(() => opened.connect());
  const shop = { ...opened, db, item: await db.table("shop.item") };
  await shop.item.and({ id: 1 }).fetch();
  await shop.pool.reserve(async (holder) => {
    await holder.run("start transaction");
    // Of two in a deadlock, the one that has changed less is undone.
    await holder.run("update shop.item set price = price + 1000");
    await holder.texts(
      "select * from common_usage.export_selection where export_id = 1 for update",
    );
    await work(shop, holder);
  });
}

/** The connection whose entry waits for a lock, once it does. */
async function waiting(shop: Shop): Promise<string> {
  for (;;) {
    const [found] = (await loadSql(
      shop.socket,
      "select trx_mysql_thread_id from information_schema.innodb_trx where trx_state = 'LOCK WAIT'",
    )).trim().split("\n");
    if (found) return found;
    await pause(POLL_MS);
  }
}

/** When the wait began that goes on now. */
async function waitedSince(shop: Shop): Promise<string> {
  await waiting(shop);
  return await loadSql(
    shop.socket,
    "select trx_wait_started from information_schema.innodb_trx where trx_state = 'LOCK WAIT'",
  );
}

async function deadlocks(shop: Shop): Promise<number> {
  const said = await loadSql(
    shop.socket,
    "show global status like 'Innodb_deadlocks'",
  );
  return Number(said.trim().split("\t")[1]);
}

Deno.test("entries that InnoDB undoes to end a deadlock are written after it", async () => {
  await withHolder(async (shop, holder) => {
    const before = await deadlocks(shop);
    // Who has not written yet does not take it that nobody else does: several entries are a transaction.
    const { result: other } = await listening(() => shop.connect());
    const item = await other.table("shop.item");
    const both = item.and({ id: 8 }).proj().union(item.and({ id: 9 }).proj());
    let isGiven = false;
    const reading = both.rows().finally(() => isGiven = true);
    await waiting(shop);
    // They hold the end of the log, and wait for the export's row; we have that, and want to write at the end.
    await holder.run(
      `insert into ${LOG} values (1, 50, '\`shop\`.\`item\`', '(id=7)')`,
    );
    assertEquals(await deadlocks(shop), before + 1);
    assert(!isGiven);
    await holder.run("rollback");
    assertEquals((await reading).map(({ id }) => id), [8, 9]);
    assertEquals(await entries(shop), [
      FIRST,
      "shop.item (id=8)",
      "shop.item (id=9)",
    ]);
  });
});

Deno.test("an entry that waited too long for a lock is tried again, and written when the lock is gone", async () => {
  await withHolder(async (shop, holder) => {
    const reading = shop.item.and({ id: 9 }).rows();
    const first = await waitedSince(shop);
    // Its wait ends after a second; another one begins.
    while (await waitedSince(shop) === first) {
      await pause(POLL_MS);
    }
    await holder.run("rollback");
    assertEquals((await reading).map(({ id }) => id), [9]);
    assertEquals(await entries(shop), [FIRST, "shop.item (id=9)"]);
  }, "set global innodb_lock_wait_timeout = 1");
});

Deno.test("an entry whose session is killed while it waits is written by another one", async () => {
  await withHolder(async (shop, holder) => {
    const reading = shop.item.and({ id: 9 }).rows();
    const victim = await waiting(shop);
    await loadSql(shop.socket, `kill connection ${victim}`);
    while (await waiting(shop) === victim) {
      await pause(POLL_MS);
    }
    await holder.run("rollback");
    assertEquals((await reading).map(({ id }) => id), [9]);
    assertEquals(await entries(shop), [FIRST, "shop.item (id=9)"]);
  });
});

Deno.test("an entry whose statement is killed fails its read, with the reason; the next read is logged", async () => {
  await withHolder(async (shop, holder) => {
    const failed = assertRejects(
      () => shop.item.and({ id: 9 }).rows(),
      LogError,
      "1317",
    );
    await loadSql(shop.socket, `kill query ${await waiting(shop)}`);
    await failed;
    await holder.run("rollback");
    await shop.item.and({ id: 8 }).rows();
    assertEquals(await entries(shop), [FIRST, "shop.item (id=8)"]);
  });
});
