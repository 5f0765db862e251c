/** Views: what is read of them is logged by the rows of the tables behind them. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { LogError, RowCountError } from "../../../src/errors.ts";
import { MYSQL_PROGRAMS, mysqlServer } from "../../mysql_server.ts";
import { type Lab, lab } from "../../query/lab.ts";
import { testServer } from "../../setup.ts";
import { selectIn } from "../select_in.ts";

const TABLES = `
create table item (id int primary key, name varchar(40), price int, u binary(16) comment ':uuid:');
create table sale (sale_id int primary key, id int, note varchar(60));
insert into item values (1, 'it\\'s_1', 10, x'a3cbd1fc0d8f4c5b8f6e0123456789ab'), (2, 'b\\\\c"%', 20, null), (3, null, 30, null), (4, 'é', null, null);
insert into sale values (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z'), (4, null, 'w');
create view cheap as select * from item where price < 25 and name <> 'q''\\\\"' or id = 3 and not price between 1 and 3;
create view stats (the_item, n) as select id, count(*) from sale group by id having count(*) > 1;
create view both_ as select i.id, s.sale_id, i.name from item i left join sale s using (id) where i.id in (select id from sale);
create view over_ as select id, price * 2 + 1 as twice from cheap where exists (select 1 from sale where sale.id = cheap.id);
create view any_ (x) as select id from item where id > 3 union select sale_id from sale;
create view three as select case when price > 15 then 'a' else 'b' end c, coalesce(price, 0) p, price div 3 d, id from item order by id limit 3;
create view none as select id from item i where not (exists (select 1 from sale s where s.id = i.id)) and not (price = 10 or id = 1);
create view again as select c.id, d.sale_id from cheap c join sale d on c.id = d.id;
create view casts as select id, cast(price as char) p, cast(left(name, 2) as char(2)) q, length(cast(name as binary)) b from item where binary name = 'it\\'s_1' or cast(id as char) in ('2', cast('4' as char(3)));
create view unsold as select id from item where id not in (select id from sale where id is not null);
create view now_ as select id, now() t from item;
create view sorted as select id from item order by id desc;
create view by_name as select price as id, name as called, -price as less from item order by called desc, -price;
create view by_place as select name, id from item order by 2 desc;
create view of_sorted as select id from sorted where id < 4;
create view by_hidden as select id from item order by name;
create view ends as select price as x, id from item where id = 1 union select id, 4 from item where id = 4 order by id desc;
create view lowest as select id from item order by price limit 2;
`;

async function onEach(work: (place: Lab) => Promise<void>): Promise<void> {
  for (const logs of [true, false]) {
    await using place = await lab(TABLES, { logs, socket: testServer() });
    await work(place);
  }
  if (MYSQL_PROGRAMS === null) return;
  await using server = await mysqlServer();
  await using place = await lab(TABLES, { logs: true, socket: server.socket });
  await work(place);
}

/** `item 1,2`: the rows that reads logged, table by table; then forgets them. */
function logged({ reads }: Lab): string[] {
  const found = reads.map(({ table, rows }) =>
    `${table.name} ${
      "text" in rows ? rows.text : rows.keys.map((key) => key.join()).sort()
    }`
  );
  reads.length = 0;
  return found.sort();
}

