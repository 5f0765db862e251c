/** What looks at rows without handing them to code. */
import { assertEquals } from "@std/assert";
import { listening } from "../story/place.ts";
import { entries, openShop, start } from "./shop.ts";

Deno.test("what is no read is not logged", async () => {
  await using shop = await openShop();
  await start(shop);
  const { item, db } = shop;
  const query = item`id > ${3}`;
  await query.count();
  await query.exists();
  query.toSql();
  query.describe();
  await query.preview();
  const display = Symbol.for("Jupyter.display");
  // deno-lint-ignore no-explicit-any
  await (query as any)[display]();
  Deno.inspect(query);
  Deno.inspect(item);
  const paper = { paper_id: "paper1" };
  await db.ExportSelection.fetch();
  await (db.ExportSelection.Table as typeof item).rows();
  await db.Export.rows();
  await item.and({ id: 1 }).fetch();
  const slice = await db.ExportSelection.previewTables(paper);
  // deno-lint-ignore no-explicit-any
  await (slice as any)[display]();
  await db.ExportSelection.showAllTables(paper);
  await db.ExportSelection.listFilePaths(paper);
  await db.ExportSelection.review(paper);
  await listening(() => db.Export.populatePaper(paper));
  assertEquals(await entries(shop), ["shop.item (id=1)"]);
});
