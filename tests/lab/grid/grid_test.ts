import { assert, assertEquals, assertRejects } from "@std/assert";
import { loadSql } from "../../setup.ts";
import type { GridView } from "../../../src/lab/grid/grid_messages.d.ts";
import type { LabPlace } from "../front_end.ts";
import { entries, head, ITEMS, rows } from "./grid_asked.ts";
import { shop, start } from "../shop.ts";

interface Cost {
  readonly queries: number;
  /** Rows that the server looked at. */
  readonly rowsRead: number;
  /** Of what was sent to the front end. */
  readonly bytes: number;
}

/** What something costs, while nothing else goes on. */
async function costOf(
  place: LabPlace,
  work: () => Promise<unknown>,
): Promise<Cost> {
  const counters = async () => {
    const found = new Map(
      await place.pool.texts(
        "show global status where variable_name in ('Com_select', 'Rows_read')",
      ) as [string, string][],
    );
    return [Number(found.get("Com_select")), Number(found.get("Rows_read"))];
  };
  const sent = place.front.messages.length;
  const [selects, read] = await counters();
  await work();
  const [selectsAfter, readAfter] = await counters();
  return {
    queries: selectsAfter! - selects!,
    rowsRead: readAfter! - read!,
    bytes: JSON.stringify(place.front.messages.slice(sent)).length,
  };
}

Deno.test("a grid has columns, a number of rows, and pages of them; nothing of it is logged", async () => {
  await using place = await shop();
  const db = await place.open();
  await start(db);
  const { label, total, unfiltered, columns } = await head(place, ITEMS);
  assertEquals([label, total, unfiltered], ["shop.Item", 30, 30]);
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

Deno.test("a page far down 100,000 sorted rows costs the server and the wire no more than the first", async () => {
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
  const first = await costOf(place, () => rows(place, view, 0, 100));
  const last = await costOf(place, () => rows(place, view, 99_900, 100));
  assertEquals(last.queries, first.queries);
  assertEquals(first.queries, 1);
  // Counted off by the server, it would read all that come before.
  for (const { rowsRead, bytes } of [first, last]) {
    assert(rowsRead <= 200, `the server read ${rowsRead} rows to give 100`);
    assert(bytes < 10_000, `the message has ${bytes} bytes`);
  }
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
  const { total, unfiltered } = await head(place, filtered);
  assertEquals([total, unfiltered], [2, 3]);
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

Deno.test("a column offers the comparisons that its values have", async () => {
  await using place = await shop();
  await loadSql(
    place.socket,
    "create table shop.kinds (id int primary key, bytes longblob, tag binary(16) comment ':uuid:')",
  );
  await place.open();
  const { columns } = await head(place, {
    ...ITEMS,
    table: "`shop`.`kinds`",
  });
  assertEquals(columns.map(({ operators }) => operators.join(" ")), [
    "= != < <= > >= contains is null is not null",
    "is null is not null",
    "= != < <= > >= is null is not null",
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
