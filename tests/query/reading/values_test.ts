import { assert, assertEquals } from "@std/assert";
import { encodeBlob } from "../../../src/blob/encode.ts";
import { literal } from "../../../src/sql/fragment.ts";
import { lab } from "../lab.ts";

const UUID = "a3cbd1fc-0d8f-4c5b-8f6e-0123456789ab";

/** Type of a column, value as SQL writes it, value as it is read. */
const VALUES: [type: string, written: string, read: unknown][] = [
  ["tinyint", "-128", -128],
  ["int unsigned", "4294967295", 4294967295],
  ["int(6) zerofill", "42", 42],
  ["bigint", "9007199254740991", 9007199254740991],
  ["bigint", "9007199254740993", 9007199254740993n],
  ["bigint", "-9223372036854775808", -9223372036854775808n],
  ["bigint unsigned", "18446744073709551615", 18446744073709551615n],
  ["bool", "true", 1],
  [
    "decimal(65,30)",
    "'12345678901234567890.123456789012345678901234567890'",
    "12345678901234567890.123456789012345678901234567890",
  ],
  ["decimal(5,2)", "-1.5", "-1.50"],
  ["float", "0.1", 0.1],
  ["float", "16777216", 16777200],
  ["float", "1.17549435e-38", 1.17549e-38],
  ["float", "3.4028235e38", 3.40282e38],
  ["double", "0.1", 0.1],
  ["double", "1.7976931348623157e308", 1.7976931348623157e308],
  ["double", "5e-324", 5e-324],
  ["double", "0.1e0+0.2e0", 0.30000000000000004],
  ["date", "'2023-06-22'", "2023-06-22"],
  ["date", "'0000-00-00'", "0000-00-00"],
  ["datetime", "'2023-03-26 02:30:00'", "2023-03-26 02:30:00"],
  ["datetime(6)", "'2023-06-22 15:00:00.123456'", "2023-06-22 15:00:00.123456"],
  ["datetime", "'0000-00-00 00:00:00'", "0000-00-00 00:00:00"],
  ["datetime", "'9999-12-31 23:59:59'", "9999-12-31 23:59:59"],
  ["timestamp(3) null", "'2023-06-22 15:00:00.5'", "2023-06-22 15:00:00.500"],
  ["time", "'-838:59:59'", "-838:59:59"],
  ["time(6)", "'10:00:00.000001'", "10:00:00.000001"],
  ["year", "2023", 2023],
  ["year", "0", 0],
  ["bit(1)", "b'1'", 1],
  [
    "bit(64)",
    "b'1111111111111111111111111111111111111111111111111111111111111111'",
    18446744073709551615n,
  ],
  ["bit(10)", "b'1000000001'", 513],
  ["char(10)", "'a b'", "a b"],
  ["varchar(20) character set latin1", "'é€ñ'", "é€ñ"],
  ["varchar(20) character set utf8mb4", "'日本🧠'", "日本🧠"],
  ["varchar(20) character set ucs2", "'é'", "é"],
  ["varchar(20)", "'{\"a\":1}'", '{"a":1}'],
  ["text", "concat('a', char(0), 'b')", "a\0b"],
  ["enum('True','False','é')", "'é'", "é"],
  ["set('a','b')", "'a,b'", "a,b"],
  [
    "binary(16) comment ':uuid:who'",
    `unhex('${UUID.replaceAll("-", "")}')`,
    UUID,
  ],
  ["binary(3)", "x'00ff00'", new Uint8Array([0, 255, 0])],
  ["varbinary(10)", "''", new Uint8Array()],
  ["longblob", literal(encodeBlob({ a: [1, "x"], b: null })), {
    a: [1, "x"],
    b: null,
  }],
  ["blob", "x'00010203'", new Uint8Array([0, 1, 2, 3])],
  ["longblob", "''", new Uint8Array()],
  ["longblob", "'dj'", new Uint8Array([100, 106])],
];

Deno.test("reads give every kind of value exactly", async () => {
  await using place = await lab(
    `set sql_mode = ''; create table t (id int primary key, ${
      VALUES.map(([type], i) => `c${i} ${type}`).join(", ")
    }); insert into t values (1, ${
      VALUES.map(([, written]) => written).join(", ")
    });
    insert into t (id) values (2);`,
  );
  const T = place.table("T");
  const [full, empty] = await T.orderBy("id").rows() as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  const frame = await T.orderBy("id").fetch();
  const [streamed] = await Array.fromAsync(T.orderBy("id").stream());
  const objects = await frame.objects() as Record<string, unknown>[];
  for (const [i, [type, written, read]] of VALUES.entries()) {
    const name = `c${i}`;
    assertEquals(full[name], read, `${type} ${written}`);
    assertEquals(streamed![name], read, `${type} ${written} in a stream`);
    assertEquals(objects[0]![name], read, `${type} ${written} in a frame`);
    assertEquals(await T.and({ id: 1 }).fetch1(name), read);
    // MariaDB's `timestamp` and the like may have defaults; all of these have none.
    assertEquals(empty[name], null, `${type} NULL`);
  }
});

