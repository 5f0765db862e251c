/** The row of a new export. */
import { assertEquals } from "@std/assert";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { KEY, openShop } from "../shop.ts";

Deno.test("startExport() takes nothing over from an earlier export that had the same id", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  const cheap = (await shop.db.table("shop.cheap"))();
  await listening(() => ExportSelection.startExport(KEY));
  await cheap.fetch();
  await shop.item.and({ id: 1 }).fetch();
  await ExportSelection.review({ paper_id: KEY.paper_id });
  await listening(() => ExportSelection.stopExport());
  const noted = async () =>
    await shop.pool.texts(
      "select (select count(*) from spyglass_deno.read_note), (select count(*) from spyglass_deno.read_view)",
    );
  assertEquals(await noted(), [["2", "1"]]);
  // The shared tables as a backup from before has them.
  await loadSql(
    shop.socket,
    "delete from common_usage.export_selection__table; delete from common_usage.export_selection; alter table common_usage.export_selection auto_increment = 1",
  );
  const { said } = await listening(() =>
    ExportSelection.startExport({ ...KEY, paper_id: "paper2" })
  );
  assertEquals(said, ['Starting {"export_id":1}']);
  assertEquals(await noted(), [["0", "0"]]);
  // This kernel has noted the view before, of the earlier export.
  await cheap.fetch();
  assertEquals((await noted())[0]![1], "1");
});
