import { assertEquals } from "@std/assert";
import { ALL_IDS, idSlots, nextId } from "../../../src/log/entries/id_slots.ts";
import { loadSql } from "../../setup.ts";
import { openShop, start } from "../shop.ts";

Deno.test("nextId() gives the first id after another one that is the server's own", () => {
  for (const [step, offset] of [[1, 1], [2, 1], [2, 2], [3, 2], [5, 9]]) {
    const slots = idSlots(step!, offset!);
    for (let after = 0; after < 20; after++) {
      let wanted = after + 1;
      const own = offset! > step! ? 1 : offset!;
      while (wanted < own || (wanted - own) % step! !== 0) wanted++;
      assertEquals(nextId(after, slots), wanted, `${step} ${offset} ${after}`);
    }
  }
  assertEquals(nextId(7, ALL_IDS), 8);
});

Deno.test("where several servers write, entries get ids that are this one's own, whoever wrote before", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    "set global auto_increment_increment = 3; set global auto_increment_offset = 2",
  );
  await start(shop);
  const other = await shop.connect();
  const item = await other.table("shop.item");
  await item.and({ id: 1 }).rows();
  await item.and({ id: 2 }).rows();
  // As another server, or Python, does.
  await loadSql(
    shop.socket,
    "insert into common_usage.export_selection__table select export_id, max(table_id) + 3, '`shop`.`sale`', 'True' from common_usage.export_selection__table group by export_id",
  );
  await item.and({ id: 3 }).rows();
  // More than one entry holds, so several are written together.
  await loadSql(
    shop.socket,
    "insert into shop.item select seq * 7, 'x', 1 from shop.seq_10_to_2000",
  );
  const many = Array.from({ length: 1500 }, (_, i) => 70 + i * 7)
    .filter((id) => id % 5 !== 0);
  assertEquals((await item.and({ id: many }).rows("id")).length, many.length);
  const text = await loadSql(
    shop.socket,
    "select table_id from common_usage.export_selection__table order by 1",
  );
  const ids = text.trim().split("\n").map(Number);
  const first = ids[0]!;
  assertEquals(first % 3, 2);
  assertEquals(ids, ids.map((_, i) => first + i * 3));
  // What was read before is known.
  await item.and({ id: many }).rows("id");
  await item.and({ id: 3 }).rows();
  const [[count] = []] = await shop.pool.texts(
    "select count(*) from common_usage.export_selection__table",
  );
  assertEquals(Number(count), ids.length);
});
