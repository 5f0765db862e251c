/** What was computed of groups decides over others on the restored slice as it did here. */
import { assertEquals } from "@std/assert";
import { connect } from "../../mod.ts";
import type { Table } from "../../src/query/table.ts";
import { freshServer, loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { dump } from "../story/restore.ts";
import { KEY, openShop, start } from "./shop.ts";

Deno.test("a slice with parts of other groups gives no more groups than were given here", async () => {
  await using shop = await openShop();
  const { db, item, sale } = shop;
  const cells = (item: Table, sale: Table) => [
    // Items 1 to 5 have four sales each, the others none.
    () =>
      item.aggr(sale, { n: "count(*)" }).and("n < 4").orderBy("id").rows("id"),
    () => item.aggr(sale, { n: "count(*)" }).and({ n: 1 }).rows("id"),
    () => item.and(item.aggr(sale, { n: "count(*)" }).and("n < 4")).rows("id"),
    // These bring some of the sales of two items.
    () => sale.and("sale_id IN (1, 2)").orderBy("sale_id").rows("sale_id"),
  ];
  await start(shop);
  const here = [];
  for (const cell of cells(item, sale)) here.push(await cell());
  assertEquals(here.map(({ length }) => length), [0, 0, 0, 2]);
  const { paper_id } = KEY;
  const { result } = await listening(async () => {
    await db.ExportSelection.stopExport();
    const { script } = await db.Export.populatePaper({ paper_id });
    return await dump(shop, script);
  });
  await using restored = await freshServer();
  await loadSql(restored.socket, await Deno.readFile(result));
  await using again = await connect({
    socketPath: restored.socket,
    user: "root",
  });
  const there = [];
  const tables = [
    await again.table("shop.item"),
    await again.table("shop.sale"),
  ] as const;
  for (const cell of cells(...tables)) there.push(await cell());
  assertEquals(there, here);
});
