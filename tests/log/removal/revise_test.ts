/** Looking at the log, and taking analyses out of it. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ExportError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { entries, KEY, openShop, start } from "../shop.ts";

const PAPER = { paper_id: "paper1" };
const FORCE = { force: true };

Deno.test("review() lists the reads with what they select now", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and("id < 4").fetch();
  await start(shop, { ...KEY, analysis_id: "analysis2" });
  await shop.sale.fetch();
  await shop.note.and("text = 'one'").fetch();
  await loadSql(shop.socket, "alter table shop.note drop column text");
  const frame = await shop.db.ExportSelection.review(PAPER);
  const bytes = frame.array("bytes") as (number | null)[];
  assertEquals(bytes.map((size) => size === null ? null : size > 0), [
    true,
    true,
    null,
  ]);
  const shown = frame.select(
    ...["export_id", "analysis_id", "table_id", "table_name"],
    ...["restriction", "rows"],
  );
  assertEquals(shown.objects(), [
    {
      export_id: 1,
      analysis_id: "analysis1",
      table_id: 1,
      table_name: "`shop`.`item`",
      restriction: "(id < 4)",
      rows: 3,
    },
    {
      export_id: 2,
      analysis_id: "analysis2",
      table_id: 2,
      table_name: "`shop`.`sale`",
      restriction: "True",
      rows: 20,
    },
    {
      export_id: 2,
      analysis_id: "analysis2",
      table_id: 3,
      table_name: "`shop`.`note`",
      restriction: "(text = 'one')",
      rows: null,
    },
  ]);
});

Deno.test("review() says what each read alone adds to the slice", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.sale.and("sale_id in (1, 6)").rows();
  await shop.item.and({ id: 2 }).rows();
  await shop.item.and("id > 28").rows();
  await shop.item.and("id > 29").rows();
  const frame = await shop.db.ExportSelection.review(PAPER);
  // Both sales are of item 2, which was read by itself, too; item 30 by two reads.
  assertEquals(frame.array("adds"), [2, 0, 1, 0]);
});

Deno.test("forget() and deleteAnalysis() refuse what they do not know", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  await start(shop);
  for (const read of [null, undefined, 7, "shop.item", {}]) {
    await assertRejects(
      () => ExportSelection.forget(read as never, FORCE),
      TypeError,
      "Cannot forget a read",
    );
  }
  const query = shop.item.and({ id: 1 });
  const strange = { forced: true } as never;
  await assertRejects(
    () => ExportSelection.forget(query, strange),
    Error,
    "force",
  );
  await assertRejects(
    () => ExportSelection.deleteAnalysis(KEY, strange),
    Error,
    "force",
  );
  await assertRejects(
    () =>
      ExportSelection.deleteAnalysis(
        { ...KEY, analysis_id: "ANALYSIS1" },
        FORCE,
      ),
    ExportError,
    "the log has no",
  );
  await assertRejects(() =>
    ExportSelection.deleteAnalysis(PAPER as never, FORCE)
  );
});

Deno.test("deleteAnalysis() removes an analysis and what was logged for it, and the result that it was a part of", async () => {
  await using shop = await openShop();
  const { ExportSelection, Export } = shop.db;
  const second = { ...KEY, analysis_id: "analysis2" };
  await start(shop);
  await shop.item.and({ id: 1 }).fetch();
  await start(shop, second);
  await shop.item.and({ id: 2 }).fetch();
  await assertRejects(
    () => ExportSelection.deleteAnalysis(second, FORCE),
    ExportError,
    "is active",
  );
  await listening(() => ExportSelection.stopExport());
  await listening(() => Export.populatePaper(PAPER));
  await assertRejects(
    () => listening(() => ExportSelection.deleteAnalysis(second)),
    ExportError,
    "force",
  );
  assertEquals((await entries(shop)).length, 2);
  assertEquals(await Export.count(), 1);
  const { said } = await listening(() =>
    ExportSelection.deleteAnalysis(second, FORCE)
  );
  assertEquals(said, [
    "Leaves the slice of paper1: 1 of `shop`.`item`.",
    "What was populated for paper1 is dropped, for its log changes: populate it again. Its folder stays as it is.",
    'Deleted {"export_id":2}',
  ]);
  assertEquals(await entries(shop), ["shop.item (id=1)"]);
  assertEquals([await Export.count(), await ExportSelection.count()], [0, 1]);
});

Deno.test("an analysis that does not exist takes no result away", async () => {
  await using shop = await openShop();
  const { ExportSelection, Export } = shop.db;
  await start(shop);
  await shop.item.and({ id: 1 }).fetch();
  await listening(() => Export.populatePaper(PAPER));
  await assertRejects(() =>
    ExportSelection.deleteAnalysis({ ...KEY, analysis_id: "none" }, FORCE)
  );
  assertEquals(await Export.count(), 1);
});

Deno.test("a read whose table is gone can be forgotten, and its analysis deleted", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  await start(shop);
  const frame = await shop.sale.fetch();
  await shop.note.and("text = 'one'").fetch();
  await loadSql(
    shop.socket,
    "drop table shop.sale; alter table shop.note drop column text",
  );
  await assertRejects(() => ExportSelection.previewTables(PAPER), ExportError);
  const { said } = await listening(() => ExportSelection.forget(frame, FORCE));
  assertMatch(said.join(), /cannot be told/);
  await listening(() => ExportSelection.stopExport());
  await listening(() => ExportSelection.deleteAnalysis(KEY, FORCE));
  assertEquals(await entries(shop), []);
});

Deno.test("papers that the log does not have are refused, and the nearest is named", async () => {
  await using shop = await openShop();
  const { ExportSelection, Export } = shop.db;
  await start(shop);
  const works = [
    (paper: { paper_id: string }) => ExportSelection.previewTables(paper),
    (paper: { paper_id: string }) => ExportSelection.showAllTables(paper),
    (paper: { paper_id: string }) => ExportSelection.listFilePaths(paper),
    (paper: { paper_id: string }) => ExportSelection.review(paper),
    (paper: { paper_id: string }) => Export.populatePaper(paper),
  ];
  for (const work of works) {
    for (const paper_id of ["other", "PAPER1", "paper"]) {
      await assertRejects(() => work({ paper_id }), ExportError, "paper1");
    }
    await assertRejects(() => work({ paper_id: "../x" }), RangeError);
    await assertRejects(() => work({} as never), TypeError);
  }
});

Deno.test("a paper without reads shows as empty, and is not populated", async () => {
  await using shop = await openShop();
  const { ExportSelection, Export } = shop.db;
  await start(shop);
  assertEquals((await ExportSelection.previewTables(PAPER)).counts, {});
  assertEquals((await ExportSelection.showAllTables(PAPER)).total, 0);
  assertEquals(await ExportSelection.listFilePaths(PAPER), []);
  assertEquals((await ExportSelection.review(PAPER)).numRows(), 0);
  await assertRejects(
    () => Export.populatePaper(PAPER),
    ExportError,
    "nothing was logged",
  );
});
