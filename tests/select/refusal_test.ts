import { assert, assertEquals, assertRejects } from "@std/assert";
import { LogError, UnknownNameError } from "../../src/errors.ts";
import { lab } from "../query/lab.ts";
import { selectIn } from "./select_in.ts";

const SQL = `
create table t (id int primary key, a int, b varchar(20));
create table nokey (a int);
create view v as select * from t;
create function f() returns int reads sql data return (select count(*) from t);
insert into t values (1, 2, 'x'), (2, 3, 'y');
insert into nokey values (1);
`;

Deno.test("what cannot be traced is refused while an export is active, with the reason, and runs without one", async () => {
  await using place = await lab(SQL, { logs: true });
  await using free = await lab(SQL);
  for (
    const [text, reason] of [
      ["select * from S.nokey", "has no primary key"],
      ["select * from S.nokey where a = 1", "has no primary key"],
      ["select S.f()", "user's own"],
      ["select rand(), id from S.t", "rand()"],
      ["select * from S.t where now() > '2020-01-01'", "now()"],
      ["select @@version, id from S.t", "the variable"],
      [
        "with recursive r as (select 1 n union all select n + 1 from r where n < 3) select * from r",
        "WITH RECURSIVE",
      ],
      [
        "with w as (select id from S.t), k as (with W as (select 5 id) select * from W) select * from k",
        "the name W of a WITH, which a WITH around it has, too",
      ],
      [
        "select id i from S.t r order by (select max(a) from S.t where id = i), i",
        "the alias i in a subquery",
      ],
      [
        "select id from S.t where id in (select 1 intersect select 1)",
        "servers answer wrongly",
      ],
      [
        "select id from S.t where id <> all (select 3 union (select 4 except select 1))",
        "servers answer wrongly",
      ],
      [
        "select a = 2 xor b = 'x' from S.t where a = 1 xor a = 2",
        "parentheses",
      ],
      ["select a, count(*) from S.t group by a with rollup", "WITH ROLLUP"],
      [
        "select a, max(id) m from S.t group by a having m in (select id from S.t)",
        "group in a derived table",
      ],
      [
        "select rank() over (w order by id) s from S.t window w as (partition by a)",
        "window",
      ],
      ["select 'a' 'b' from S.t", "CONCAT"],
      ["select sql_calc_found_rows id from S.t", "SQL_CALC_FOUND_ROWS"],
      ["select id from S.t where b sounds like 'x'", "taken apart"],
      [
        "select * from json_table('[1]', '$[*]' columns (n int path '$')) j",
        "JsonTable",
      ],
    ] as const
  ) {
    const error = await assertRejects(
      () => selectIn(place, text).rows(),
      LogError,
      reason,
      text,
    );
    assert(error.message.startsWith("Cannot read by db.sql while"), text);
    assert((await selectIn(free, text).rows()).length > 0, text);
    assertEquals(place.reads, [], text);
  }
});

Deno.test("a name that nobody has, or that several have, is an error before anything is logged", async () => {
  await using place = await lab(SQL, { logs: true });
  await assertRejects(() => selectIn(place, "select nope from S.t").rows());
  await assertRejects(
    () =>
      selectIn(place, "select id from S.t x join S.t y on x.id = y.id").rows(),
    LogError,
    "several tables",
  );
  await assertRejects(
    () => selectIn(place, "select 1 from S.tt").rows(),
    UnknownNameError,
  );
  await assertRejects(
    () => selectIn(place, "select id from t").rows(),
    LogError,
  );
  assertEquals(place.reads, []);
});

Deno.test("a table that was made after connecting is found, and its read logged", async () => {
  await using place = await lab(SQL, { logs: true });
  await place.run(
    "create table later (id int primary key); insert into later values (1), (2);",
  );
  assertEquals(
    await selectIn(place, "select id from S.later where id = 2").rows(),
    [{ id: 2 }],
  );
  assertEquals(place.reads.map(({ table }) => table.name), ["later"]);
});

Deno.test("a comment is refused in words of db.sql", async () => {
  await using place = await lab(SQL);
  await assertRejects(
    async () => await selectIn(place, "select 1 -- one").rows(),
    SyntaxError,
    "Cannot read by db.sql: found a comment",
  );
});

Deno.test("where operators bind differently for the server and the parser, parentheses are wanted", async () => {
  await using place = await lab(SQL, { logs: true });
  const rows = (text: string) => selectIn(place, text).rows();
  assertEquals(await rows("select id from S.t where (a = 2) xor (a = 3)"), [
    { id: 1 },
    { id: 2 },
  ]);
  assertEquals(await rows("select 2 + 3 * (4 ^ 1) x, - 2 + 1 y, 7 mod 4 z"), [
    { x: 17, y: -1, z: 3 },
  ]);
  assertEquals(await rows("select id from S.t where (binary b) = 'X'"), []);
  assertEquals(
    await rows(
      "select id from S.t where cast(a + 1 as binary) = '3' and cast(b = 'X' AS Binary ) = '1' and convert(a = 2, binary) = '1' and cast((binary b) = 'x' as binary) = '1'",
    ),
    [{ id: 1 }],
  );
  assertEquals(
    await rows("select id from S.t where row(id, b) in (select 2, 'y')"),
    [{ id: 2 }],
  );
  assertEquals(
    await rows(
      "select id from S.t where row(a, b) = any (select 3, b from S.t)",
    ),
    [{ id: 2 }],
  );
  for (
    const text of [
      "a like b = 1",
      "1 + 2 ^ 3",
      "a = b in (1)",
      "binary b = 'X'",
      "cast(binary b = 'X' as binary)",
      "binary b = 'x' and a = 2",
    ]
  ) {
    await assertRejects(
      () => rows(`select ${text} from S.t`),
      LogError,
      "parentheses",
      text,
    );
  }
});

Deno.test("a SELECT runs in a transaction that cannot write, whatever it calls", async () => {
  await using place = await lab(
    SQL +
      "create function w() returns int begin insert into t values (9, 9, ''); return 1; end;"
        .replaceAll(";", ";").replace(/^/, "delimiter //\n") +
      "//\n",
  );
  await assertRejects(
    () => selectIn(place, "select S.w()").rows(),
    Error,
    "1792",
  );
  assertEquals(await selectIn(place, "select id from S.t").rows(), [
    { id: 1 },
    { id: 2 },
  ]);
});

Deno.test("the server's own tables are read, and nothing is logged of them", async () => {
  await using place = await lab(SQL, { logs: true });
  const frame = await selectIn(
    place,
    `select table_name from information_schema.tables where table_schema = '${place.database.name}'`,
  ).fetch();
  assertEquals(frame.numRows(), 3);
  assertEquals(place.reads, []);
  assert(
    Deno.inspect(frame).includes("not logged: it reads no table of the lab"),
  );
});
