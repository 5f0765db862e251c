/** A read that fails takes its entry back: not one that another read rests on, whoever made it. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { openPool } from "../../../src/connection/pool.ts";
import type { Pool, Session } from "../../../src/connection/session.ts";
import { ConnectionError, QueryError } from "../../../src/errors.ts";
import { LogMemory } from "../../../src/log/log_memory.ts";
import { LogStore, type WrittenEntry } from "../../../src/log/store.ts";
import { prepareNotes, writeNotes } from "../../../src/log/notes/read_notes.ts";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { REFUSED_LATE } from "../late_failure.ts";
import { entries, KEY, openShop, type Shop, start } from "../shop.ts";

const TEXT = "id < 4";
const ENTRY = "shop.item (id < 4)";

/** A shop whose lock `gate` somebody holds. */
async function behindGate(
  work: (shop: Shop, open: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  await using shop = await openShop();
  await start(shop);
  await shop.pool.reserve(async (holder: Session) => {
    await holder.texts("select get_lock('gate', 0)");
    await work(shop, () => holder.texts("select release_lock('gate')"));
  });
}

/** A process whose read fails when the gate opens; resolves when its entry is in the log. */
async function failingProcess(
  shop: Shop,
): Promise<{ readonly said: Promise<string> }> {
  const program = fileURLToPath(new URL("../late_failure.ts", import.meta.url));
  const run = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", program, shop.socket, TEXT],
    stdout: "piped",
    stderr: "inherit",
  }).output();
  await isLogged(shop);
  return { said: run.then(({ stdout }) => new TextDecoder().decode(stdout)) };
}

async function isLogged(shop: Shop): Promise<void> {
  while (!(await entries(shop)).includes(ENTRY)) {
    await new Promise((done) => setTimeout(done, 10));
  }
}

Deno.test("two connections of one process: what fails on one takes nothing away that was given on the other", async () => {
  await behindGate(async (shop, open) => {
    const other = await (await shop.connect()).table("shop.item");
    const failed = assertRejects(
      () => shop.item.and(TEXT).proj({ x: REFUSED_LATE }).rows(),
      QueryError,
      "1690",
    );
    await isLogged(shop);
    assertEquals((await other.and(TEXT).rows()).length, 3);
    await open();
    await failed;
    assertEquals(await entries(shop), [ENTRY]);
  });
});

Deno.test("two processes: what fails in one takes nothing away that was given in the other", async () => {
  await behindGate(async (shop, open) => {
    const { said } = await failingProcess(shop);
    assertEquals((await shop.item.and(TEXT).rows()).length, 3);
    await open();
    assertMatch(await said, /1690/);
    assertEquals(new Set(await entries(shop)), new Set([ENTRY]));
  });
});

Deno.test("an entry that is there when an export is resumed, and whose read goes on elsewhere, is not relied on", async () => {
  await behindGate(async (shop, open) => {
    const { said } = await failingProcess(shop);
    const again = await shop.connect();
    await listening(() => again.ExportSelection.startExport(KEY));
    const item = await again.table("shop.item");
    assertEquals((await item.and(TEXT).rows()).length, 3);
    await open();
    assertMatch(await said, /1690/);
    assertEquals(new Set(await entries(shop)), new Set([ENTRY]));
  });
});

Deno.test("a read that fails alone takes its entry back, and one that follows writes its own", async () => {
  await behindGate(async (shop, open) => {
    const { said } = await failingProcess(shop);
    await open();
    await said;
    assertEquals(await entries(shop), []);
    await shop.item.and(TEXT).rows();
    assertEquals(await entries(shop), [ENTRY]);
  });
});

Deno.test("entries of others are written again until they are there three times, however often their export is resumed; noted ones never", async () => {
  await using shop = await openShop();
  await start(shop);
  const [plain, noted] = ["(id=1)", "(id=2)"].map((restriction) => ({
    table: "`shop`.`item`",
    restriction,
  }));
  const asNewProcess = () => new LogStore(shop.pool).write(1, [plain!, noted!]);
  await asNewProcess();
  await prepareNotes(shop.pool);
  await writeNotes(shop.pool, [{
    entry: { exportId: 1, tableId: 2, ...noted! },
    selected: { rows: 1, checksum: "0", columns: "0", isSure: true },
  }]);
  for (let i = 0; i < 4; i++) await asNewProcess();
  assertEquals(await entries(shop), [
    "shop.item (id=1)",
    "shop.item (id=2)",
    "shop.item (id=1)",
    "shop.item (id=1)",
  ]);
});

const ONE = { table: "`shop`.`item`", restriction: "(id=1)" };

/** Writes an entry as so many processes do at the same time, and how each takes it back. */
async function writers(shop: Shop, count: number) {
  const all: (() => Promise<void>)[] = [];
  const stores = Array.from({ length: count }, () => new LogStore(shop.pool));
  for (const store of stores) {
    await store.prepare(1);
    await store.settled();
  }
  for (const store of stores) {
    const [id] = (await store.write(1, [ONE])).values();
    await store.settled();
    const written: WrittenEntry = { ...ONE, ids: [id!] };
    all.push(() => store.takeBack(1, [written]));
  }
  return all;
}

