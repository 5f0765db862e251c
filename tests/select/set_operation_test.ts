import { assertEquals, assertRejects } from "@std/assert";
import { LogError } from "../../src/errors.ts";
import { testOnMysql } from "../mysql_server.ts";
import { type Lab, lab } from "../query/lab.ts";
import { testServer } from "../setup.ts";
import { selectIn } from "./select_in.ts";

const SQL = `
create table a (id int primary key, g int, x int);
create table b (a_id int, n int, y int, primary key (a_id, n));
insert into a values (0,0,0), (1,0,1), (2,1,2), (3,1,3), (4,2,4), (5,2,null);
insert into b values (0,0,5), (0,1,1), (1,0,1), (2,0,2), (3,0,9), (4,0,0);
`;

/** A SELECT, what it gives, and the keys that it logs. */
type Case = readonly [
  sql: string,
  given: readonly unknown[][],
  a: string,
  b: string,
];

/** Runs the cases on both servers. */
function testOnBoth(name: string, cases: readonly Case[]): void {
  Deno.test(name, () => compare(testServer(), cases));
  testOnMysql(`${name}, on MySQL`, (socket) => compare(socket, cases));
}

async function compare(socket: string, cases: readonly Case[]): Promise<void> {
  await using place = await lab(SQL, { logs: true, socket });
  for (const [sql, given, a, b] of cases) {
    place.reads.length = 0;
    const rows = await selectIn(place, sql).rows();
    assertEquals(rows.map((row) => Object.values(row)).sort(), given, sql);
    assertEquals([logged(place, "a"), logged(place, "b")], [a, b], sql);
  }
}

function logged({ reads }: Lab, name: string): string {
  const keys = reads.filter(({ table }) => table.name === name)
    .flatMap(({ rows }) =>
      "keys" in rows ? rows.keys.map((key) => key.join("/")) : ["all"]
    );
  return keys.sort().join(" ");
}

testOnBoth("a limited side of a union is logged by the rows that it gave", [
  [
    "(select id from S.a order by id limit 1) union (select a_id from S.b where y = 9)",
    [[0], [3]],
    "0",
    "3/0",
  ],
  [
    "(select id from S.a order by id limit 1) union all (select a_id from S.b order by y desc limit 1)",
    [[0], [3]],
    "0",
    "3/0",
  ],
  [
    "select * from ((select id from S.a order by id limit 2) union (select a_id from S.b where y = 9)) q where q.id = 3",
    [[3]],
    "",
    "3/0",
  ],
  [
    "((select id from S.a order by id limit 2) union (select a_id from S.b)) order by 1 desc limit 1",
    [[4]],
    "",
    "4/0",
  ],
]);

testOnBoth("a grouped side is logged by the groups that came out", [
  [
    "(select g, count(*) c from S.a group by g having c > 1 order by g limit 1) union select a_id, n from S.b where a_id = 3",
    [[0, 2], [3, 0]],
    "0 1",
    "3/0",
  ],
  [
    "select * from (select g, count(*) c from S.a group by g union select a_id, n from S.b) q where q.g = 0",
    [[0, 0], [0, 1], [0, 2]],
    "0 1",
    "0/0 0/1",
  ],
  [
    "(select g, count(*) c from S.a group by g) union (select a_id, n from S.b) order by c desc limit 1",
    [[0, 2]],
    "0 1",
    "",
  ],
]);

testOnBoth(
  "a count of any side that is compared needs all rows that it counted",
  [
    [
      "select q.g from (select a_id g, n c from S.b union select g, count(*) from S.a where g < 2 group by g) q where q.c > 1",
      [[0], [1]],
      "0 1 2 3",
      "",
    ],
  ],
);

testOnBoth("INTERSECT is logged by the rows of both sides that it gave", [
  [
    "select id from S.a where id > 2 intersect select a_id from S.b",
    [[3], [
      4,
    ]],
    "3 4",
    "3/0 4/0",
  ],
  [
    "select g from S.a intersect select n from S.b",
    [[0], [1]],
    "0 1 2 3",
    "0/0 0/1 1/0 2/0 3/0 4/0",
  ],
  [
    "select id from S.a intersect (select a_id from S.b order by y desc limit 1)",
    [[3]],
    "3",
    "3/0",
  ],
  [
    "select g, count(*) from S.a where id < 4 group by g intersect select a_id, y from S.b",
    [],
    "0 1 2 3",
    "",
  ],
]);

testOnBoth(
  "EXCEPT is logged by the rows that are left, EXCEPT ALL by those that were counted, too",
  [
    ["select id from S.a except select a_id from S.b", [[5]], "5", ""],
    [
      "select id from S.a where id < 2 union (select id from S.a where id > 2 except select a_id from S.b)",
      [[0], [1], [5]],
      "0 1 5",
      "",
    ],
    [
      "select g from S.a where g < 2 except all select a_id from S.b where a_id > 0",
      [[0], [0], [1]],
      "0 1 2 3",
      "1/0",
    ],
  ],
);

testOnBoth("a window that has a name is logged as one behind OVER", [
  [
    "select id, sum(x) over w s from S.a where g = 0 window w as (partition by g order by id)",
    [[0, "0"], [1, "1"]],
    "0 1",
    "",
  ],
]);

Deno.test("a list of what INTERSECT gives is compared with through a SELECT of it", async () => {
  await using place = await lab(SQL, { logs: true });
  const both = "select id from S.a intersect select a_id from S.b";
  await assertRejects(
    () => selectIn(place, `select y from S.b where y in (${both})`).rows(),
    LogError,
    "select from it",
  );
  const inside = `select y from S.b where y in (select * from (${both}) t)`;
  const rows = await selectIn(place, inside).rows();
  assertEquals(rows.map(({ y }) => y).sort(), [0, 1, 1, 2]);
});
