/** What rows are sorted by is seen in their order: the rows that a SELECT in ORDER BY gave it are needed, too. */
import { assertEquals, assertRejects } from "@std/assert";
import { LogError } from "../../../src/errors.ts";
import { type Lab, lab } from "../../query/lab.ts";
import { selectIn } from "../select_in.ts";

const SQL = `
create table a (id int primary key, n int);
create table b (bid int primary key, a_id int, w int);
insert into a values (1, 1), (2, 1), (3, 2), (4, 2);
insert into b values (1,1,5), (2,1,6), (3,2,5), (4,null,7), (5,3,8);
`;
const HIGHEST = "(select max(w) from S.b where a_id = a.id)";

/** The keys that are logged of both tables, however often. */
function keysOf(place: Lab): string[] {
  const keys = (name: string) =>
    new Set(
      place.reads.filter(({ table }) => table.name === name).flatMap((
        { rows },
      ) => "keys" in rows ? rows.keys.map(String) : [rows.text]),
    );
  const found = [keys("a"), keys("b")].map((some) => [...some].sort().join());
  place.reads.length = 0;
  return found;
}

Deno.test("rows that a SELECT in ORDER BY looks at are logged: those of the rows that are given", async () => {
  await using place = await lab(SQL, { logs: true });
  for (
    const [sql, given, a, b] of [
      [
        `select id from S.a order by ${HIGHEST} desc, id`,
        [3, 1, 2, 4],
        "TRUE",
        "1,2,3,5",
      ],
      [
        `(select id from S.a where id < 3 order by ${HIGHEST} desc)`,
        [1, 2],
        "1,2",
        "1,2,3",
      ],
      [
        `select id from S.a order by ${HIGHEST} desc, id limit 2`,
        [3, 1],
        "1,3",
        "1,2,5",
      ],
      [
        "select id from S.a order by id in (select a_id from S.b where w > 5) desc, id",
        [1, 3, 2, 4],
        "TRUE",
        "2,4,5",
      ],
      [
        "select n from S.a group by n order by (select max(w) from S.b where a_id = n + 1) desc",
        [2, 1],
        "TRUE",
        "3,5",
      ],
      // The order of what is only counted is not seen.
      [
        `select count(*) from (select id from S.a order by ${HIGHEST}) q`,
        [4],
        "TRUE",
        "",
      ],
    ] as const
  ) {
    const rows = await selectIn(place, sql).rows();
    assertEquals(rows.map((row) => Object.values(row)[0]), [...given], sql);
    assertEquals(keysOf(place), [a, b], sql);
  }
});

Deno.test("of a stream that is left, those of the rows that were given", async () => {
  await using place = await lab(SQL, { logs: true });
  const query = selectIn(
    place,
    `select id from S.a order by ${HIGHEST} desc, id`,
  );
  for await (const { id } of query.stream()) if (id === 1) break;
  assertEquals(keysOf(place), ["1,3", "1,2,5"]);
});

Deno.test("an aggregate of a SELECT in one inside of it is refused, with what to write instead", async () => {
  await using place = await lab(SQL, { logs: true });
  for (
    const sql of [
      "select n, (select w from S.b where bid = min(a.id)) x from S.a group by n",
      "select n from S.a group by n having exists (select 1 from S.b where bid = max(a.id))",
      "select n from S.a group by n order by (select max(w) from S.b where bid = min(a.id))",
    ]
  ) {
    await assertRejects(
      () => selectIn(place, sql).rows(),
      LogError,
      "of the SELECT around it",
      sql,
    );
  }
  const inside =
    "select n, (select w from S.b where bid = low) x from (select n, min(id) low from S.a group by n) q";
  assertEquals(await selectIn(place, inside).rows(), [{ n: 1, x: 5 }, {
    n: 2,
    x: 5,
  }]);
});
