import { assertEquals } from "@std/assert";
import { lab } from "../../query/lab.ts";
import { selectIn } from "../select_in.ts";

const SQL = `
create table a (id int primary key);
create table b (a_id int, n int, primary key (a_id, n));
insert into a values (0), (1), (2), (3);
insert into b values (0,0), (0,1), (1,0), (3,0), (3,1);
`;

Deno.test("a count for each row that is compared further out needs the rows that were counted for all", async () => {
  await using place = await lab(SQL, { logs: true });
  const counted = "(select count(*) from S.b where b.a_id = a.id) n";
  const all = ["0,0", "0,1", "1,0", "3,0", "3,1"];
  for (
    const [sql, a, b] of [
      [`select * from (select id, ${counted} from S.a) q where n < 2`, [
        "1",
        "2",
      ], all],
      [`select id, ${counted} from S.a having n < 2`, ["1", "2"], all],
      [
        `select * from (select id, ${counted} from S.a where id < 3) q where n < 2`,
        ["1", "2"],
        ["0,0", "0,1", "1,0"],
      ],
      // Where it decides nothing, those of the rows that are given do.
      [`select * from (select id, ${counted} from S.a) q where id > 0`, [
        "1",
        "2",
        "3",
      ], ["1,0", "3,0", "3,1"]],
    ] as const
  ) {
    place.reads.length = 0;
    await selectIn(place, sql).rows();
    const keys = (name: string) =>
      place.reads.filter(({ table }) => table.name === name).flatMap((
        { rows },
      ) => "keys" in rows ? rows.keys.map(String) : [rows.text]).sort();
    assertEquals([keys("a"), keys("b")], [[...a], [...b]], sql);
  }
});
