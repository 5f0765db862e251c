import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { loadSql } from "../setup.ts";
import { logging, shop, start } from "./shop.ts";

Deno.test("reads that another process logs into the shown export appear soon, and what it takes away goes", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await logging(place);
  await (await db.table("shop.sale")).and({ id: 1 }).fetch();
  await front.until("the own read", ({ reads }) => reads.total === 1);
  // As Python writes it.
  await loadSql(
    place.socket,
    "insert into common_usage.export_selection__table values (1, 7, '`shop`.`item`', '(`id`=7)')",
  );
  const state = await front.until("theirs", ({ reads }) => reads.total === 2);
  const [entry] = state.reads.tables[0]!.newest;
  assertEquals([entry!.isOwn, entry!.table_id], [false, 7]);
  assert(entry!.at !== null);
  await loadSql(
    place.socket,
    "delete from common_usage.export_selection__table where table_id = 7; insert into common_usage.export_selection__table values (1, 7, '`shop`.`item`', 'True')",
  );
  await front.until(
    "another entry under its id",
    ({ reads }) => reads.tables.some(({ isWhole }) => isWhole),
  );
  await loadSql(
    place.socket,
    "delete from common_usage.export_selection__table where table_id = 7",
  );
  await front.until("its end", ({ reads }) => reads.total === 1);
});

Deno.test("an export that somebody deletes is active with a problem: reads would fail", async () => {
  await using place = await shop();
  const db = await place.open();
  await place.front.ask({ ask: "hello" });
  await start(db);
  await place.front.until("the start", ({ active }) => active !== null);
  await loadSql(place.socket, "delete from common_usage.export_selection");
  const { active } = await place.front.until(
    "the problem",
    ({ active }) => active?.problem !== null,
  );
  assertStringIncludes(active!.problem!, "does not know");
});

Deno.test("a slice that could not be computed while the log could not be read is computed when it can be again", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await logging(place);
  await (await db.table("shop.item")).and({ id: 1 }).fetch();
  await front.until("the slice", ({ slice }) => slice.total === 1);
  const log = "alter table common_usage.export_selection__table";
  await loadSql(place.socket, `${log} rename column restriction to gone`);
  await front.until("the fault", ({ database }) => database?.problem !== null);
  await front.ask({ ask: "slice" });
  await front.until("the slice's", ({ slice }) => slice.problem !== null);
  await loadSql(place.socket, `${log} rename column gone to restriction`);
  const { slice } = await front.until(
    "its end",
    ({ database, slice }) =>
      database?.problem === null && slice.problem === null,
  );
  assertEquals(slice.total, 1);
});

Deno.test("rows are counted, and the slice computed, while reads go on without a break", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await logging(place);
  const item = await db.table("shop.item");
  const end = Date.now() + 15_000;
  const isTold = () => {
    const { reads, slice } = front.states.at(-1)!;
    return slice.total > 0 && typeof reads.tables[0]?.rows === "number";
  };
  for (let price = 1; !isTold() && Date.now() < end; price++) {
    await item.and(`id = ${1 + price % 30} or id = ${-price}`).fetch();
    await new Promise((done) => setTimeout(done, 100));
  }
  assert(isTold(), JSON.stringify(front.states.at(-1)));
});

Deno.test("a database that stops is a problem in words, and none when it is back", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await logging(place);
  await front.until("the start", ({ active }) => active !== null);
  const pid = Number(
    (await place.pool.texts("select @@pid_file"))[0]![0] &&
      await Deno.readTextFile(
        (await place.pool.texts("select @@pid_file"))[0]![0]!,
      ),
  );
  Deno.kill(pid, "SIGSTOP");
  try {
    const stopped = performance.now();
    await front.until(
      "that it does not answer",
      ({ database }) => /does not answer/.test(database?.problem ?? ""),
    );
    const took = Math.round(performance.now() - stopped);
    // Within a second; a machine with much else to do has more than that.
    assert(took < 2000, `told after ${took} ms`);
    await front.until(
      "for how long",
      ({ database }) => /for [3-9] seconds/.test(database?.problem ?? ""),
    );
  } finally {
    Deno.kill(pid, "SIGCONT");
  }
  await front.until(
    "that it is back",
    ({ database }) => database?.problem === null,
  );
  await (await db.table("shop.item")).and({ id: 1 }).fetch();
  await front.until("the read", ({ reads }) => reads.total === 1);
});
