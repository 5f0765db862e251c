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

/** Reads an item in an export of its own, and gives what was warned of at its end. */
async function readAndStop(shop: Shop, id: number): Promise<string[]> {
  await start(shop);
  await shop.item.and({ id }).rows();
  const { warned } = await listening(() =>
    shop.db.ExportSelection.stopExport()
  );
  return warned;
}

Deno.test("where the disk was full for a while, reads are noted again when it has room", async () => {
  await using shop = await openShop();
  await readAndStop(shop, 1);
  assertEquals(await noted(shop), 1);
  await loadSql(
    shop.socket,
    `create trigger spyglass_deno.full before insert on ${NOTES} for each row signal sqlstate 'HY000' set mysql_errno = 1114, message_text = 'The table is full'`,
  );
  const warned = await readAndStop(shop, 2);
  assertEquals(warned.length, 1);
  assertMatch(warned[0]!, /cannot be seen whether .*1114.*have room made/);
  await loadSql(shop.socket, "drop trigger spyglass_deno.full");
  await readAndStop(shop, 3);
  assertEquals(await noted(shop), 2);
});

Deno.test("where the table of notes is dropped, it is made again for later reads", async () => {
  await using shop = await openShop();
  await readAndStop(shop, 1);
  await loadSql(shop.socket, `drop table ${NOTES}`);
  const warned = await readAndStop(shop, 2);
  assertEquals(warned.length, 1);
  assertMatch(warned[0]!, /cannot be seen whether .*1146/);
  const again = await readAndStop(shop, 3);
  assertEquals([again, await noted(shop)], [[], 1]);
});