Deno.test("db.sql logs a view by the rows of its tables that took part", async () => {
  await onEach(async (place) => {
    const isLogged = (wanted: string[], text: string) => {
      const found = logged(place);
      if (found.length > 0) assertEquals(found, wanted, text);
    };
    for (
      const [text, rows, wanted] of [
        ["select id from S.cheap order by id", [1, 2, 3], ["item 1,2,3"]],
        ["select id from S.cheap where price = 20", [2], ["item 2"]],
        ["select v.id from S.cheap v join S.sale s using (id)", [1, 1, 2], [
          "item 1,2",
          "sale 1,2,3",
        ]],
        ["select the_item from S.stats", [1], ["sale 1,2"]],
        ["select n from S.stats where the_item = 1", [2], ["sale 1,2"]],
        ["select S.both_.sale_id from S.both_ order by 1", [1, 2, 3], [
          "item 1,2",
          "sale 1,2,3",
        ]],
        ["select twice from S.over_ order by 1", [21, 41], [
          "item 1,2",
          "sale 1,2,3",
        ]],
        ["select sale_id from S.again order by 1", [1, 2, 3], [
          "item 1,2",
          "sale 1,2,3",
        ]],
        ["select id from S.casts order by id", [1, 2, 4], ["item 1,2,4"]],
        ["select b from S.casts where p = '20'", [5], ["item 2"]],
        ["select id from S.casts where q = 'it'", [1], ["item 1"]],
        ["select S.c.id from S.cheap c where S.c.price = 20", [2], ["item 2"]],
        [
          "select S.a.id from S.item a join S.sale b on S.a.id = S.b.id where S.b.sale_id = 3",
          [2],
          [
            "item 2",
            "sale 3",
          ],
        ],
        ["select x from S.any_ where x in (2, 4) order by x", [2, 4], [
          "item 4",
          "sale 2,4",
        ]],
        ["select id from S.none order by id", [3], ["item 3", "sale "]],
        ["select id from S.unsold order by id", [3, 4], ["item 3,4", "sale "]],
        ["select p from S.three order by p", [10, 20, 30], ["item 1,2,3"]],
        [
          "select sale_id from S.sale where id in (select id from S.cheap where price = 20)",
          [3],
          [
            "item 2",
            "sale 3",
          ],
        ],
        ["select id from S.cheap order by id limit 1 offset 1", [2], [
          "item 2",
        ]],
      ] as const
    ) {
      const found = await selectIn(place, text).rows();
      assertEquals(
        found.flatMap((row) => Object.values(row)).sort((a, b) =>
          Number(a) - Number(b)
        ),
        [...rows],
        text,
      );
      isLogged([...wanted], text);
      const streamed = await Array.fromAsync(selectIn(place, text).stream());
      assertEquals(streamed.length, rows.length, text);
      isLogged([...wanted], text);
    }
  });
});

Deno.test("a view's own tag is read likewise, with the values that it gives without a log", async () => {
  await onEach(async (place) => {
    const Cheap = place.table("Cheap"),
      Sale = place.table("Sale"),
      Item = place.table("Item");
    const logs = () => logged(place);
    const uuid = await Cheap.and({ id: 1 }).fetch1("u");
    const first = logs();
    if (first.length > 0) assertEquals(first, ["item 1"]);
    assert(
      uuid instanceof Uint8Array ||
        uuid === "a3cbd1fc-0d8f-4c5b-8f6e-0123456789ab",
    );
    assertEquals(await Cheap`price < ${30} and price >= ${20}`.rows("id"), [{
      id: 2,
    }]);
    const second = logs();
    if (second.length > 0) assertEquals(second, ["item 2"]);
    const joined = await Item.and("id > 1").proj("name").join(
      Cheap.proj("id", "price"),
    ).rows("id");
    assertEquals(joined.map((row) => row.id).sort(), [2, 3]);
    const third = logs();
    if (third.length > 0) assertEquals(third, ["item 2,3"]);
    assertEquals(await Item.and(Cheap.and("id = 2").proj("id")).rows("id"), [{
      id: 2,
    }]);
    const fourth = logs();
    if (fourth.length > 0) assertEquals(fourth, ["item 2"]);
    assertEquals(
      await Sale`id IN ${Cheap.and("id = 2").proj("id")}`.rows("sale_id"),
      [{ sale_id: 3 }],
    );
    const fifth = logs();
    if (fifth.length > 0) assertEquals(fifth, ["item 2", "sale 3"]);
    assertEquals(
      await Cheap.orderBy("id desc").limit(1).rows("id"),
      [{ id: 3 }],
    );
    const sixth = logs();
    if (sixth.length > 0) assertEquals(sixth, ["item 3"]);
    assertEquals(
      await Array.fromAsync(Cheap.orderBy("id desc").stream("id")),
      [{ id: 3 }, { id: 2 }, { id: 1 }],
    );
    const seventh = logs();
    if (seventh.length > 0) assertEquals(seventh, ["item 1,2,3"]);
    for await (const row of Cheap.orderBy("id desc").stream("id")) {
      assertEquals(row, { id: 3 });
      break;
    }
    const eighth = logs();
    if (eighth.length > 0) assertEquals(eighth, ["item 3"]);
    await assertRejects(() => Cheap.and("id = 99").fetch1(), RowCountError);
    assertEquals(logs(), []);
  });
});

