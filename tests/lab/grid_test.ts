import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { loadSql } from "../setup.ts";
import type {
  GridHead,
  GridRows,
  GridView,
} from "../../src/lab/grid_messages.d.ts";
import type { LabPlace } from "./front_end.ts";
import { shop, start } from "./shop.ts";

const ITEMS: GridView = {
  table: "`shop`.`item`",
  rows: "all",
  sort: [],
  filter: [],
};

async function head(place: LabPlace, view: GridView): Promise<GridHead> {
  return await place.front.ask({ ask: "grid", view }) as GridHead;
}

async function rows(
  place: LabPlace,
  view: GridView,
  offset = 0,
  limit = 100,
): Promise<GridRows["rows"]> {
  const got = await place.front.ask({ ask: "gridRows", view, offset, limit });
  return (got as GridRows).rows;
}

interface Copy {
  readonly text: string;
  readonly rows: number;
  readonly note: string;
}

async function copy(
  place: LabPlace,
  view: GridView,
  more: Record<string, unknown> = {},
): Promise<Copy> {
  const asked = { format: "tsv", columns: [], offset: 0, limit: 1000, ...more };
  return await place.front.ask({ ask: "gridCopy", view, ...asked }) as Copy;
}

async function entries({ pool }: LabPlace): Promise<string[]> {
  const rows = await pool.texts(
    "select table_name, restriction from common_usage.export_selection__table order by table_id",
  );
  return rows.map(([table, text]) => `${table!.replaceAll("`", "")} ${text}`);
}

Deno.test("a grid has columns, a number of rows, and pages of them; nothing of it is logged", async () => {
  await using place = await shop();
  const db = await place.open();
  await start(db);
  const { label, total, columns } = await head(place, ITEMS);
  assertEquals([label, total], ["shop.Item", 30]);
  assertEquals(
    columns.map(({ name, type, isKey, isNumber }) => [
      name,
      type,
      isKey,
      isNumber,
    ]),
    [["id", "int(11)", true, true], ["name", "varchar(40)", false, false]],
  );
  assertEquals(await rows(place, ITEMS, 28, 5), [["29", "item 29"], [
    "30",
    "item 30",
  ]]);
  assertEquals(await rows(place, ITEMS, 100, 5), []);
  assertEquals(await entries(place), []);
});

Deno.test("the server sorts and filters; every value of a filter is a value", async () => {
  await using place = await shop();
  await loadSql(
    place.socket,
    "insert into shop.item values (31, '100% x'), (32, '100 x'), (33, ''' or 1=1 -- '), (34, 'a_b'), (35, 'axb'), (36, 'back\\\\slash')",
  );
  await place.open();
  const names = async (
    filter: GridView["filter"],
    sort: GridView["sort"] = [],
  ) =>
    (await rows(place, { ...ITEMS, filter, sort })).map(([id]) => Number(id));
  const where = (
    column: string,
    operator: GridView["filter"][number]["operator"],
    value = "",
  ) => ({ column, operator, value });
  assertEquals(
    await names([where("id", ">", "28"), where("id", "<=", "30")], [
      { column: "id", isDescending: true },
    ]),
    [30, 29],
  );
  assertEquals(await names([where("name", "contains", "%")]), [31]);
  assertEquals(await names([where("name", "contains", "a_b")]), [34]);
  assertEquals(await names([where("name", "contains", "\\")]), [36]);
  assertEquals(await names([where("name", "=", "' or 1=1 -- ")]), [33]);
  assertEquals(await names([where("name", "is null")]), []);
  assertEquals((await names([where("name", "is not null")])).length, 36);
  assertEquals(
    await names([where("id", "!=", "1"), where("id", "<", "4")]),
    [2, 3],
  );
  await assertRejects(
    () => names([where("id", "=", "1 or 1=1")]),
    Error,
    "wanted a number",
  );
  await assertRejects(
    () => names([where("id`; drop table shop.item; --", "=", "1")]),
    Error,
    "no column",
  );
});

Deno.test("a page far down 100,000 sorted rows comes as soon as the first", async () => {
  await using place = await shop();
  await loadSql(
    place.socket,
    "use shop; create table shop.large (a int, b varchar(20), c double, primary key (a, b)) engine=InnoDB; insert into shop.large select seq % 1000, concat('b', seq), sin(seq) from seq_1_to_100000",
  );
  await place.open();
  const view: GridView = {
    ...ITEMS,
    table: "`shop`.`large`",
    sort: [{ column: "c", isDescending: false }],
  };
  assertEquals((await head(place, view)).total, 100_000);
  const took = async (offset: number) => {
    const begun = performance.now();
    assertEquals((await rows(place, view, offset, 100)).length, 100);
    return performance.now() - begun;
  };
  const best = async (offset: number) => {
    const times: number[] = [];
    for (let i = 0; i < 7; i++) times.push(await took(offset));
    return Math.min(...times);
  };
  const [first, last] = [await best(0), await best(99_900)];
  // Counted off by the server it would be a hundred times as long.
  assert(last < first * 10 + 100, `${first} ms, ${last} ms`);
  const plain = await place.pool.texts(
    "select a, b from shop.large order by c, a, b limit 3 offset 77000",
  );
  assertEquals(
    (await rows(place, view, 77_000, 3)).map(([a, b]) => [a, b]),
    plain,
  );
});

Deno.test("a grid shows the rows of the slice, or those that were read", async () => {
  await using place = await shop();
  const db = await place.open();
  await place.front.ask({ ask: "hello" });
  await start(db);
  await (await db.table("shop.sale")).and("sale_id < 3").fetch();
  await (await db.table("shop.item")).and({ id: 20 }).fetch();
  await place.front.until("the reads", ({ reads }) => reads.total === 2);
  const slice: GridView = { ...ITEMS, rows: "slice" };
  assertEquals((await head(place, slice)).total, 3);
  assertEquals((await rows(place, slice)).map(([id]) => id), ["2", "3", "20"]);
  const logged: GridView = { ...ITEMS, rows: "logged" };
  assertEquals((await rows(place, logged)).map(([id]) => id), ["20"]);
  const filtered: GridView = {
    ...slice,
    filter: [{ column: "id", operator: ">", value: "2" }],
    sort: [{ column: "id", isDescending: true }],
  };
  assertEquals((await rows(place, filtered)).map(([id]) => id), ["20", "3"]);
});

Deno.test("what is copied is a read: logged while an export is active, noted where none is, refused where one is required", async () => {
  await using place = await shop();
  const db = await place.open();
  const few: GridView = {
    ...ITEMS,
    filter: [{ column: "id", operator: "<", value: "3" }],
  };
  const before = await copy(place, few);
  assertEquals(before.text, "id\tname\n1\titem 1\n2\titem 2\n");
  assertEquals(before.note, "not logged: no export active");
  await start(db);
  const after = await copy(place, few, { format: "csv", columns: ["name"] });
  assertEquals(after.text, "name\nitem 1\nitem 2\n");
  assertEquals(after.note, "logged in export 1 (paper1 / analysis1)");
  assertEquals(await entries(place), ["shop.item (id < 3)"]);
  const some = await copy(place, ITEMS, { offset: 9, limit: 2 });
  assertEquals(some.text, "id\tname\n10\titem 10\n11\titem 11\n");
  assertEquals((await entries(place)).at(-1), "shop.item (`id` IN (10,11))");
  const code = await copy(place, few, { format: "code" });
  assertStringIncludes(code.text, 'db.table("shop.Item")');
  await db.ExportSelection.stopExport();
  await db.close();
  await place.open({ requireExport: true });
  await assertRejects(() => copy(place, few), Error, "requires one");
});

Deno.test("copied texts are quoted as spreadsheets have it", async () => {
  await using place = await shop();
  await loadSql(
    place.socket,
    `insert into shop.item values (40, 'a\\tb "c"\\nd'), (41, 'x,y')`,
  );
  await place.open();
  const odd: GridView = {
    ...ITEMS,
    filter: [{ column: "id", operator: ">=", value: "40" }],
  };
  assertEquals(
    (await copy(place, odd)).text,
    'id\tname\n40\t"a\tb ""c""\nd"\n41\tx,y\n',
  );
  assertEquals(
    (await copy(place, odd, { format: "csv" })).text,
    'id,name\n40,"a\tb ""c""\nd"\n41,"x,y"\n',
  );
});

Deno.test("long texts are cut by the server, bytes are told by their size, and control characters are seen", async () => {
  await using place = await shop();
  await loadSql(
    place.socket,
    `create table shop.odd (id int primary key, text longtext character set utf8mb4, bytes longblob, tag binary(16) comment ':uuid:');
    insert into shop.odd values (1, repeat('x', 1000000), repeat('y', 2000), x'00112233445566778899aabbccddeeff'),
      (2, concat(char(27 using utf8mb4), '[31m<img src=x onerror=alert(1)>'), null, null)`,
  );
  await place.open();
  const view: GridView = { ...ITEMS, table: "`shop`.`odd`" };
  const [first, second] = await rows(place, view);
  assertEquals(first![1]!.length, 501);
  assertEquals(first!.slice(2), [
    "=BLOB= 2.0 kB",
    "00112233-4455-6677-8899-aabbccddeeff",
  ]);
  assertEquals(second!.slice(1), [
    "␛[31m<img src=x onerror=alert(1)>",
    null,
    null,
  ]);
});

Deno.test("tables without a key and views are shown, too", async () => {
  await using place = await shop();
  await loadSql(
    place.socket,
    "use shop; create table shop.plain (x int); insert into shop.plain values (2), (1), (1); create view shop.few as select * from shop.item where id < 3",
  );
  await place.open();
  const plain: GridView = {
    ...ITEMS,
    table: "`shop`.`plain`",
    sort: [{ column: "x", isDescending: false }],
  };
  assertEquals(await rows(place, plain), [["1"], ["1"], ["2"]]);
  assertEquals(
    (await rows(place, { ...ITEMS, table: "`shop`.`few`" }, 1, 5)).length,
    1,
  );
});
