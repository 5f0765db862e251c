import * as aq from "arquero";
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CancelledError,
  InsertError,
  RowCountError,
  SpyglassError,
  UnknownNameError,
} from "../../../src/errors.ts";
import type { Row } from "../../../src/query/reading/result.ts";
import { lab } from "../lab.ts";

const TABLES = `
create table parent (id int primary key);
create table child (
  id int primary key, parent_id int, short varchar(3) not null default 'x', small tinyint, day date,
  kind enum('a','b') not null default 'a', wanted int not null, tag binary(16) comment ':uuid:', data longblob,
  unique key (short), foreign key (parent_id) references parent (id)
);
insert into parent values (1);
insert into child (id, short, wanted) values (1000, 'one', 1);
`;

/** Fine rows, of which one is not. */
function rows(at: number, bad: Row): Row[] {
  return Array.from({ length: 40 }, (_, i) => ({
    id: i,
    parent_id: 1,
    short: String(i),
    small: 1,
    day: "2024-01-01",
    kind: "b",
    wanted: 1,
    ...(i === at ? bad : {}),
  }));
}

const BAD: readonly (readonly [Row, string[], number])[] = [
  [{ id: 1000 }, ["id"], 1062],
  [{ id: 5 }, ["id"], 1062],
  [{ short: "one" }, ["short"], 1062],
  [{ parent_id: 7 }, ["parent_id"], 1452],
  [{ short: "long text" }, ["short"], 1406],
  [{ small: 1000 }, ["small"], 1264],
  [{ small: "five" }, ["small"], 1366],
  [{ day: "yesterday" }, ["day"], 1292],
  [{ kind: "c" }, ["kind"], 1265],
  [{ wanted: null }, ["wanted"], 1364],
];

for (const [bad, columns, errno] of BAD) {
  Deno.test(`insert() names row and column of ${JSON.stringify(bad)}, and writes nothing`, async () => {
    await using place = await lab(TABLES);
    for (const at of [23, 39]) {
      const error = await assertRejects(
        () => place.table("Child").insert(rows(at, bad)),
        InsertError,
      );
      assertEquals([error.row, error.columns, error.errno], [
        at + 1,
        columns,
        errno,
      ]);
      assert(
        error.message.includes(`row ${at + 1}, column ${columns[0]}`),
        error.message,
      );
      assertEquals(await place.table("Child").count(), 1);
    }
  });
}

Deno.test("insert() names row and column of a value without meaning, before anything is sent", async () => {
  await using place = await lab(TABLES);
  for (
    const [bad, word] of [
      [{ small: NaN }, "column small of row 8"],
      [{ day: new Date() }, "column day of row 8"],
      [{ small: undefined }, "column small of row 8"],
      [{ tag: "no uuid" }, "column tag of row 8"],
      [{ data: () => 1 }, "column data of row 8"],
      [{ short: { a: 1 } }, "column short of row 8"],
    ] as [Row, string][]
  ) {
    const error = await assertRejects(
      () => place.table("Child").insert(rows(7, bad)),
      TypeError,
    );
    assert(error.message.includes(word), error.message);
  }
  const Child = place.table("Child");
  await assertRejects(() => Child.insert([[1, 2]]), TypeError, "row 1");
  await assertRejects(
    () => Child.insert([{ id: 1, wanted: 1 }, 5 as never]),
    TypeError,
    "row 2",
  );
  await assertRejects(
    () => Child.insert({ id: 1 } as never),
    TypeError,
    "insert1",
  );
  await assertRejects(
    () => Child.insert([Promise.resolve({}) as never]),
    TypeError,
    "awaited",
  );
  await assertRejects(
    () => Child.insert([{ id: 1 }, { idd: 1 }]),
    UnknownNameError,
    "row 2",
  );
  assertEquals(await Child.count(), 1);
});

Deno.test("insert() of a stream writes all of it or nothing, however long it is", async () => {
  await using place = await lab(TABLES);
  const Child = place.table("Child");
  async function* many(count: number, badAt = -1) {
    for (let i = 0; i < count; i++) {
      await Promise.resolve();
      yield {
        id: 2000 + i,
        short: i === badAt ? "too long" : String.fromCodePoint(0x4e00 + i),
        wanted: i,
      };
    }
  }
  const error = await assertRejects(
    () => Child.insert(many(2500, 2222)),
    InsertError,
  );
  assertEquals([error.row, error.columns], [2223, ["short"]]);
  assertEquals(await Child.count(), 1);
  assertEquals(await Child.insert(many(900)), 900);
  async function* broken() {
    yield* many(2000);
    throw new RangeError("the source failed");
  }
  await assertRejects(() => Child.insert(broken()), Error);
  assertEquals(await Child.count(), 901);
  assertEquals(await Child.insert(many(1500), { skipDuplicates: true }), 600);
});

