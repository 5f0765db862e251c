import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { loadSql } from "../../setup.ts";
import type { GridView } from "../../../src/lab/grid/grid_messages.d.ts";
import { RESULT_TYPE } from "../../../src/query/reading/shown_results.ts";
import { copy, entries, head, rows } from "./grid_asked.ts";
import { shop, start } from "../shop.ts";

/** What a cell does with its last value. */
async function shown(value: unknown): Promise<GridView | null> {
  const display = (value as Record<symbol, () => Promise<object>>)[
    Symbol.for("Jupyter.display")
  ]!;
  const bundle = await display.call(value) as Record<string, string>;
  const name = bundle[RESULT_TYPE];
  return name === undefined
    ? null
    : { table: name, rows: "result", sort: [], filter: [] };
}

const ABOVE_27: GridView["filter"][number] = {
  column: "id",
  operator: ">",
  value: "27",
};

Deno.test("a result is kept only where somebody looks", async () => {
  await using place = await shop();
  const db = await place.open();
  const item = await db.table("shop.item");
  assertEquals(await shown(item()), null);
  await place.front.ask({ ask: "hello", front: "window" });
  assert(await shown(item()) !== null);
});

Deno.test("bits that a query computes are shown as the numbers that they are", async () => {
  await using place = await shop();
  await loadSql(
    place.socket,
    "create table shop.flags (id int primary key, bits bit(8)); insert into shop.flags values (1, 53), (2, 5)",
  );
  const db = await place.open();
  await place.front.ask({ ask: "hello", front: "window" });
  const flags = await db.table("shop.flags");
  const query = flags.proj({ same: "ifnull(bits, bits)", most: "(bits)" });
  const view = (await shown(query))!;
  assertEquals(await rows(place, view), [["1", "53", "53"], ["2", "5", "5"]]);
  const groups = flags.aggr(flags.proj({ other: "bits" }), {
    most: "max(other)",
  });
  const grouped = (await shown(groups))!;
  assertEquals(await rows(place, grouped), [["1", "53"], ["2", "5"]]);
});

Deno.test("all rows of a query: the server sorts, filters and pages them; what is copied is logged", async () => {
  await using place = await shop();
  const db = await place.open();
  await place.front.ask({ ask: "hello", front: "window" });
  const item = await db.table("shop.item");
  const sale = await db.table("shop.sale");
  const query = item.join(sale).proj("name", { twice: "2 * sale_id" })
    .orderBy("sale_id desc");
  const view = (await shown(query))!;
  const { total, columns } = await head(place, view);
  assertEquals(total, 20);
  const names = columns.map(({ name }) => name);
  const at = names.indexOf("sale_id");
  const ids = async (more: Partial<GridView>, offset = 0, limit = 3) =>
    (await rows(place, { ...view, ...more }, offset, limit)).map((row) =>
      row[at]
    );
  assertEquals(await ids({}), ["20", "19", "18"]);
  assertEquals(await ids({}, 18), ["2", "1"]);
  const filter = [{ column: "twice", operator: ">=", value: "36" }] as const;
  const sort = [{ column: "twice", isDescending: false }];
  assertEquals(await ids({ filter, sort }), ["18", "19", "20"]);
  const filtered = await head(place, { ...view, filter });
  assertEquals([filtered.total, filtered.unfiltered], [3, 20]);

  await start(db);
  const taken = await copy(place, { ...view, filter, sort }, {
    columns: ["sale_id"],
    limit: 2,
  });
  assertEquals(taken.text, "sale_id\n18\n19\n");
  assertEquals(taken.note, "logged in export 1 (paper1 / analysis1)");
  assertEquals((await entries(place)).sort(), [
    "shop.item (`id` IN (4,5))",
    "shop.sale (`sale_id` IN (18,19))",
  ]);
  const code = await copy(place, { ...view, filter }, { format: "code" });
  assertStringIncludes(code.text, "sql.raw(");
});

Deno.test("all rows of a SELECT, as of a query", async () => {
  await using place = await shop();
  const db = await place.open();
  await place.front.ask({ ask: "hello", front: "window" });
  const view = (await shown(
    db.sql`select id, name, id * 2 as twice from shop.item`,
  ))!;
  const { total, columns } = await head(place, view);
  assertEquals(total, 30);
  assertEquals(columns.map(({ name, type }) => `${name} ${type}`), [
    "id int(11)",
    "name varchar(40)",
    "twice bigint",
  ]);
  const sort = [{ column: "twice", isDescending: true }];
  assertEquals(await rows(place, { ...view, sort }, 1, 1), [
    ["29", "item 29", "58"],
  ]);
  const few: GridView = { ...view, sort, filter: [ABOVE_27] };
  assertEquals((await head(place, few)).total, 3);
  await start(db);
  const taken = await copy(place, few, { format: "csv", limit: 2 });
  assertEquals(taken.text, "id,name,twice\n30,item 30,60\n29,item 29,58\n");
  assertEquals(await entries(place), ["shop.item (`id` IN (29,30))"]);
});

