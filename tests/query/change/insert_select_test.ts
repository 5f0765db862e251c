/** Rows of a query are copied on the server: DataJoint's `insert(query)`. */
import { assertEquals, assertRejects } from "@std/assert";
import { U } from "../../../src/query/algebra/universal_set.ts";
import { QueryError, UnknownNameError } from "../../../src/errors.ts";
import type { Query } from "../../../src/query/query.ts";
import { lab, textsOf } from "../lab.ts";

const TABLES = `
create table a (id int primary key, name varchar(9), b longblob);
create table b (id int primary key, name varchar(9) default 'none', b longblob, twice int as (id * 2) stored);
insert into a values (1, 'one', 0x6d596d00ff), (2, 'two', null), (3, 'it''s', 0x00);
insert into b (id, name) values (3, 'three');
`;

Deno.test("insert() of a query writes its rows as they are, and says how many", async () => {
  await using place = await lab(TABLES);
  const A = place.table("A"), B = place.table("B");
  assertEquals(await B.insert(A.and("id < 3")), 2);
  assertEquals(
    await place.run("select id, name, hex(b), twice from b order by id"),
    "1\tone\t6D596D00FF\t2\n2\ttwo\tNULL\t4\n3\tthree\tNULL\t6\n",
  );
  const error = await assertRejects(() => B.insert(A), QueryError);
  assertEquals(error.errno, 1062);
  assertEquals(await B.insert(A, { skipDuplicates: true }), 0);
  assertEquals(await B.insert(A, { replace: true }), 3);
  assertEquals(await B.and({ id: 3 }).fetch1("name"), "it's");
});

Deno.test("insert() takes queries of every kind, of the table itself, too", async () => {
  await using place = await lab(TABLES);
  const A = place.table("A"), B = place.table("B");
  const later = (rows: Query, by: number) =>
    rows.proj({ old: "id" }).proj({ id: `old + ${by}` });
  await B.insert(A.proj().and("id = 1"));
  assertEquals(await B.insert(U("id").and(later(A(), 10))), 3);
  const ignoring = { ignoreExtraFields: true };
  assertEquals(await B.insert(later(B(), 100), ignoring), 5);
  const longest = U("id").aggr(later(A(), 500), { name: "max('x')" });
  assertEquals(await B.insert(longest.orderBy("id desc").limit(1)), 1);
  assertEquals(await B.and("id >= 500").rows("id", "name"), [
    { id: 503, name: "x" },
  ]);
  assertEquals(await B.and({ id: 1 }).fetch1("name"), "none");
});

Deno.test("insert() of a query refuses attributes that the table lacks, and writes nothing", async () => {
  await using place = await lab(TABLES);
  const A = place.table("A"), B = place.table("B");
  const wide = A.proj("name", { extra: "id + 1" });
  await assertRejects(() => B.insert(wide), UnknownNameError, "extra");
  const none = A.proj({ other: "id" });
  await assertRejects(
    () => B.insert(none, { ignoreExtraFields: true }),
    TypeError,
    "none of the table's attributes",
  );
  const bad = { skipDuplicate: true } as never;
  await assertRejects(() => B.insert(A, bad), UnknownNameError);
  assertEquals(await B.count(), 1);
});

Deno.test("rows that a query writes are logged as read, and not where they are refused", async () => {
  await using place = await lab(TABLES, { logs: true });
  const A = place.table("A"), B = place.table("B");
  await B.insert(A.and("id < 3"));
  assertEquals(place.reads.map(({ table }) => table.name), ["a"]);
  assertEquals(textsOf(place.reads), ["(id < 3)"]);
  place.reads.length = 0;
  await assertRejects(() => B.insert(A.and({ id: 3 })), QueryError);
  assertEquals(place.reads, []);
});
