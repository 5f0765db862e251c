import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { encodeBlob } from "../../src/blob/encode.ts";
import { RowCountError, UnknownNameError } from "../../src/errors.ts";
import { literal } from "../../src/sql/fragment.ts";
import { selectIn } from "./select_in.ts";
import { lab } from "../query/lab.ts";

const UUID = "a3cbd1fc-0d8f-4c5b-8f6e-0123456789ab";
const TYPES =
  `create table t (id int primary key, big bigint, dec_ decimal(20,3), f float, d double, u binary(16) comment ':uuid:',
  v longblob, at_ datetime(6), bits bit(10), e enum('a','b'), j json, raw varbinary(4));
  insert into t values (1, 9007199254740993, 1.5, 0.1, 0.30000000000000004, unhex('${
    UUID.replaceAll("-", "")
  }'),
  ${
    literal(encodeBlob({ a: [1, 2] }))
  }, '2023-01-01 10:00:00.123456', b'1000000001', 'b', '[1]', x'00ff');`;

Deno.test("db.sql gives the same values as a table does, through derived tables and WITH, too", async () => {
  for (const logs of [false, true]) {
    await using place = await lab(TYPES, { logs });
    const T = place.table("T"), { db } = place;
    const row = await T.fetch1();
    assertEquals(row.u, UUID);
    const all = [
      db.sql`select * from ${T}`,
      db.sql`select x.* from ${T} x where x.id in ${[1, 2]}`,
      db.sql`select * from (select * from ${T} where id > ${0}) q`,
      db.sql`with w as (select * from ${T}) select * from w`,
      db.sql`select * from (select * from ${T} order by id limit 1) q`,
      db.sql`select * from ${T.and({ id: 1 })} q`,
      db.sql`select * from ${T} where id in ${T.and({ id: 1 })}`,
      db.sql`select * from ${T} where u = ${
        Uint8Array.fromHex(UUID.replaceAll("-", ""))
      }`,
    ];
    for (const query of all) {
      assertEquals(await query.rows(), [row], query.toSql().sql);
      assertEquals(await Array.fromAsync(query.stream()), [row]);
    }
  }
});

Deno.test("computed columns have the names and types that the server gives them", async () => {
  for (const logs of [false, true]) {
    await using place = await lab(TYPES, { logs });
    const T = place.table("T"), { db } = place;
    const query = db
      .sql`select count(*), sum(dec_), max(big) m, id+1, 'it''s', concat('a', id) as c, avg(id) from ${T} group by id`;
    assertEquals(await query.rows(), [{
      "count(*)": 1,
      "sum(dec_)": "1.500",
      m: 9007199254740993n,
      "id+1": 2,
      "it's": "it's",
      c: "a1",
      "avg(id)": "1.0000",
    }]);
    assertEquals(await db.sql`select distinct(id) from ${T}`.rows(), [{
      id: 1,
    }]);
    assertEquals(await db.sql`select (id), null from ${T}`.rows(), [{
      id: 1,
      NULL: null,
    }]);
  }
});

Deno.test("every form of reading chooses columns, counts rows, and previews without a log", async () => {
  await using place = await lab(TYPES, { logs: true });
  const T = place.table("T"), { db } = place;
  const query = db.sql`select id, e, v from ${T}`;
  assertEquals(await query.fetch1("id", "e"), [1, "b"]);
  assertEquals(await query.fetch1("e"), "b");
  assertEquals(await query.columns("id"), { id: [1] });
  assertEquals((await query.fetch("id")).columnNames(), ["id"]);
  assertEquals(await Array.fromAsync(query.stream("e")), [{ e: "b" }]);
  await assertRejects(() => query.rows("ee"), UnknownNameError, "mean e");
  place.reads.length = 0;
  await assertRejects(
    () => db.sql`select id from ${T} where id > 5`.fetch1(),
    RowCountError,
    "found 0 rows",
  );
  assertEquals(await query.count(), 1);
  assertEquals(await db.sql`select id, id from ${T}`.count(), 1);
  assertEquals(await query.exists(), true);
  assertEquals(await db.sql`select id from ${T} where false`.exists(), false);
  const shown = (await query.preview()).display()["text/plain"]!;
  assert(shown.includes("=BLOB=") && shown.includes("Total: 1"), shown);
  assertEquals(place.reads, []);
});

Deno.test("a SELECT that was not read is no result", async () => {
  await using place = await lab(TYPES);
  const query = place.db.sql`select 1 as x`;
  assert(!("then" in query));
  assertThrows(
    () => [...(query as never as unknown[])],
    TypeError,
    "nothing has been read",
  );
  const verbs = query as unknown as Record<string, () => void>;
  assertThrows(() => verbs.filter!(), TypeError, "nothing has been read");
  assert(Deno.inspect(query).includes("nothing has been read"));
  assertThrows(
    () => place.db.sql("select 1" as never),
    TypeError,
    "wanted a template",
  );
});

Deno.test("values, lists, objects and names are put in as what they are", async () => {
  await using place = await lab(TYPES, { logs: true });
  const T = place.table("T"), { db } = place;
  const { sql } = await import("../../src/query/condition/sql.ts");
  const hostile = "'; drop table t; -- `\\ \" %";
  assertEquals(
    await db.sql`select ${hostile} x, ${-5} - ${-5} y, ${null} z`.rows(),
    [
      { x: hostile, y: 0, z: null },
    ],
  );
  const part = sql`e = ${"b"}`;
  assertEquals(
    await db.sql`select ${T.columns.id}, ${
      sql.id("e")
    } from ${T} where ${part} and id in ${[]}`
      .rows(),
    [],
  );
  assertEquals(
    await db.sql`select id from ${T} where ${[{ id: 1 }, {
      id: 2,
    }]} and id not in ${[]} and ${{
      e: "b",
    }}`.rows(),
    [{ id: 1 }],
  );
  assertEquals(
    await db.sql`select id from ${T} where (id, e) in ${[[1, "b"], [2, "a"]]}`
      .rows(),
    [{ id: 1 }],
  );
});

Deno.test("a stream that is left half-way frees its connection and is logged", async () => {
  await using place = await lab(
    "create table n (id int primary key); insert into n select seq from seq_1_to_5000;",
    { logs: true },
  );
  const N = place.table("N");
  for (let i = 0; i < 12; i++) {
    for await (
      const row of place.db.sql`select id from ${N} order by id`.stream()
    ) {
      assertEquals(row, { id: 1 });
      break;
    }
  }
  assertEquals(place.reads.length, 12);
  assertEquals(await N.count(), 5000);
});

Deno.test("a star leaves invisible columns out, wherever it stands", async () => {
  await using place = await lab(
    `create table s (id int primary key, h int invisible default 3, v int);
    insert into s (id, v) values (1, 6), (2, 5)`,
    { logs: true },
  );
  for (
    const text of [
      "select * from (select * from S.s union select id, v from S.s) t where v = 5",
      "select distinct * from S.s order by v limit 1",
      "select * from S.s where h = 3 and v = 5",
    ]
  ) {
    assertEquals(await selectIn(place, text).rows(), [{ id: 2, v: 5 }], text);
  }
  const named = selectIn(place, "select h from S.s where id = 1");
  assertEquals(await named.rows(), [{ h: 3 }]);
});
