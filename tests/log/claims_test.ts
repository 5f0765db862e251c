/** A read that fails takes its entry back: not one that another read rests on, whoever made it. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import type { Session } from "../../src/connection/session.ts";
import { QueryError } from "../../src/errors.ts";
import { LogStore, type WrittenEntry } from "../../src/log/store.ts";
import { prepareNotes, writeNotes } from "../../src/log/read_notes.ts";
import { listening } from "../story/place.ts";
import { REFUSED_LATE } from "./late_failure.ts";
import { entries, KEY, openShop, type Shop, start } from "./shop.ts";

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
  const program = fileURLToPath(new URL("late_failure.ts", import.meta.url));
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

Deno.test("entries of others are written again once, however often their export is resumed; noted ones never", async () => {
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
  for (let i = 0; i < 3; i++) await asNewProcess();
  assertEquals(await entries(shop), [
    "shop.item (id=1)",
    "shop.item (id=2)",
    "shop.item (id=1)",
  ]);
});

Deno.test("of two entries of one text none is taken back: somebody may have found both", async () => {
  await using shop = await openShop();
  await start(shop);
  const entry = { table: "`shop`.`item`", restriction: "(id=1)" };
  const stores = [new LogStore(shop.pool), new LogStore(shop.pool)];
  const written: WrittenEntry[] = [];
  for (const store of stores) {
    const [id] = (await store.write(1, [entry])).values();
    written.push({ ...entry, ids: [id!] });
  }
  await Promise.all(
    stores.map((store, at) => store.takeBack(1, [written[at]!])),
  );
  assertEquals((await entries(shop)).length, 2);
  // Alone it goes.
  await shop.pool.run(
    `delete from common_usage.export_selection__table where table_id = ${
      written[1]!.ids[0]
    }`,
  );
  await stores[0]!.takeBack(1, [written[0]!]);
  assertEquals(await entries(shop), []);
});
