/**
 * Cells, run here under an export and again on the restored slice.
 *
 * @module
 */
import { connect } from "../../mod.ts";
import type { Table } from "../../src/query/table.ts";
import { freshServer, loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { dump } from "../story/restore.ts";
import { KEY, type Shop, start } from "./shop.ts";

/** Reads of the shop's tables, one after the other. */
export type Cells = (
  item: Table,
  sale: Table,
) => readonly (() => Promise<unknown>)[];

/** What the cells gave here, and what they give on the slice of all of them. */
export async function onSlice(
  shop: Shop,
  cells: Cells,
): Promise<{ readonly here: unknown[]; readonly there: unknown[] }> {
  const { db, item, sale } = shop;
  await start(shop);
  const here = await results(cells(item, sale));
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
  const there = await results(
    cells(await again.table("shop.item"), await again.table("shop.sale")),
  );
  return { here, there };
}

async function results(cells: ReturnType<Cells>): Promise<unknown[]> {
  const given = [];
  for (const cell of cells) given.push(await cell());
  return given;
}
