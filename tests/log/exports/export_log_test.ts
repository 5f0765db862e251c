/** Starting, resuming and stopping exports. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { LogError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { entries, KEY, openShop, start } from "../shop.ts";

const VARIABLE = "SPYGLASS_EXPORT_ID";

Deno.test("startExport() says what it does: new, while another is active, again", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  const told = async (work: () => Promise<unknown>) => {
    const { said, warned } = await listening(work);
    return [...said, ...warned];
  };
  const second = { ...KEY, analysis_id: "analysis2" };
  assertEquals(await told(() => ExportSelection.startExport(KEY)), [
    'Starting {"export_id":1}',
  ]);
  assertEquals(await ExportSelection.active(), KEY);
  assertEquals(Deno.env.get(VARIABLE), "1");
  assertEquals(await told(() => ExportSelection.startExport(second)), [
    "Export 1 in progress. Starting new.",
    'Starting {"export_id":2}',
  ]);
  assertEquals(await told(() => ExportSelection.startExport(KEY)), [
    "Export 2 in progress. Starting new.",
    'Resuming {"export_id":1}',
  ]);
  assertEquals(await told(() => ExportSelection.startExport(KEY)), [
    "Export 1 in progress. Starting new.",
    'Resuming {"export_id":1}',
  ]);
  assertEquals(await told(() => ExportSelection.stopExport()), [
    'Stopped {"export_id":1}',
  ]);
  assertEquals(await ExportSelection.active(), null);
  const { said, warned } = await listening(() => ExportSelection.stopExport());
  assertEquals([said, warned], [[], ["No export in progress."]]);
});

Deno.test("reads go to the analysis that is active when they are called", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and({ id: 1 }).fetch();
  await start(shop, { ...KEY, analysis_id: "analysis2" });
  await shop.item.and({ id: 1 }).fetch();
  await shop.item.and({ id: 2 }).fetch();
  const rows = await shop.pool.texts(
    "select export_id, restriction from common_usage.export_selection__table order by table_id",
  );
  assertEquals(rows, [["1", "(id=1)"], ["2", "(id=1)"], ["2", "(id=2)"]]);
});

Deno.test("startExport() refuses ids that no folder can have, before anything is written", async () => {
  await using shop = await openShop();
  const bad = [
    "",
    " ",
    "a/b",
    "..",
    "a..b",
    "a\\b",
    "-rf",
    ".hidden",
    "new\nline",
    "bell\x07",
    "nul\0",
    "del\x7f",
    " led",
    "trailed ",
    "x".repeat(33),
    "\ud800",
    "line\u2028",
    7,
    null,
    undefined,
    {},
    ["paper"],
    true,
  ];
  for (const id of bad) {
    for (const key of [{ ...KEY, paper_id: id }, { ...KEY, analysis_id: id }]) {
      await assertRejects(
        () => shop.db.ExportSelection.startExport(key as never),
        Error,
        "Cannot use ",
      );
    }
  }
  const counted = await shop.pool.texts(
    "select count(*) from common_usage.export_selection",
  );
  assertEquals(counted, [["0"]]);
  assertEquals(await shop.db.ExportSelection.active(), null);
});

Deno.test("startExport() takes ids that look odd and are names all the same", async () => {
  await using shop = await openShop();
  const odd = [
    "x".repeat(32),
    "🧠".repeat(32),
    "a b",
    "it's",
    'say "no"',
    "$(touch x)",
    "100%",
    "#1",
    "日本",
    "a;b",
    "a.b",
  ];
  for (const id of odd) {
    const key = { paper_id: id, analysis_id: id };
    await start(shop, key);
    assertEquals(await shop.db.ExportSelection.active(), key);
  }
});

Deno.test("startExport() refuses unknown options and names the nearest", async () => {
  await using shop = await openShop();
  const { ExportSelection } = shop.db;
  await assertRejects(
    () => ExportSelection.startExport({ ...KEY, analysisId: "a" } as never),
    Error,
    "analysis_id",
  );
  await assertRejects(() => ExportSelection.startExport(undefined as never));
  await assertRejects(
    () => ExportSelection.startExport("paper1" as never),
    TypeError,
    'write { paper_id: "paper1", analysis_id: "analysis1" }',
  );
});

Deno.test("startExport() keeps to one spelling of a paper and of an analysis", async () => {
  await using shop = await openShop();
  await start(shop, { paper_id: "café", analysis_id: "fig" });
  const others = [
    { paper_id: "Café", analysis_id: "fig" },
    { paper_id: "cafe", analysis_id: "other" },
    { paper_id: "café", analysis_id: "FIG" },
  ];
  for (const key of others) {
    const error = await assertRejects(
      () => listening(() => shop.db.ExportSelection.startExport(key)),
      RangeError,
    );
    assertMatch(error.message, /wanted one spelling/);
  }
  // A start that fails does not end what was active.
  assertEquals(await shop.db.ExportSelection.active(), {
    paper_id: "café",
    analysis_id: "fig",
  });
});

Deno.test("an inherited export is announced and used", async () => {
  await using shop = await openShop();
  await start(shop);
  const { said } = await listening(async () => {
    const other = await shop.connect();
    await (await other.table("shop.item")).and({ id: 3 }).fetch();
  });
  assertEquals(said, [
    "Export 1 (paper1 / analysis1) is active: reads are logged.",
  ]);
  assertEquals(await entries(shop), ["shop.item (id=3)"]);
});

for (const text of ["7", "garbage", "-1", "1.5", "1e400"]) {
  Deno.test(`an inherited SPYGLASS_EXPORT_ID of ${text}, which nobody gave, makes reads fail and says why`, async () => {
    await using shop = await openShop();
    Deno.env.set(VARIABLE, text);
    const { warned, result } = await listening(() => shop.connect());
    assertMatch(warned.join(), /does not know: reads will fail/);
    const item = await result.table("shop.item");
    for (
      const read of [
        () => item.and({ id: 1 }).fetch(),
        () => item.limit(1).rows(),
        () => item.and({ id: 1 }).fetch1(),
        () => Array.fromAsync(item.stream()),
      ]
    ) {
      await assertRejects(read, LogError, "SPYGLASS_EXPORT_ID");
    }
    assertEquals(await entries(shop), []);
    // What is no read works, and starting one mends it.
    assertEquals(await item.count(), 30);
    await listening(() => result.ExportSelection.startExport(KEY));
    assertEquals((await item.and({ id: 1 }).rows()).length, 1);
  });
}

for (const text of ["", "0"]) {
  Deno.test(`SPYGLASS_EXPORT_ID=${text || "(empty)"} means none, as Python writes it`, async () => {
    await using shop = await openShop();
    Deno.env.set(VARIABLE, text);
    await shop.item.and({ id: 1 }).fetch();
    assertEquals(await entries(shop), []);
    assertEquals(await shop.db.ExportSelection.active(), null);
  });
}

Deno.test("an export that was deleted meanwhile makes reads fail and says so", async () => {
  await using shop = await openShop();
  await start(shop);
  await loadSql(shop.socket, "delete from common_usage.export_selection");
  await assertRejects(
    () => shop.item.and({ id: 1 }).fetch(),
    LogError,
    "knows no export 1",
  );
});

Deno.test("connect({ requireExport }) refuses reads that would not be logged, and nothing else", async () => {
  await using shop = await openShop();
  const db = await shop.connect({ requireExport: true });
  const item = await db.table("shop.item");
  for (
    const read of [
      () => item.fetch(),
      () => item.keys(),
      () => item.and({ id: 1 }).fetch1("name"),
      () => Array.fromAsync(item.stream()),
    ]
  ) {
    await assertRejects(read, LogError, "no export is active");
  }
  assertEquals(await item.count(), 30);
  await item.preview();
  await db.ExportSelection.fetch();
  await listening(() => db.ExportSelection.startExport(KEY));
  assertEquals((await item.and({ id: 1 }).rows()).length, 1);
});

Deno.test("a paper whose analyses have several versions is warned of, and not populated: they are named", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and({ id: 1 }).fetch();
  await loadSql(
    shop.socket,
    "update common_usage.export_selection set spyglass_version = '0.5.4'",
  );
  const { warned } = await listening(() =>
    shop.db.ExportSelection.startExport({ ...KEY, analysis_id: "analysis2" })
  );
  assertMatch(warned.join(), /version 0\.5\.4/);
  await shop.item.and({ id: 2 }).fetch();
  await listening(() => shop.db.ExportSelection.stopExport());
  const error = await assertRejects(() =>
    shop.db.Export.populatePaper({ paper_id: "paper1" })
  );
  assertMatch(
    (error as Error).message,
    /0\.5\.4 \(analysis1\).*\(analysis2\)/,
  );
});

Deno.test("two connections that start the same pair at once share one export", async () => {
  await using shop = await openShop();
  const other = await shop.connect();
  const { result } = await listening(() =>
    Promise.all([
      shop.db.ExportSelection.startExport(KEY),
      other.ExportSelection.startExport(KEY),
    ])
  );
  // The one that came second may have used up an id.
  const [first, second] = result;
  assertEquals(first, second);
  assertEquals(
    await shop.pool.texts(
      "select export_id from common_usage.export_selection",
    ),
    [[String(first!.export_id)]],
  );
});
