/** Views that are defined in another way than when they were read. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { KEY, openShop, type Shop, start } from "./shop.ts";

const PAPER = { paper_id: KEY.paper_id };
const VIEW = "`shop`.`cheap`";

async function populated(shop: Shop): Promise<string> {
  const { said } = await listening(() => shop.db.Export.populatePaper(PAPER));
  return said.join("\n");
}

async function readView(shop: Shop): Promise<void> {
  await start(shop);
  await shop.view.rows();
  await listening(() => shop.db.ExportSelection.stopExport());
}

Deno.test("populatePaper() and verify() name a view that was read by another definition than it has now", async () => {
  await using shop = await openShop();
  const { socket, db, pool } = shop;
  await readView(shop);
  assert(!/another definition/.test(await populated(shop)));
  const before = await db.Export.verify(PAPER);
  assertEquals(before.changedReads, []);
  const [[definition] = []] = await pool.texts(
    "select view_definition from information_schema.views where table_name = 'cheap'",
  );

  await loadSql(
    socket,
    `create or replace view ${VIEW} as select id, name from shop.item where id < 2`,
  );
  assertStringIncludes(
    await populated(shop),
    `${VIEW}: read by another definition`,
  );
  const after = await db.Export.verify(PAPER);
  assertEquals(after.changedReads.map(({ table }) => table), [VIEW]);
  assertMatch(
    Deno.inspect(after),
    /but 1 read gave other rows.*\n.*cheap. TRUE: the view is defined in another way/,
  );
  assertEquals((await db.Export.status(PAPER)).verified!.changed, 1);

  await loadSql(socket, `drop view ${VIEW}`);
  await db.reload();
  await populated(shop);
  assertEquals((await db.Export.verify(PAPER)).changedReads.length, 1);

  await loadSql(socket, `create view ${VIEW} as ${definition}`);
  await db.reload();
  await populated(shop);
  assertEquals((await db.Export.verify(PAPER)).changedReads, []);
});

Deno.test("a view that an export read by two definitions agrees with none, until its analysis is deleted", async () => {
  await using shop = await openShop();
  const { socket, db } = shop;
  await readView(shop);
  await loadSql(
    socket,
    `create or replace view ${VIEW} as select id, name from shop.item where id < 2`,
  );
  // As another process, which does not know that it was read.
  const other = await shop.connect();
  await listening(() => other.ExportSelection.startExport(KEY));
  await (await other.table("shop.cheap")).rows();
  await listening(() => other.ExportSelection.stopExport());
  assertStringIncludes(await populated(shop), "read by another definition");
  await listening(() =>
    db.ExportSelection.deleteAnalysis(KEY, { force: true })
  );
  assertEquals(
    await shop.pool.texts("select * from spyglass_deno.read_view_definition"),
    [],
  );
});