Deno.test("rows() give a bigint where a number would round, frames for the whole column", async () => {
  await using place = await lab(
    `create table t (id bigint primary key);
     insert into t values (1), (9007199254740992), (9007199254740993);`,
  );
  const T = place.table("T");
  assertEquals((await T.orderBy("id").rows()).map((row) => row.id), [
    1,
    9007199254740992n,
    9007199254740993n,
  ]);
  assertEquals(
    (await T.orderBy("id").columns("id")).id,
    [1n, 9007199254740992n, 9007199254740993n] as never,
  );
  assertEquals((await T.orderBy("id").limit(1).columns("id")).id, [1] as never);
  for (const id of [1, 9007199254740992n, 9007199254740993n]) {
    assertEquals(await T.and({ id }).rows(), [{ id }]);
  }
});

Deno.test("a row that was read restricts its table to that row", async () => {
  const keys = VALUES.filter(([type]) => !/blob|text|0000-00-00/.test(type));
  for (const [type, written, read] of keys) {
    await using place = await lab(
      `set sql_mode = ''; create table t (k ${
        type.replace(" null", " default 0")
      }, id int, primary key (k));
       insert into t values (${written}, 1);`,
    );
    const T = place.table("T");
    const row = await T.fetch1();
    assertEquals(
      await T.and(row).rows("id"),
      [{ id: 1 }],
      `${type} ${written}`,
    );
    assertEquals(await T.and({ k: row.k }).count(), 1, `${type} ${written}`);
    assertEquals(
      await T.and({ k: [row.k, row.k] }).count(),
      1,
      `${type} ${written}`,
    );
    assertEquals(await T.and(await T.fetch()).count(), 1, `${type} ${written}`);
    if (typeof read === "string" && /^\w*char|enum|set/.test(type)) {
      assertEquals(await T.and({ k: read + "x" }).count(), 0);
    }
  }
});

Deno.test("a FLOAT is read as the server writes it, in a key with all its digits", async () => {
  const values = [
    0.1,
    0.1000001,
    16777216,
    3.4e38,
    1.1754944e-38,
    -123456.79,
    0,
    1 / 3,
  ];
  await using place = await lab(
    `create table t (k float primary key, f float); insert into t values ${
      values.map((value) => `(${value}, ${value})`).join(", ")
    };`,
  );
  const T = place.table("T");
  const rows = await T.rows();
  assertEquals(rows.length, values.length);
  assertEquals(
    new Set(rows.map((row) => Math.fround(row.k as number))),
    new Set(values.map(Math.fround)),
  );
  for (const row of rows) {
    assertEquals(await T.and(row).rows(), [row]);
    assertEquals(await T.and({ k: row.k }).count(), 1);
  }
  assertEquals(await T.and(await T.fetch()).count(), values.length);
  assertEquals(await T.and({ f: 0.1 }).count(), 1);
  // A filter beside the key stays one.
  assertEquals(
    await T.and({ k: 0, f: 0 }).count() +
      await T.and({ k: 0 }).and({ f: 5 }).count(),
    1,
  );
});

Deno.test("reads do not stumble over geometry, odd column names and MySQL's other types", async () => {
  await using place = await lab(
    `create table t (id int primary key, p point, \`__proto__\` int, \`constructor\` int, \`then\` int,
       \`length\` int, \`name\` int, u inet6, g int as (id + 1) stored, h int invisible default 5);
     insert into t (id, p, \`__proto__\`, \`constructor\`, \`then\`, \`length\`, \`name\`, u)
       values (1, point(1, 2), 2, 3, 4, 5, 6, '::1');`,
  );
  const T = place.table("T");
  const row = await T.fetch1();
  assertEquals(Object.getOwnPropertyDescriptor(row, "__proto__")?.value, 2);
  assertEquals(Object.getPrototypeOf(row), Object.prototype);
  assertEquals(
    [row.constructor, row.then, row.length, row.name],
    [3, 4, 5, 6] as unknown[],
  );
  assertEquals([row.g, row.h, row.u], [2, 5, "::1"]);
  for (const name of ["name", "length", "then", "__proto__"]) {
    const column = Object.getOwnPropertyDescriptor(T.columns, name)?.value;
    assertEquals(column.name, name);
  }
  const columns = await T().columns();
  assertEquals(Object.keys(columns).length, 10);
  assertEquals((await T.limit(1).and({ id: 1 }).rows("h"))[0], { h: 5 });
  const frame = await T.fetch();
  assertEquals(frame.numRows(), 1);
  assert(Deno.inspect(frame).includes("constructor"));
  const preview = await T.preview();
  assertEquals(preview.total, 1);
  assert(preview.display()["text/plain"]!.includes("=BLOB="));
  await T.insert1({ ["constructor"]: 1, id: 5 });
  await T.insert([{ id: 6 }, { id: 7, then: 1 }]);
  assertEquals(await T.and({ id: 6 }).fetch1("constructor"), null);
});

Deno.test("a DECIMAL is its exact text, or a number where numbers are asked for", async () => {
  const sql = `create table t (d decimal(20,3) primary key, n decimal(5,2));
    insert into t values (12345678901234567.125, null), (-1.5, 0);`;
  await using exact = await lab(sql);
  assertEquals(await exact.table("T").orderBy("d").rows(), [
    { d: "-1.500", n: "0.00" },
    { d: "12345678901234567.125", n: null },
  ]);
  await using round = await lab(sql, { decimals: "number" });
  const T = round.table("T").orderBy("d");
  assertEquals(await T.columns(), {
    d: [-1.5, 12345678901234567],
    n: [0, null],
  });
  assertEquals(await Array.fromAsync(T.stream("n")), [{ n: 0 }, { n: null }]);
});
