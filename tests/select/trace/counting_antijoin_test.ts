/** What an antijoin looked at is not needed, unless it counts: of fewer rows, the count is another. */
import { assertEquals } from "@std/assert";
import { lab } from "../../query/lab.ts";
import { selectIn } from "../select_in.ts";

const SQL = `
create table a (id int primary key, x int);
create table b (id int primary key, y int);
insert into a values (0, 0), (1, 1), (2, 2);
insert into b values (1, 1), (2, 1), (3, 9);
`;
const COUNTED = "(select count(*) n from S.b where y < 5)";

Deno.test("the rows that an antijoin counts are logged", async () => {
  await using place = await lab(SQL, { logs: true });
  for (
    const [sql, b] of [
      [`select id from S.a where x not in ${COUNTED}`, "1,2"],
      [`select id from S.a where x not in (select n from ${COUNTED} t)`, "1,2"],
      [
        "select id from S.a where not exists (select 1 from S.b where y < 5 having count(*) < 2)",
        "1,2",
      ],
      [
        `select id from S.a where not exists (select 1 from ${COUNTED} t where n < 2)`,
        "1,2",
      ],
      [`select x from S.a except ${COUNTED}`, "1,2"],
      // Where more rows can only take away more, none is needed.
      ["select id from S.a where x not in (select y from S.b where y > 2)", ""],
      [
        "select id from S.a where not exists (select 1 from S.b group by y having count(*) > 2)",
        "",
      ],
      ["select x from S.a except select y from S.b where y > 2", ""],
    ] as const
  ) {
    place.reads.length = 0;
    await selectIn(place, sql).rows();
    const keys = place.reads.filter(({ table }) => table.name === "b")
      .flatMap(({ rows }) =>
        "keys" in rows ? rows.keys.map(String) : [rows.text]
      );
    assertEquals(keys.sort().join(), b, sql);
  }
});
