import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  QueryError,
  SpyglassError,
  UnknownNameError,
} from "../../../src/errors.ts";
import { lab } from "../lab.ts";

const TABLES = `
create table canary (id int primary key);
create table t (
  id int primary key auto_increment, name varchar(100) not null default 'none',
  n double, u binary(16) comment ':uuid:', b longblob, d date, f float,
  doubled double as (n * 2) stored, unique key (name, d));
create table pair (a int, b int, v int, primary key (a, b));
`;

Deno.test("insert() writes values that are read back the same", async () => {
  await using place = await lab(TABLES);
  const T = place.table("T");
  const rows = [
    {
      id: 1,
      name: "it's; DROP TABLE canary; --",
      n: 0.1,
      u: crypto.randomUUID(),
      b: { a: [1, 2, null, "x"] },
      d: "2023-06-22",
      f: 0.1,
    },
    {
      id: 2,
      name: "é日本🧠\0\n\\",
      n: -1.5e300,
      u: null,
      b: new Float64Array([1, NaN]),
      d: null,
      f: null,
    },
    { id: 3, name: "", n: null, u: null, b: null, d: null, f: null },
  ];
  assertEquals(await T.insert(rows), 3);
  for (const row of rows) {
    const found = await T.and({ id: row.id }).fetch1();
    assertEquals(found, { ...found, ...row });
    assertEquals(found.doubled, row.n === null ? null : row.n * 2);
  }
  assertEquals(await place.run("show tables like 'canary'"), "canary\n");
});

Deno.test("insert() gives what is left out its default", async () => {
  await using place = await lab(TABLES);
  const T = place.table("T");
  assertEquals(
    await T.insert([{ id: 1 }, { name: "named" }, { id: 9, n: 5 }]),
    3,
  );
  assertEquals(await T.orderBy("id").rows("name", "n"), [
    { name: "none", n: null },
    { name: "named", n: null },
    { name: "none", n: 5 },
  ]);
  assertEquals(await T.insert([]), 0);
  assertEquals(await T.insert1({ d: "2023-01-01" }), 1);
});

Deno.test("insert() takes rows that were read, and frames", async () => {
  await using place = await lab(`${TABLES} create table copy like t;`);
  const T = place.table("T");
  const Copy = place.table("Copy");
  await T.insert([{ id: 1, name: "a", b: [1] }, { id: 2, name: "b" }]);
  assertEquals(await Copy.insert(await T.rows()), 2);
  assertEquals(await Copy.orderBy("id").rows(), await T.orderBy("id").rows());
  await Copy.delete({ force: true });
  assertEquals(await Copy.insert(await T.fetch()), 2);
  assertEquals(await Copy.orderBy("id").rows(), await T.orderBy("id").rows());
});

Deno.test("insert() writes all rows or none", async () => {
  await using place = await lab(TABLES);
  const Pair = place.table("Pair");
  const rows = Array.from({ length: 50 }, (_, a) => ({ a, b: 1, v: 0 }));
  for (
    const bad of [{ a: 3, b: 1 }, { a: null, b: 1 }, { a: "x", b: 1 }, {
      a: 2 ** 40,
      b: 1,
    }]
  ) {
    await assertRejects(() => Pair.insert([...rows, bad]), QueryError);
    assertEquals(await Pair.count(), 0);
  }
  // A batch of several statements is one, too.
  const long = Array.from(
    { length: 60 },
    (_, id) => ({
      id: id + 1,
      name: "x",
      d: `2023-01-${id % 28 + 1}`,
      b: "y".repeat(200_000),
    }),
  );
  await assertRejects(() => place.table("T").insert(long), QueryError);
  assertEquals(await place.table("T").count(), 0);
});

Deno.test("insert() with skipDuplicates leaves rows alone, with replace overwrites them", async () => {
  await using place = await lab(TABLES);
  const Pair = place.table("Pair");
  await Pair.insert([{ a: 1, b: 1, v: 1 }]);
  await assertRejects(
    () => Pair.insert([{ a: 1, b: 1, v: 2 }]),
    QueryError,
    "Duplicate",
  );
  assertEquals(
    await Pair.insert([{ a: 1, b: 1, v: 2 }, { a: 2, b: 1, v: 2 }], {
      skipDuplicates: true,
    }),
    1,
  );
  assertEquals(await Pair.orderBy("KEY").columns("v"), { v: [1, 2] });
  // Every other error is one still.
  await assertRejects(
    () => Pair.insert([{ a: null, b: 1 }], { skipDuplicates: true }),
    QueryError,
  );
  assertEquals(
    await Pair.insert([{ a: 1, b: 1, v: 3 }, { a: 3, b: 1, v: 3 }], {
      replace: true,
    }),
    2,
  );
  assertEquals(await Pair.orderBy("KEY").columns("v"), { v: [3, 2, 3] });
  await assertRejects(
    () =>
      Pair.insert([{ a: 1, b: 1 }], { replace: true, skipDuplicates: true }),
    TypeError,
  );
});

