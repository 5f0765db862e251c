/** A note that could not be taken is no reason to take none any more. */
import { assertEquals, assertMatch } from "@std/assert";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { openShop, type Shop, start } from "../shop.ts";

const NOTES = "spyglass_deno.read_note";

async function noted({ pool }: Shop): Promise<number> {
  const [[count] = []] = await pool.texts(`select count(*) from ${NOTES}`);
  return Number(count);
}

Deno.test("where the disk was full for a while, reads are noted again when it has room", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  await start(shop);
  await shop.item.and({ id: 1 }).rows();
  await listening(() => ExportSelection.stopExport());
  assertEquals(await noted(shop), 1);
  await loadSql(
    shop.socket,
    `create trigger spyglass_deno.full before insert on ${NOTES} for each row signal sqlstate 'HY000' set mysql_errno = 1114, message_text = 'The table is full'`,
  );
  await start(shop);
  await shop.item.and({ id: 2 }).rows();
  const { warned } = await listening(() => ExportSelection.stopExport());
  assertEquals(warned.length, 1);
  assertMatch(warned[0]!, /cannot be seen whether .*1114.*have room made/);
  await loadSql(shop.socket, "drop trigger spyglass_deno.full");
  await start(shop);
  await shop.item.and({ id: 3 }).rows();
  await listening(() => ExportSelection.stopExport());
  assertEquals(await noted(shop), 2);
});

Deno.test("where the table of notes is dropped, it is made again for later reads", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  await start(shop);
  await shop.item.and({ id: 1 }).rows();
  await listening(() => ExportSelection.stopExport());
  await loadSql(shop.socket, `drop table ${NOTES}`);
  await start(shop);
  await shop.item.and({ id: 2 }).rows();
  const { warned } = await listening(() => ExportSelection.stopExport());
  assertEquals(warned.length, 1);
  assertMatch(warned[0]!, /cannot be seen whether .*1146/);
  await start(shop);
  await shop.item.and({ id: 3 }).rows();
  const { warned: again } = await listening(() => ExportSelection.stopExport());
  assertEquals([again, await noted(shop)], [[], 1]);
});
