/** Notes on what was read go with the entries that they are on. */
import { assertEquals, assertMatch } from "@std/assert";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { entries, KEY, openShop, type Shop, start } from "../shop.ts";

const FORCE = { force: true };

async function noted({ socket }: Shop): Promise<string[]> {
  const text = await loadSql(
    socket,
    "select concat(export_id, '/', table_id) from spyglass_deno.read_note order by 1",
  );
  return text.trim() === "" ? [] : text.trim().split("\n");
}

Deno.test("forget() removes the notes on what it removes, and deleteAnalysis() all of an export", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  await start(shop);
  const frame = await shop.item.and("id < 4").fetch();
  await shop.item.and("id < 5").fetch();
  await shop.sale.orderBy("sale_id").limit(2).fetch();
  await ExportSelection.review({ paper_id: "paper1" });
  assertEquals(await noted(shop), ["1/1", "1/2", "1/3"]);
  // The note on this one is still to be taken.
  const last = await shop.item.and("id < 6").fetch();
  await listening(() => ExportSelection.forget(frame, FORCE));
  await listening(() => ExportSelection.forget(last, FORCE));
  assertEquals(await noted(shop), ["1/2", "1/3"]);
  await start(shop, { ...KEY, analysis_id: "analysis2" });
  await shop.item.and("id < 4").fetch();
  await listening(() => ExportSelection.deleteAnalysis(KEY, FORCE));
  await ExportSelection.review({ paper_id: "paper1" });
  assertEquals(await noted(shop), ["2/5"]);
});

Deno.test("who may not remove notes is told so, and what was read is forgotten", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and("id < 4").fetch();
  await shop.db.ExportSelection.review({ paper_id: "paper1" });
  await loadSql(
    shop.socket,
    `create user someone; grant all on common_usage.* to someone; grant select on shop.* to someone;
grant select, insert, update on spyglass_deno.* to someone`,
  );
  const db = await shop.connect({ user: "someone" });
  const { said } = await listening(() =>
    db.ExportSelection.forget(
      shop.item.and("id < 4"),
      FORCE,
    )
  );
  assertMatch(said.join("\n"), /Notes on what was read stay: .*denied/);
  assertEquals([await entries(shop), await noted(shop)], [[], ["1/1"]]);
});
