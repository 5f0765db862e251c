/** Hostile names and values in every operator: no statement but the intended one runs. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { QueryError, UnknownNameError } from "../../../src/errors.ts";
import { dj } from "../../../src/query/algebra/dj.ts";
import { sql } from "../../../src/query/condition/sql.ts";
import { U } from "../../../src/query/algebra/universal_set.ts";
import { quoteName } from "../../../src/sql/identifier.ts";
import { lab } from "../lab.ts";

/** Names that mean something to SQL, to JavaScript, or to the text that is made here. */
const NAMES = [
  "a`b",
  "a' or '1'='1",
  'say "x"',
  "x; drop table victim",
  "-- no comment",
  "/* nor this */",
  "select",
  "order",
  "max(x)",
  "a.b",
  "a b",
  "$(touch x)",
  "%s",
  "key 0",
  "key 1",
  "own 0",
  "one",
  "q1",
  "constructor",
  "__proto__",
  "toString",
  "é漢",
  "NULL ",
].map((name) => name.trim());

const columns = NAMES.map((name) => `${quoteName(name)} int null`).join(", ");
const values = NAMES.map((_, i) => i).join(", ");
const own = await lab(
  `create table victim (id int primary key);
   insert into victim values (1), (2);
   create table ${quoteName("t`x' ; --")} (id int primary key, ${columns});
   insert into ${quoteName("t`x' ; --")} values (1, ${values}), (2, ${values});
   create table other (id int primary key, ${quoteName("other`s")} varchar(40));
   insert into other values (1, 'x'), (2, ' OR 1=1 -- ');`,
  { logs: true },
);
const T = await own.db.table(`${own.database.name}.${"t`x' ; --"}`).catch(() =>
  own.db.table(`\`${own.database.name}\`.${quoteName("t`x' ; --")}`)
);
const Other = own.table("Other");
Deno.test.afterAll(() => own.close());

for (const [at, name] of NAMES.entries()) {
  Deno.test(`an attribute called ${JSON.stringify(name)} goes through every operator`, async () => {
    const get = (row: object) =>
      Object.getOwnPropertyDescriptor(row, name)?.value;
    assertEquals(
      get(await T.and({ id: 1, [name]: at }).proj(name).fetch1()),
      at,
    );
    const renamed = T.proj({ plain: name });
    assertEquals(await renamed.and({ plain: at }).columns("plain"), {
      plain: [at, at],
    });
    const back = renamed.proj({ [name]: "plain" });
    assertEquals(get((await back.orderBy(name).limit(1).rows())[0]!), at);
    assertEquals(
      await T.join(Other).orderBy(
        `\`${name.replaceAll("`", "``")}\` desc`,
        "id",
      ).limit(1).keys(),
      [
        { id: 1 },
      ],
    );
    assertEquals(
      await T.join(T.proj({ id: "id" }, name).proj({ other: "id", same: name }))
        .count(),
      4,
    );
    const groups = U(name).aggr(T, { n: "count(*)" });
    assertEquals(await groups.and("n = 2").fetch1("n"), 2);
    assertEquals((await U(name).and(T).rows()).map(get), [at]);
    assertEquals(
      await Other.aggr(T, { [name]: "count(*)" }).and({ [name]: 1 }).count(),
      2,
    );
    assertEquals(await T.proj(name).union(Other.proj()).count(), 2);
    assertEquals(await T.and(renamed.and({ plain: at })).count(), 2);
    assertEquals(
      await T.proj({ [name]: sql`${at} + ${0}` }).fetch1().catch((error) =>
        error.rows
      ),
      2,
    );
    assertEquals((await groups.preview()).total, 1);
    assertEquals(await own.run("select count(*) from victim"), "2\n");
  });
}

Deno.test("hostile values stay values in every operator", async () => {
  const value = " OR 1=1 -- ";
  const name = "other`s";
  assertEquals(await Other.and({ [name]: value }).keys(), [{ id: 2 }]);
  assertEquals(await Other.join(T).and({ [name]: value }).count(), 1);
  assertEquals(
    await Other.proj({ x: sql`concat(${"'; drop table victim; --"}, id)` })
      .fetch("x").then((f) => f.array("x")),
    [
      "'; drop table victim; --1",
      "'; drop table victim; --2",
    ],
  );
  assertEquals(
    await U().aggr(Other, { n: sql`sum(${name} = ${value})` }).count(),
    1,
  );
  assertEquals(await dj`${Other} & ${{ [name]: value }} & 'id > 1'`.count(), 1);
  assertEquals(await T.and(Other.and({ [name]: value })).keys(), [{ id: 2 }]);
});

Deno.test("text that ends a statement, or is no SQL, is refused before anything is sent", () => {
  const texts = [
    "1; drop table victim",
    "1 -- x",
    "1 /* x */",
    "(1",
    "1)",
    "'open",
    "a # b",
  ];
  for (const text of texts) {
    assertThrows(() => Other.proj({ x: text }), SyntaxError);
    assertThrows(() => Other.aggr(T, { x: text }), SyntaxError);
    assertThrows(() => U().aggr(T, { x: text }), SyntaxError);
    assertThrows(() => Other.and(text), SyntaxError);
  }
  assertThrows(() => Other.orderBy("id; drop table victim"), UnknownNameError);
  assertThrows(
    () => Other.top({ orderBy: "id, (select 1)" }),
    UnknownNameError,
  );
  assertThrows(() => U("id; drop table victim").and(Other), UnknownNameError);
  assertThrows(() => Other.proj({ "": "id" }), RangeError);
  assertThrows(() => Other.proj({ "a\0b": "id" }), RangeError);
  assertThrows(() => Other.limit(1.5), RangeError);
  assertThrows(() => Other.limit("1; drop table victim" as never), RangeError);
});

Deno.test("a condition cannot name what is outside of its query", async () => {
  const { run } = own;
  await run(
    "create table inner_ (id int primary key); insert into inner_ values (1);",
  );
  await own.db.reload();
  const Inner = await own.db.table(`${own.database.name}.inner_`);
  for (const text of ["other.id = 1", "`other``s` = 'x'"]) {
    assertThrows(() => Other.and(Inner.and(text)), UnknownNameError);
  }
  const error = await assertRejects(
    () => Other.and(Inner.and("`a b` = 20")).count(),
    QueryError,
  );
  assertEquals(error.errno, 1054, error.message);
});
