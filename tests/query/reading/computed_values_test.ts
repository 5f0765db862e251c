/** What SQL computes is a number of the same kind as what is stored, in every form of reading. */
import { assertEquals } from "@std/assert";
import { U } from "../../../src/query/algebra/universal_set.ts";
import { testOnMysql } from "../../mysql_server.ts";
import { testServer } from "../../setup.ts";
import { lab } from "../lab.ts";

const TABLES = `
create table big (k bigint unsigned primary key, flags bit(10), price decimal(5,2), word varchar(20));
insert into big values
  (1, b'1000000001', 1.5, '9007199254740994'), (9007199254740993, b'1', 2.5, 'x');
`;
const place = await lab(TABLES, { logs: true });
Deno.test.afterAll(() => place.close());
const Big = place.table("Big");

Deno.test("whole numbers beyond 2^53 that are computed are bigints, the others numbers", async () => {
  const query = Big.orderBy("KEY").proj({ c: "k + 1" });
  const wanted = [{ c: 2 }, { c: 9007199254740994n }];
  assertEquals(await query.rows("c"), wanted);
  assertEquals(await Array.fromAsync(query.stream("c")), wanted);
  // One bigint makes a column of them.
  assertEquals((await query.columns("c")).c, [2n, 9007199254740994n]);
  const frame = await query.fetch("c");
  assertEquals(Array.from(frame.array("c")), [2n, 9007199254740994n]);
});

Deno.test("a stream that asks for its rows' evidence gives computed numbers alike", async () => {
  const query = Big.and(Big.proj()).proj({ c: "k + 1" });
  const rows = await Array.fromAsync(query.stream("c"));
  assertEquals(rows.at(-1), { c: 9007199254740994n });
});

Deno.test("the largest of a group finds its row again", async () => {
  const { k } = await U().aggr(Big, { k: "max(k)" }).fetch1();
  assertEquals(k, 9007199254740993n);
  assertEquals(await Big.and({ k }).fetch1("flags"), 1);
});

const BITS = `
create table bits (k int primary key, few bit(3), flags bit(8), wide bit(64));
insert into bits values (1, 5, 5, ~0), (2, 3, 53, 53), (3, null, null, null), (4, 1, 57, 0x3132);
`;

Deno.test("bits that are computed are the numbers that a column of bits gives", async () => {
  await assertBits();
});

testOnMysql("so they are on MySQL", assertBits);

async function assertBits(socket = testServer()): Promise<void> {
  await using bits = await lab(BITS, { logs: true, socket });
  const table = bits.table("Bits");
  const whole = U().aggr(table, {
    few: "max(few)",
    flags: "min(flags)",
    wide: "max(wide)",
    small: "min(wide)",
  });
  const wanted = { few: 5, flags: 5, wide: 2n ** 64n - 1n, small: 53 };
  assertEquals(await whole.fetch1(), wanted);
  assertEquals(await Array.fromAsync(whole.stream()), [wanted]);
  const same = table.proj({
    a: "ifnull(flags, flags)",
    b: "if(k > 0, wide, wide)",
    c: "(few)",
  });
  const rows = [
    { k: 1, a: 5, b: 2n ** 64n - 1n, c: 5 },
    { k: 2, a: 53, b: 53, c: 3 },
    { k: 3, a: null, b: null, c: null },
    { k: 4, a: 57, b: 0x3132, c: 1 },
  ];
  assertEquals(await same.rows(), rows);
  assertEquals(await Array.fromAsync(same.stream()), rows);
  // As one of a group, in another query's condition, and in an order.
  const each = table.aggr(table.proj({ g: "max(k) over ()" }), "flags", {
    top: "max(g)",
  });
  assertEquals((await each.rows("top")).length, 4);
  const sorted = await same.orderBy("a desc").rows("a");
  assertEquals(sorted.map(({ a }) => a), [57, 53, 5, null]);
  assertEquals(await table`flags IN ${whole}`.count(), 1);
  assertEquals(
    await whole.preview().then(({ view }) => view.rows),
    [[5, 5, 2n ** 64n - 1n, 53]],
  );
  const read = await bits.db.sql`select max(few) m, ifnull(few, few) i,
    max(wide) w from ${table} group by k, few order by k`.rows();
  assertEquals(read.map(({ m, i }) => [m, i]), [
    [5, 5],
    [3, 3],
    [null, null],
    [1, 1],
  ]);
}

Deno.test("computed texts of digits stay texts", async () => {
  const query = Big.orderBy("KEY").proj({ text: "concat(word)" });
  assertEquals(await query.rows("text"), [
    { text: "9007199254740994" },
    { text: "x" },
  ]);
});

Deno.test("computed decimals are texts, and numbers where they are asked for", async () => {
  const items = { mean: "avg(price)" };
  assertEquals(await U().aggr(Big, items).fetch1("mean"), "2.000000");
  await using numbers = await lab(TABLES, { decimals: "number" });
  const query = U().aggr(numbers.table("Big"), items);
  assertEquals(await query.fetch1("mean"), 2);
  assertEquals(await Array.fromAsync(query.stream()), [{ mean: 2 }]);
});