Deno.test("bits of a view are numbers, whatever the server says of its columns", async () => {
  for (const logs of [true, false]) {
    await using place = await lab(
      `create table t (id int primary key, a int, b int, c int, bits bit(9));
insert into t values (1, 2, 3, 4, b'100000001'); create view v as select * from t;`,
      { logs },
    );
    const row = { id: 1, a: 2, b: 3, c: 4, bits: 257 };
    assertEquals(await place.table("V").rows(), [row]);
    assertEquals(await selectIn(place, "select * from S.v").rows(), [row]);
    assertEquals(
      await Array.fromAsync(selectIn(place, "select * from S.v").stream()),
      [row],
    );
  }
});

Deno.test("a view that cannot be traced is refused with the reason, while an export is active", async () => {
  await using place = await lab(TABLES, { logs: true });
  for (
    const [view, reason] of [["now_", "current_timestamp()"], [
      "by_hidden",
      "its order would be lost",
    ]] as const
  ) {
    await assertRejects(
      () => selectIn(place, `select * from S.${view}`).rows(),
      LogError,
      reason,
    );
    await assertRejects(
      () => place.table(view === "now_" ? "Now_" : "ByHidden").rows(),
      LogError,
      reason,
    );
  }
  assertEquals(place.reads, []);
});

Deno.test("a sorted view that is read unsorted gives its rows in its order, whole, in parts, limited and through others", async () => {
  await onEach(async (place) => {
    const ids = async (text: string) =>
      (await selectIn(place, text).rows()).map(({ id }) => id);
    const isLogged = (...wanted: string[]) => {
      const found = logged(place);
      if (found.length > 0) assertEquals(found, wanted);
    };
    assertEquals(
      (await place.table("Sorted").rows()).map(({ id }) => id),
      [4, 3, 2, 1],
    );
    isLogged("item TRUE");
    const streamed = await Array.fromAsync(place.table("Sorted").stream());
    assertEquals(streamed.map(({ id }) => id), [4, 3, 2, 1]);
    isLogged("item TRUE");
    assertEquals(await ids("select id from S.sorted limit 2"), [4, 3]);
    isLogged("item 3,4");
    // Servers themselves may lose it on the way through another view.
    assertEquals((await ids("select id from S.of_sorted")).length, 3);
    isLogged("item 1,2,3");
    assertEquals(
      await ids("select id from S.item where id in (select id from S.sorted)"),
      [1, 2, 3, 4],
    );
    isLogged("item 1,2,3,4");
    assertEquals(await ids("select id from S.lowest"), [4, 1]);
    isLogged("item 1,4");
    assertEquals(await ids("select * from S.by_place"), [4, 3, 2, 1]);
    isLogged("item TRUE");
    assertEquals(await ids("select id from S.ends"), [4, 1]);
    isLogged("item 1,4");
    const named = await selectIn(place, "select called from S.by_name").rows();
    assertEquals(named.map(({ called }) => called), [
      "it's_1",
      "é",
      'b\\c"%',
      null,
    ]);
  });
});

Deno.test("a sorted view can be read by who sorts what is read, or counts it", async () => {
  await onEach(async (place) => {
    const sorted = place.table("Sorted");
    assertEquals(await sorted.orderBy("id").limit(2).rows(), [
      { id: 1 },
      { id: 2 },
    ]);
    const read = logged(place);
    if (read.length > 0) assertEquals(read, ["item 1,2"]);
    const ids = await Array.fromAsync(sorted.orderBy("id desc").stream());
    assertEquals(ids.map(({ id }) => id), [4, 3, 2, 1]);
    const streamed = logged(place);
    if (streamed.length > 0) assertEquals(streamed, ["item TRUE"]);
    const counted = selectIn(place, "select max(id) as most from S.sorted");
    assertEquals(await counted.rows(), [{ most: 4 }]);
    logged(place);
    const joined = selectIn(
      place,
      "select s.id, v.id as other from S.sale s join S.sorted v using (id) order by s.sale_id",
    );
    assertEquals((await joined.rows()).map(({ other }) => other), [1, 1, 2]);
    const both = logged(place);
    if (both.length > 0) assertEquals(both, ["item 1,2", "sale 1,2,3"]);
  });
});
