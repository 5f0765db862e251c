import { assert, assertEquals } from "@std/assert";
import { PaperEntries } from "../../../src/lab/reads/paper_entries.ts";
import { openPool } from "../../../src/connection/pool.ts";
import { loadSql } from "../../setup.ts";
import { shop, start } from "../shop.ts";

Deno.test("PaperEntries shows what is announced at once; the next look finds it, or that it is gone", async () => {
  await using place = await shop();
  const db = await place.open();
  await start(db);
  const item = await db.table("shop.item");
  await item.and({ id: 1 }).fetch();
  const session = await openPool({ socketPath: place.socket, user: "root" });
  const entries = new PaperEntries("paper1");
  await entries.refresh(session);
  assertEquals(texts(entries), ["(id=1)"]);
  const announced = {
    exportId: 1,
    tableId: 2,
    table: "`shop`.`item`",
    restriction: "(id=2)",
  };
  assert(entries.announce([announced]));
  assert(!entries.announce([announced]), "it is known already");
  assertEquals(texts(entries), ["(id=1)", "(id=2)"]);
  assertEquals(entries.entry(1, 2)?.analysisId, "analysis1");

  await entries.refresh(session);
  assertEquals(texts(entries), ["(id=1)", "(id=2)"], "it may come yet");
  await item.and({ id: 2 }).fetch();
  assertEquals(await entries.refresh(session), [], "nothing that is new");
  assertEquals(texts(entries), ["(id=1)", "(id=2)"]);

  entries.announce([{ ...announced, tableId: 3, restriction: "(id=9)" }]);
  await item.and({ id: 3 }).fetch();
  await entries.refresh(session);
  assertEquals(texts(entries), ["(id=1)", "(id=2)", "(id=3)"]);
  await session.close();
});

Deno.test("PaperEntries keeps the order of the log when others' entries are found later", async () => {
  await using place = await shop();
  const db = await place.open();
  await start(db);
  const item = await db.table("shop.item");
  await item.and({ id: 1 }).fetch();
  const session = await openPool({ socketPath: place.socket, user: "root" });
  const entries = new PaperEntries("paper1");
  await entries.refresh(session);
  await item.and({ id: 2 }).fetch();
  await item.and({ id: 3 }).fetch();
  entries.announce([{
    exportId: 1,
    tableId: 3,
    table: "`shop`.`item`",
    restriction: "(id=3)",
  }]);
  await entries.refresh(session);
  assertEquals(texts(entries), ["(id=1)", "(id=2)", "(id=3)"]);
  await session.close();
});

function texts(entries: PaperEntries): string[] {
  return [...entries.tables.values()].flat().map(({ restriction }) =>
    restriction
  );
}

Deno.test("PaperEntries finds by a quick look what was added or replaced at the end, and by counting what else went", async () => {
  await using place = await shop();
  const db = await place.open();
  await start(db);
  const item = await db.table("shop.item");
  for (let id = 1; id <= 4; id++) await item.and({ id }).fetch();
  const session = await openPool({ socketPath: place.socket, user: "root" });
  const entries = new PaperEntries("paper1");
  await entries.refresh(session, false);
  assertEquals(texts(entries), ["(id=1)", "(id=2)", "(id=3)", "(id=4)"]);
  const log = "common_usage.export_selection__table";
  await loadSql(place.socket, `delete from ${log} where table_id = 2`);
  await entries.refresh(session, false);
  assertEquals(entries.total, 4, "a quick look does not see it");
  await item.and({ id: 5 }).fetch();
  await entries.refresh(session, false);
  assertEquals(entries.total, 5);
  await until(() => entries.refresh(session), () => entries.total === 4);
  assertEquals(texts(entries), ["(id=1)", "(id=3)", "(id=4)", "(id=5)"]);
  await loadSql(place.socket, `delete from ${log} where table_id >= 4`);
  await entries.refresh(session, false);
  assertEquals(texts(entries), ["(id=1)", "(id=3)"]);
  await session.close();
});

/** Counting is not done too often. */
async function until(
  work: () => Promise<unknown>,
  isSo: () => boolean,
): Promise<void> {
  for (let tries = 0; tries < 200 && !isSo(); tries++) {
    await work();
    await new Promise((done) => setTimeout(done, 10));
  }
}