Deno.test("insert() takes rows by place, and null for the default where NULL is not allowed", async () => {
  await using place = await lab(TABLES);
  const Child = place.table("Child");
  const tag = crypto.randomUUID();
  await Child.insert([
    [1, null, null, null, null, null, 5, tag, { a: [1, 2] }],
    { id: 2, wanted: 1, short: "b", kind: "b" },
  ]);
  assertEquals(await Child.and({ id: 1 }).fetch1(), {
    id: 1,
    parent_id: null,
    short: "x",
    small: null,
    day: null,
    kind: "a",
    wanted: 5,
    tag,
    data: { a: [1, 2] },
  });
});

Deno.test("insert() takes data frames, those that were not read from a table, too", async () => {
  await using place = await lab(TABLES);
  const Parent = place.table("Parent");
  assertEquals(await Parent.insert(aq.table({ id: [5, 6] })), 2);
  const frame = await Parent.and("id > 4").fetch();
  await Parent.insert(frame.derive({ id: "d => d.id + 10" }));
  assertEquals(await Parent.columns("id"), { id: [1, 5, 6, 15, 16] });
});

Deno.test("update1() sets attributes of the one row that the key names", async () => {
  await using place = await lab(TABLES);
  const Child = place.table("Child");
  await Child.update1({
    id: 1000,
    short: "it'",
    day: "2024-02-29",
    data: [1, "é"],
  });
  assertEquals(await Child.fetch1("short", "day", "data"), [
    "it'",
    "2024-02-29",
    [1, "é"],
  ]);
  await Child.update1({ id: 1000, short: null, day: null });
  assertEquals(await Child.fetch1("short", "day"), ["x", null]);
  const missing = await assertRejects(
    () => Child.update1({ id: 1, short: "a" }),
    RowCountError,
  );
  assertEquals(missing.rows, 0);
  await assertRejects(
    () => Child.update1({ short: "a" }),
    TypeError,
    "the whole key",
  );
  await assertRejects(
    () => Child.update1({ id: 1000 }),
    TypeError,
    "attributes to set",
  );
  await assertRejects(
    () => Child.update1({ id: 1000, shirt: "a" }),
    UnknownNameError,
  );
  await assertRejects(
    () => Child.and("id > 1").update1({ id: 1000, short: "a" }),
    SpyglassError,
  );
  await assertRejects(
    () => Child.update1({ id: 1000, small: 1e6 }),
    Error,
    "1264",
  );
});

Deno.test("drop() shows what goes with the table, asks, and drops it", async () => {
  const asked: string[] = [];
  let answer: boolean | null = false;
  await using place = await lab(
    TABLES +
      "create table parent__part (id int, k int, primary key (id, k), foreign key (id) references parent (id));",
    {
      ask: (question) => {
        asked.push(question);
        return answer;
      },
    },
  );
  const Parent = place.table("Parent");
  await assertRejects(() => Parent.drop(), CancelledError);
  for (
    const word of [
      "`child` with 1 row",
      "`parent` with 1 row",
      "`parent__part` with 0",
    ]
  ) {
    assert(asked[0]!.includes(word), asked[0]);
  }
  answer = null;
  await assertRejects(() => Parent.drop(), SpyglassError, "force");
  await assertRejects(() => Parent.Part!.drop(), SpyglassError, "its master");
  await assertRejects(
    () => Parent.and("id = 1").drop({ force: true }),
    SpyglassError,
  );
  await assertRejects(
    () => place.db.transaction(() => Parent.drop({ force: true })),
    SpyglassError,
    "a transaction is open",
  );
  assertEquals((await place.run("show tables")).trim().split("\n").length, 3);
  answer = true;
  const gone = await Parent.drop();
  assertEquals(Object.values(gone).toSorted(), [0, 1, 1]);
  assertEquals(await place.run("show tables"), "");
  assertEquals(await Parent.drop({ force: true }), {});
});

Deno.test("a read-only connection inserts, updates, deletes and drops nothing", async () => {
  await using place = await lab(TABLES, { readOnly: true });
  const Child = place.table("Child");
  for (
    const change of [
      () => Child.insert1({ id: 1, wanted: 1 }),
      () => Child.update1({ id: 1000, short: "a" }),
      () => Child.delete({ force: true }),
      () => Child.drop({ force: true }),
      () => place.db.transaction(() => Child.insert1({ id: 1, wanted: 1 })),
    ]
  ) {
    await assertRejects(async () => await change(), SpyglassError, "read-only");
  }
  assertEquals(await Child.count(), 1);
});
