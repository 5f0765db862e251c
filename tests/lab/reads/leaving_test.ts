import { assertEquals, assertRejects } from "@std/assert";
import type { Leaving } from "../../../src/lab/messages.d.ts";
import { loadSql } from "../../setup.ts";
import { listening, logRows } from "../../story/place.ts";
import { logging, PAPER, shop } from "../shop.ts";

const LOG = "common_usage.export_selection__table";

Deno.test("a read is removed after a look at it, and not another one that got its number meanwhile", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await logging(place);
  const item = await db.table("shop.item");
  await item.and({ id: 1 }).fetch();
  await item.and({ id: 2 }).fetch();
  await front.until("both", ({ reads }) => reads.total === 2);
  const entry = { ask: "forget", export_id: 1, table_id: 2 };
  const { mark, read, isDone } = await front.ask({
    ...entry,
    confirmed: false,
  }) as Leaving;
  assertEquals(isDone, false);
  assertEquals(read, { label: "shop.Item", restriction: "(id=2)", reads: 1 });
  await loadSql(
    place.socket,
    `update ${LOG} set restriction = '(id=7)' where table_id = 2`,
  );
  await assertRejects(
    () => front.ask({ ...entry, confirmed: true, mark }),
    Error,
    "the log was changed since it was shown",
  );
  await assertRejects(() => front.ask({ ...entry, confirmed: true }));
  assertEquals((await logRows(place.pool)).length, 2);

  const again = await front.ask({ ...entry, confirmed: false }) as Leaving;
  assertEquals(again.read?.restriction, "(id=7)");
  await front.ask({ ...entry, confirmed: true, mark: again.mark });
  assertEquals((await logRows(place.pool)).map((row) => row[3]), ["(id=1)"]);
  await front.until("its end", ({ reads }) => reads.total === 1);
});

Deno.test("whoever removes a read by its entry is told how many reads rest on it, and they are forgotten with it", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await logging(place);
  const item = await db.table("shop.item");
  await item.and({ id: 1 }).fetch();
  await item.and({ id: 1 }).rows("name");
  await front.until("it", ({ reads }) => reads.total === 1);
  const entry = { ask: "forget", export_id: 1, table_id: 1 };
  const { mark, read } = await front.ask({
    ...entry,
    confirmed: false,
  }) as Leaving;
  assertEquals(read?.reads, 2);
  await front.ask({ ...entry, confirmed: true, mark });
  assertEquals(await logRows(place.pool), []);
  // Read again it is this cell's alone.
  const frame = await item.and({ id: 1 }).fetch();
  const { result, said } = await listening(() =>
    db.ExportSelection.forget(frame, { force: true })
  );
  assertEquals([result, said], [1, [
    "Leaves the slice of paper1: 1 of `shop`.`item`.",
  ]]);
});

Deno.test("an analysis that was read into since it was shown is not deleted", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await logging(place);
  const item = await db.table("shop.item");
  await item.and({ id: 1 }).fetch();
  await listening(() => db.ExportSelection.stopExport());
  const asked = { ask: "deleteAnalysis", ...PAPER };
  const { mark } = await front.ask({ ...asked, confirmed: false }) as Leaving;
  await loadSql(
    place.socket,
    `insert into ${LOG} values (1, 2, '\`shop\`.\`item\`', '(\`id\`=7)')`,
  );
  await assertRejects(
    () => front.ask({ ...asked, confirmed: true, mark }),
    Error,
    "the log was changed since it was shown",
  );
  assertEquals((await logRows(place.pool)).length, 2);
  const again = await front.ask({ ...asked, confirmed: false }) as Leaving;
  await front.ask({ ...asked, confirmed: true, mark: again.mark });
  assertEquals(await logRows(place.pool), []);
});
