/** What SQL computes is a number of the same kind as what is stored, in every form of reading. */
import { assertEquals } from "@std/assert";
import { U } from "../../../src/query/algebra/universal_set.ts";
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