Deno.test("rows of a SELECT come page by page in its own order, and chosen rows are copied as they are seen", async () => {
  await using place = await shop();
  const db = await place.open();
  await place.front.ask({ ask: "hello", front: "window" });
  const texts = async (view: GridView, offset: number, limit: number) =>
    (await rows(place, view, offset, limit)).map(([id]) => Number(id));
  const down = (await shown(
    db.sql`select id, name from shop.item order by shop.item.id desc`,
  ))!;
  assertEquals(await texts(down, 0, 3), [30, 29, 28]);
  assertEquals(await texts(down, 10, 3), [20, 19, 18]);
  const filtered = { ...down, filter: [{ ...ABOVE_27, value: "5" }] };
  assertEquals(await texts(filtered, 10, 3), [20, 19, 18]);
  const within = (await shown(
    db.sql`select id from shop.item order by 1 desc limit 2, 10`,
  ))!;
  assertEquals((await head(place, within)).total, 10);
  assertEquals(await texts(within, 8, 5), [20, 19]);
  assertEquals(await texts(within, 10, 5), []);
  const last = (await shown(
    db.sql`(select id from shop.item) union (select 100) order by id desc`,
  ))!;
  assertEquals(await texts(last, 1, 2), [30, 29]);

  // All names are of equal rank for this order.
  const open = (await shown(
    db.sql`select s.sale_id, i.name from shop.sale s join shop.item i using (id) order by length(i.name)`,
  ))!;
  const pages = [];
  for (let at = 0; at < 20; at += 7) pages.push(await texts(open, at, 7));
  assertEquals(pages.flat().sort((a, b) => a - b), pages.flat());
  assertEquals(pages.flat().length, 20);
  const unlogged = await copy(place, open, { offset: 7, limit: 3 });
  assertEquals(idsOf(unlogged.text), pages[1]!.slice(0, 3));

  await start(db);
  const more = { columns: ["id"], offset: 10, limit: 3 };
  assertEquals((await copy(place, down, more)).text, "id\n20\n19\n18\n");
  assertEquals(
    (await copy(place, filtered, more)).text,
    "id\n20\n19\n18\n",
  );
  assertEquals(await entries(place), ["shop.item (`id` IN (18,19,20))"]);
  const logged = await copy(place, open, { offset: 7, limit: 3 });
  assertEquals(logged.text, unlogged.text);
});

Deno.test("places of a SELECT's rows hold only while there are as many", async () => {
  await using place = await shop();
  const db = await place.open();
  await place.front.ask({ ask: "hello", front: "window" });
  const view = (await shown(
    db.sql`select id from shop.item order by id desc`,
  ))!;
  const { index } = await head(place, view);
  const first = { index, limit: 1 };
  assertEquals((await copy(place, view, first)).text, "id\n30\n");
  await place.pool.run("insert into shop.item values (31, 'theirs')");
  await assertRejects(
    () => copy(place, view, first),
    Error,
    "the rows have changed",
  );
});

/** The first column of a copy. */
function idsOf(text: string): number[] {
  return text.trim().split("\n").slice(1).map((line) => parseInt(line));
}

Deno.test("all rows of a frame, from memory; they are taken away only where the active export has logged them", async () => {
  await using place = await shop();
  const db = await place.open();
  await place.front.ask({ ask: "hello", front: "window" });
  const item = await db.table("shop.item");
  const before = (await shown(await item().fetch()))!;
  assertEquals((await head(place, before)).total, 30);
  const few: GridView = {
    ...before,
    filter: [ABOVE_27],
    sort: [{ column: "name", isDescending: true }],
  };
  assertEquals((await rows(place, few, 0, 2)).map(([id]) => id), ["30", "29"]);
  const unlogged = await copy(place, few, { columns: ["id"] });
  assertEquals(unlogged.text, "id\n30\n29\n28\n");
  assertEquals(unlogged.note, "not logged: no export active");
  await start(db);
  await assertRejects(() => copy(place, few), Error, "outside of export 1");
  const after = (await shown(await item.and("id > 5").fetch()))!;
  const taken = await copy(place, { ...after, filter: [ABOVE_27] });
  assertEquals(taken.rows, 3);
  assertEquals(taken.note, "logged in export 1 (paper1 / analysis1)");
  assertEquals(await entries(place), ["shop.item (id > 5)"]);
});

Deno.test("rows of a frame that is put together of reads are taken away only where all of those are in the active export", async () => {
  await using place = await shop();
  const db = await place.open();
  await place.front.ask({ ask: "hello", front: "window" });
  const item = await db.table("shop.item");
  const unlogged = await item.and("id <= 5").fetch();
  await start(db);
  const logged = await item.and("id > 28").fetch();
  for (const made of [logged.concat(unlogged), unlogged.union(logged)]) {
    const view = (await shown(made))!;
    assertEquals((await head(place, view)).total, 7);
    await assertRejects(() => copy(place, view), Error, "outside of export 1");
  }
  const sold = await (await db.table("shop.sale")).and("id = 2").fetch();
  const both = (await shown(logged.concat(sold)))!;
  const taken = await copy(place, both, { columns: ["id"] });
  assertEquals(taken.text, "id\n29\n30\n2\n2\n2\n2\n");
  assertEquals(taken.note, "logged in export 1 (paper1 / analysis1)");
});

Deno.test("a result of another kernel, or an old one, is gone in words", async () => {
  await using place = await shop();
  await place.open();
  await assertRejects(
    () =>
      head(place, {
        table: "elsewhere/1",
        rows: "result",
        sort: [],
        filter: [],
      }),
    Error,
    "run the cell again",
  );
});
