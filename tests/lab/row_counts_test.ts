import { assertEquals } from "@std/assert";
import { RowCounts } from "../../src/lab/row_counts.ts";
import { shop } from "./shop.ts";

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
