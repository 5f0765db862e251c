import { assertEquals } from "@std/assert";
import { RowCounts } from "../../../src/lab/reads/row_counts.ts";
import { logging, PAPER, shop, start } from "../shop.ts";

Deno.test("rows that take long to count are told apart from those that are not counted yet", async () => {
  await using place = await shop();
  const counts = new RowCounts({
    pool: () => Promise.resolve(place.pool),
    info: () => undefined,
    changed: () => {},
  });
  const table = "`shop`.`item`";
  assertEquals([counts.isSlow(table), counts.rowsOfTable(table)], [
    false,
    null,
  ]);
  const entry = {
    exportId: 1,
    analysisId: "one",
    tableId: 1,
    table,
    restriction: "sleep(0.1) = 0",
  };
  assertEquals(await counts.count(new Map([[table, [entry]]])), true);
  assertEquals([counts.isSlow(table), counts.rowsOfTable(table)], [true, null]);
});

Deno.test("what another paper's reads select of a table is not shown as this paper's", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await logging(place);
  const item = await db.table("shop.item");
  await item.fetch();
  await front.until(
    "all rows",
    ({ reads }) => reads.tables[0]?.rows === 30,
  );
  await start(db, { ...PAPER, paper_id: "paper2" });
  await item.and({ id: 1 }).fetch();
  await front.until(
    "the count",
    ({ shown, reads }) =>
      shown?.paper_id === "paper2" && reads.tables[0]?.rows === 1,
  );
  const wrong = front.states.filter(({ shown, reads }) =>
    shown?.paper_id === "paper2" && reads.tables[0]?.rows === 30
  );
  assertEquals(wrong.length, 0);
});
