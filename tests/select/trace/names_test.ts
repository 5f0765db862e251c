/** Names that a column and something selected share: what is logged is what the server chose by. */
import { assertEquals, assertRejects } from "@std/assert";
import { LogError } from "../../../src/errors.ts";
import { type Lab, lab } from "../../query/lab.ts";
import { selectIn } from "../select_in.ts";

const SQL = `
create table a (id int primary key, g int, x int);
create table b (id int primary key, a_id int, y int);
insert into a values (1, 1, 5), (2, 1, 3), (3, 2, 9), (4, 2, null);
insert into b values (1, 1, 1), (2, 3, 7);
`;

/** Runs a statement and compares the first column with what a plain session says, and the rows of `a` that are logged. */
async function assertLogged(
  place: Lab,
  sql: string,
  given: readonly number[],
  logged: string,
): Promise<void> {
  place.reads.length = 0;
  const rows = await selectIn(place, sql).rows();
  assertEquals(rows.map((row) => Object.values(row)[0]), given, sql);
  const keys = place.reads.filter(({ table }) => table.name === "a")
    .flatMap(({ rows }) =>
      "keys" in rows ? rows.keys.map(String) : [rows.text]
    );
  assertEquals([...new Set(keys)].sort().join(), logged, sql);
}

Deno.test("a name in an expression of ORDER BY is the column's, alone it is the alias", async () => {
  await using place = await lab(SQL, { logs: true });
  const some = "select id, -x as x from S.a where x is not null order by";
  await assertLogged(place, `${some} x + 0 limit 2`, [2, 1], "1,2");
  await assertLogged(place, `${some} abs(x) desc limit 1`, [3], "3");
  await assertLogged(place, `${some} x limit 2`, [3, 1], "1,3");
  await assertLogged(place, `${some} (x) limit 2`, [3, 1], "1,3");
  await assertLogged(
    place,
    `select * from (${some} x + 0 limit 1) t`,
    [2],
    "2",
  );
});

Deno.test("what is aggregated in HAVING and ORDER BY is the column, also where an alias has its name", async () => {
  await using place = await lab(SQL, { logs: true });
  const by = "select g, max(x) as x from S.a group by g";
  await assertLogged(place, `${by} having count(x) > 1`, [1], "1,2");
  await assertLogged(place, `${by} having max(x) > 5`, [2], "3,4");
  await assertLogged(place, `${by} order by max(x) desc limit 1`, [2], "3,4");
});

Deno.test("the first row for each row around it is logged, also where a part of its identity is NULL", async () => {
  await using place = await lab(SQL, { logs: true });
  await assertLogged(
    place,
    "select (select a.id from S.a left join S.b on b.a_id = a.id where a.id >= o.id order by a.id desc limit 1) v from S.b o where o.id = 2",
    [4],
    "4",
  );
});

Deno.test("a window by the name of something selected is refused: servers differ in what it means", async () => {
  await using place = await lab(SQL, { logs: true });
  for (const over of ["order by x", "partition by (x)"]) {
    const read = selectIn(
      place,
      `select id, -x as x, rank() over (${over}) r from S.a`,
    );
    const error = await assertRejects(() => read.rows(), LogError);
    assertEquals(
      /a window by x, the name of something/.test(error.message),
      true,
      error.message,
    );
  }
  const named = "select id, -x as x, rank() over (order by a.x) r from S.a";
  await assertLogged(place, `${named} where id < 3 order by id`, [1, 2], "1,2");
});