Deno.test("processes whose reads of one text all fail leave nothing, however many they are and whichever is first", async () => {
  await using shop = await openShop();
  await start(shop);
  for (const count of [2, 3, 5]) {
    for (const order of ["together", "one after the other"]) {
      const all = await writers(shop, count);
      assertEquals((await entries(shop)).length, count);
      if (order === "together") await Promise.all(all.map((each) => each()));
      for (const each of all) await each();
      assertEquals(await entries(shop), [], `${count} ${order}`);
    }
  }
});

Deno.test("of three entries of one text that somebody finds, one becomes nobody's, so that it stays", async () => {
  await using shop = await openShop();
  await start(shop);
  const all = await writers(shop, 3);
  const store = new LogStore(shop.pool);
  const found = await store.write(1, [ONE]);
  assertEquals([...found.values()], [null]);
  assertEquals((await entries(shop)).length, 3);
  await Promise.all(all.map((takeBack) => takeBack()));
  assertEquals(await entries(shop), ["shop.item (id=1)"]);
  // It is known where it is.
  assertEquals((await store.write(1, [ONE])).size, 0);
});

Deno.test("where those who found an entry three times may not change any, or one goes meanwhile, they write one more", async () => {
  await using shop = await openShop();
  await start(shop);
  await loadSql(
    shop.socket,
    "create user someone; grant select, insert on common_usage.* to someone",
  );
  const all = await writers(shop, 3);
  const pool = await openPool({ socketPath: shop.socket, user: "someone" });
  const [id] = (await new LogStore(pool).write(1, [ONE])).values();
  assertEquals(id, 4);
  const late = new LogStore(shop.pool);
  await late.prepare(1);
  for (const takeBack of all) await takeBack();
  await shop.pool.run(
    "delete from common_usage.export_selection__table where table_id = 4",
  );
  assertEquals((await late.write(1, [ONE])).size, 1);
  assertEquals(await entries(shop), ["shop.item (id=1)"]);
  await pool.close();
});

Deno.test("where there are more entries than are remembered, a noted one is relied on, and of three others one becomes nobody's", async () => {
  await using shop = await openShop();
  await start(shop);
  const { pool } = shop;
  const table = "`shop`.`item`";
  const noted = { table, restriction: "(id=2)" };
  await new LogStore(pool).write(1, [noted]);
  await prepareNotes(pool);
  await writeNotes(pool, [{
    entry: { exportId: 1, tableId: 1, ...noted },
    selected: { rows: 1, checksum: "0", columns: "0", isSure: true },
  }]);
  const all = await writers(shop, 3);
  const store = new LogStore(pool, new LogMemory(), 0);
  assertEquals((await store.write(1, [noted])).size, 0);
  assertEquals([...(await store.write(1, [ONE])).values()], [null]);
  for (const takeBack of all) await takeBack();
  assertEquals(
    new Set(await entries(shop)),
    new Set([
      "shop.item (id=1)",
      "shop.item (id=2)",
    ]),
  );
});

Deno.test("what was never there three times at one moment is not relied on", async () => {
  await using shop = await openShop();
  await start(shop);
  const late = new LogStore(shop.pool);
  const [one] = await writers(shop, 2);
  await late.prepare(1);
  await one!();
  await writers(shop, 1);
  await late.prepare(1);
  assertEquals((await late.write(1, [ONE])).size, 1);
});

/** A store whose first entry's connection is lost, after somebody did something. */
function losing(shop: Shop, meanwhile: (sql: string) => Promise<unknown>) {
  let isLost = false;
  const lose = (session: Session): Session => ({
    ...session,
    texts: (sql) => session.texts(sql),
    run: async (sql) => {
      if (isLost || !sql.startsWith("INSERT")) return await session.run(sql);
      isLost = true;
      await meanwhile(sql);
      throw new ConnectionError("lost", "PROTOCOL_CONNECTION_LOST");
    },
  });
  const reserve: Pool["reserve"] = (work) =>
    shop.pool.reserve((session) => work(lose(session)));
  return new LogStore({ ...lose(shop.pool), reserve } as Pool);
}

Deno.test("an entry that stands there after a lost connection is not relied on as another process's, which takes its own back", async () => {
  await using shop = await openShop();
  await start(shop);
  let takeBack = () => Promise.resolve();
  const store = losing(shop, async () => {
    [takeBack] = await writers(shop, 1) as [typeof takeBack];
  });
  const placed = await store.write(1, [ONE]);
  // Nor is it ours to take back.
  assertEquals([...placed.values()], [null]);
  await takeBack();
  assertEquals(await entries(shop), ["shop.item (id=1)"]);
  // It is known where it is now.
  assertEquals((await store.write(1, [ONE])).size, 0);
});

Deno.test("an entry that was written though its connection was lost is there once", async () => {
  await using shop = await openShop();
  await start(shop);
  const store = losing(shop, (sql) => shop.pool.run(sql));
  await store.write(1, [ONE]);
  assertEquals(await entries(shop), ["shop.item (id=1)"]);
  assertEquals((await store.write(1, [ONE])).size, 0);
});

Deno.test("who may not change entries writes one once more after a lost connection", async () => {
  await using shop = await openShop();
  await start(shop);
  await loadSql(
    shop.socket,
    "create user someone; grant select, insert on common_usage.* to someone",
  );
  const pool = await openPool({ socketPath: shop.socket, user: "someone" });
  const store = losing({ ...shop, pool }, (sql) => pool.run(sql));
  const placed = await store.write(1, [ONE]);
  assertEquals([...placed.values()].length, 1);
  assertEquals(await entries(shop), ["shop.item (id=1)", "shop.item (id=1)"]);
  await pool.close();
});
