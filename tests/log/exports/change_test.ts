/** Reads in flight while the export changes. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { LogError } from "../../../src/errors.ts";
import { listening } from "../../story/place.ts";
import { entries, KEY, loggedItems, openShop, start } from "../shop.ts";

/** A condition that takes a while. */
const SLOW = "id = 1 AND SLEEP(1.5) = 0";

Deno.test("stopExport() waits for reads in flight, which belong to the export that was active", async () => {
  await using shop = await openShop();
  await start(shop);
  let isRead = false;
  const reading = shop.item.and(SLOW).fetch().then(() => isRead = true);
  await listening(() => shop.db.ExportSelection.stopExport());
  assert(isRead);
  await reading;
  assertEquals((await entries(shop)).length, 1);
});

Deno.test("startExport() waits for reads in flight", async () => {
  await using shop = await openShop();
  await start(shop);
  const reading = shop.item.and(SLOW).rows();
  await start(shop, { ...KEY, analysis_id: "analysis2" });
  await reading;
  const rows = await shop.pool.texts(
    "select export_id from common_usage.export_selection__table",
  );
  assertEquals(rows, [["1"]]);
});

Deno.test("a read that is called while a start is not awaited is refused, and says so", async () => {
  await using shop = await openShop();
  const starting = listening(() => shop.db.ExportSelection.startExport(KEY));
  await assertRejects(
    () => shop.item.and({ id: 1 }).fetch(),
    LogError,
    "Cannot read while an export is being started",
  );
  await assertRejects(
    () => Array.fromAsync(shop.item.stream()),
    LogError,
    "await that first",
  );
  await starting;
  await shop.item.and({ id: 1 }).fetch();
  assertEquals(await entries(shop), ["shop.item (id=1)"]);
});

Deno.test("a second start while the first is going on is refused", async () => {
  await using shop = await openShop();
  const first = listening(() => shop.db.ExportSelection.startExport(KEY));
  await assertRejects(
    () => shop.db.ExportSelection.startExport({ ...KEY, analysis_id: "b" }),
    LogError,
    "an export is being started, wanted that to have ended",
  );
  await first;
  assertEquals(await shop.db.ExportSelection.active(), KEY);
});

Deno.test("a start that fails lets reads go on, and leaves what was active", async () => {
  await using shop = await openShop();
  await start(shop);
  const bad = { paper_id: "PAPER1", analysis_id: "x" };
  await assertRejects(() =>
    listening(() => shop.db.ExportSelection.startExport(bad))
  );
  await shop.item.and({ id: 1 }).fetch();
  assertEquals(await entries(shop), ["shop.item (id=1)"]);
});

Deno.test("a stream that its reader left half-way does not hold up the end of the export", async () => {
  await using shop = await openShop();
  await start(shop);
  const rows = shop.item.stream()[Symbol.asyncIterator]();
  await rows.next();
  await listening(() => shop.db.ExportSelection.stopExport());
  assertEquals(await shop.db.ExportSelection.active(), null);
  assertEquals(await loggedItems(shop), [1]);
  // What it gives later goes to its own export.
  let given = 1;
  while (!(await rows.next()).done) given++;
  assertEquals(given, 30);
  assertEquals((await loggedItems(shop)).length, 30);
});

Deno.test("a stream belongs to the export that was active when it was asked for; where none was, to the one under which it is read", async () => {
  await using shop = await openShop();
  const streams = (id: number) => [
    shop.item.and({ id }).stream(),
    shop.db.sql`select id from ${shop.item} where id = ${id + 1}`.stream(),
  ];
  const before = streams(1);
  await start(shop);
  const meanwhile = streams(3);
  // Those that nobody reads hold nobody up.
  streams(5);
  await start(shop, { ...KEY, analysis_id: "analysis2" });
  const [[count] = []] = await shop.pool.texts(
    "select count(*) from common_usage.export_selection__table",
  );
  assertEquals(count, "0");
  for (const stream of [...before, ...meanwhile]) {
    assertEquals((await Array.fromAsync(stream)).length, 1);
  }
  const rows = await shop.pool.texts(
    "select export_id, restriction from common_usage.export_selection__table order by table_id",
  );
  assertEquals(rows.toSorted(), [
    ["1", "(`id`=3)"],
    ["1", "(`id`=4)"],
    ["2", "(`id`=1)"],
    ["2", "(`id`=2)"],
  ]);
});

Deno.test("a stream of a SELECT that its reader left half-way does not hold up the end of the export", async () => {
  await using shop = await openShop();
  await start(shop);
  const rows = shop.db.sql`select * from ${shop.item} where id < 3`.stream()
    [Symbol.asyncIterator]();
  await rows.next();
  await listening(() => shop.db.ExportSelection.stopExport());
  assertEquals(await shop.db.ExportSelection.active(), null);
  await rows.return?.();
});

Deno.test("stopExport() inside the loop over a stream does not wait for itself", async () => {
  await using shop = await openShop();
  await start(shop);
  for await (const _ of shop.item.stream()) {
    await listening(() => shop.db.ExportSelection.stopExport());
    break;
  }
  assertEquals(await shop.db.ExportSelection.active(), null);
});
