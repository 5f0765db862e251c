/** Forgetting the same reads, or deleting the same analysis, at the same time. */
import { assertEquals, assertMatch } from "@std/assert";
import { removeEntries } from "../../../src/log/review.ts";
import type { LoggedEntry } from "../../../src/log/paper_log.ts";
import { listening } from "../../story/place.ts";
import { entries, openShop, start } from "../shop.ts";

const FORCE = { force: true };

Deno.test("two that remove the same entries at the same time both succeed, in whatever order they have them", async () => {
  await using shop = await openShop();
  const exportId = await start(shop);
  for (let round = 0; round < 10; round++) {
    for (let id = 1; id <= 20; id++) {
      await shop.pool.run(
        `insert into common_usage.export_selection__table values (${exportId}, ${id}, '\`shop\`.\`item\`', '(id=${id})')`,
      );
    }
    const all: LoggedEntry[] = Array.from({ length: 20 }, (_, at) => ({
      exportId,
      analysisId: "analysis1",
      tableId: 1 + at,
      table: "`shop`.`item`",
      restriction: `(id=${1 + at})`,
    }));
    const removed = await Promise.all([
      removeEntries(shop.pool, all),
      removeEntries(shop.pool, all.toReversed()),
      removeEntries(shop.pool, all.slice(5).toReversed()),
    ]);
    const gone = removed.reduce((sum, one) => sum + one.gone, 0);
    assertEquals(gone, 20 + 20 + 15 - 20);
    assertEquals(await entries(shop), []);
  }
});

Deno.test("of two calls of forget() for one read one says that it is gone already", async () => {
  await using shop = await openShop();
  await start(shop);
  const { ExportSelection } = shop.db;
  for (const second of ["query", "frame"]) {
    const query = shop.item.and("id < 9");
    const frame = await query.fetch();
    await shop.item.and("id > 20").fetch();
    const { result, said } = await listening(() =>
      Promise.allSettled([
        ExportSelection.forget(query, FORCE),
        ExportSelection.forget(second === "query" ? query : frame, FORCE),
      ])
    );
    assertEquals(result.map(({ status }) => status), ["fulfilled", "rejected"]);
    assertMatch(
      String((result[1] as PromiseRejectedResult).reason),
      /Cannot forget a read: the log has no such entry any more/,
    );
    assertEquals(said, ["Leaves the slice of paper1: 8 of `shop`.`item`."]);
    assertEquals(await entries(shop), ["shop.item (id > 20)"]);
  }
});

Deno.test("two that delete one analysis at the same time both succeed", async () => {
  await using shop = await openShop();
  await start(shop);
  const { ExportSelection } = shop.db;
  await shop.item.and("id < 9").fetch();
  await listening(() => ExportSelection.stopExport());
  const key = { paper_id: "paper1", analysis_id: "analysis1" };
  await listening(() =>
    Promise.all([1, 2].map(() => ExportSelection.deleteAnalysis(key, FORCE)))
  );
  assertEquals(await entries(shop), []);
});