Deno.test("insert() refuses names that are no columns, unless told to ignore them", async () => {
  await using place = await lab(TABLES);
  const Pair = place.table("Pair");
  const error = await assertRejects(
    () => Pair.insert([{ a: 1, b: 1, vv: 2 }]),
    UnknownNameError,
  );
  assertEquals(error.nearest, "v");
  assertEquals(
    await Pair.insert([{ a: 1, b: 1, vv: 2, v: 5 }], {
      ignoreExtraFields: true,
    }),
    1,
  );
  assertEquals(await Pair.fetch1("v"), 5);
  const option = await assertRejects(
    () => Pair.insert([{ a: 2, b: 1 }], { skipDuplicate: true } as never),
    UnknownNameError,
  );
  assertEquals(option.nearest, "skipDuplicates");
  await assertRejects(
    () => Pair.insert([{ x: 1 }], { ignoreExtraFields: true }),
    TypeError,
    "none of the table's attributes",
  );
  await assertRejects(
    () => Pair.insert([{}]),
    TypeError,
    "none of the table's attributes",
  );
});

Deno.test("insert() says which value has no one meaning", async () => {
  await using place = await lab(TABLES);
  const T = place.table("T");
  for (
    const [row, said] of [
      [{ id: 1, n: NaN }, "column n of row 2"],
      [{ id: 1, n: NaN }, "wanted a finite number; use null for NULL"],
      [new Map([["id", 1]]), "row 2 into"],
      [new Map([["id", 1]]), "it is an object of class Map"],
      [{ id: 1, d: new Date() }, "column d of row 2"],
      [{ id: 1, n: undefined }, "column n of row 2"],
      [{ id: 1, u: "no uuid" }, "column u of row 2"],
      [{ id: 1, u: 5 }, "received the number 5, wanted a UUID"],
      [{ id: 1, name: {} }, "column name of row 2"],
      [{ id: 1, b: undefined }, "column b of row 2"],
    ] as const
  ) {
    const error = await assertRejects(
      () => T.insert([{ id: 7 }, row as never]),
      TypeError,
    );
    assert(error.message.includes(said), error.message);
  }
  assertEquals(await T.count(), 0);
});

Deno.test("insert() writes 50,000 rows", async () => {
  await using place = await lab(TABLES);
  const Pair = place.table("Pair");
  const rows = Array.from(
    { length: 50_000 },
    (_, a) => ({ a, b: a % 7, v: -a }),
  );
  const started = performance.now();
  assertEquals(await Pair.insert(rows), 50_000);
  assert(performance.now() - started < 20_000);
  assertEquals(await Pair.count(), 50_000);
  assertEquals((await Pair.fetch()).numRows(), 50_000);
});

Deno.test("a read-only connection changes nothing", async () => {
  await using place = await lab(
    `${TABLES} insert into pair values (1, 1, 1);`,
    { readOnly: true },
  );
  const Pair = place.table("Pair");
  for (
    const change of [
      () => Pair.insert([{ a: 2, b: 2 }]),
      () => Pair.insert1({ a: 2, b: 2 }),
      () => Pair.delete({ force: true }),
    ]
  ) {
    await assertRejects(
      change as () => Promise<unknown>,
      SpyglassError,
      "read-only",
    );
  }
  assertEquals(await Pair.rows(), [{ a: 1, b: 1, v: 1 }]);
});

Deno.test("insert() refuses bytes of another length than the column's", async () => {
  await using place = await lab(
    "create table mark (id int primary key, u binary(16) null comment ':uuid:', b binary(4) null, v varbinary(9) null)",
  );
  const Mark = place.table("Mark");
  const bytes = new Uint8Array([1, 2, 3]);
  for (const [name, wanted] of [["u", 16], ["b", 4]] as const) {
    await assertRejects(
      () => Mark.insert1({ id: 1, [name]: bytes }),
      TypeError,
      `column ${name} of row 1 for ${place.database.name}.Mark: received 3 bytes, wanted ${wanted}`,
    );
  }
  await Mark.insert1({
    id: 1,
    u: new Uint8Array(16),
    b: new Uint8Array(4),
    v: bytes,
  });
  await assertRejects(() => Mark.update1({ id: 1, b: bytes }), TypeError);
  assertEquals(await Mark.fetch1("b"), new Uint8Array(4));
});
