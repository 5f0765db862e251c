/** Forgetting a read while other processes log the same texts. */
import { assertEquals, assertMatch } from "@std/assert";
import { listening } from "../../story/place.ts";
import { KEY, openShop, type Shop, start } from "../shop.ts";

const FORCE = { force: true };
const TEXT = "(price < 30)";

/** As another process does that logs into the same export. */
async function writeElsewhere(
  { pool }: Shop,
  exportId: number,
  id: number,
): Promise<void> {
  await pool.run(
    `insert into common_usage.export_selection__table values (${exportId}, ${id}, '\`shop\`.\`item\`', '${TEXT}')`,
  );
}

async function idsIn({ pool }: Shop): Promise<number[]> {
  const rows = await pool.texts(
    "select table_id from common_usage.export_selection__table order by table_id",
  );
  return rows.map(([id]) => Number(id));
}

Deno.test("forget() of a frame leaves what another process wrote for itself of the same text", async () => {
  await using shop = await openShop();
  const exportId = await start(shop);
  await shop.item.and("id = 3").fetch();
  await writeElsewhere(shop, exportId, 40);
  const frame = await shop.item.and("price < 30").fetch();
  await writeElsewhere(shop, exportId, 50);
  assertEquals((await idsIn(shop)).length, 4);
  const { result, said } = await listening(() =>
    shop.db.ExportSelection.forget(frame, FORCE)
  );
  assertEquals(result, 1);
  assertEquals(await idsIn(shop), [1, 40, 50]);
  assertMatch(
    said.join("\n"),
    /Stays in the log: 2 entries of the same text that another process wrote for its own reads/,
  );
  // Nor does a look at what others wrote since make theirs ours.
  const again = await shop.item.and("price < 30").fetch();
  await shop.db.ExportSelection.review({ paper_id: KEY.paper_id });
  await start(shop);
  await listening(() => shop.db.ExportSelection.forget(again, FORCE));
  assertEquals(await idsIn(shop), [1, 40, 50]);
});

Deno.test("forget() of a query takes all entries of its text, whoever wrote them", async () => {
  await using shop = await openShop();
  const exportId = await start(shop);
  await shop.item.and("id = 3").fetch();
  await writeElsewhere(shop, exportId, 40);
  const query = shop.item.and("price < 30");
  await query.fetch();
  const { result } = await listening(() =>
    shop.db.ExportSelection.forget(query, FORCE)
  );
  assertEquals(result, 2);
  assertEquals(await idsIn(shop), [1]);
});
