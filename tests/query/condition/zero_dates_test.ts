/** Dates without a month or a day: no session of ours may write them, but rows have them, and are found by them. */
import { assertEquals } from "@std/assert";
import { not } from "../../../src/query/condition/restriction.ts";
import { testOnMysql } from "../../mysql_server.ts";
import { testServer } from "../../setup.ts";
import { lab } from "../lab.ts";

const ROWS = `
set sql_mode = '';
create table day (d date, t datetime(3), z timestamp null, n int, primary key (d, t));
insert into day values ('0000-00-00', '0000-00-00', '0000-00-00', 1), ('2024-00-10', '2024-00-10 01:00:00.5', null, 2),
  ('2024-01-01', '2024-01-01', null, 3);
create table visit (d date, t datetime(3), m int, primary key (d, t, m), foreign key (d, t) references day (d, t));
insert into visit select d, t, n from day;
`;

Deno.test("rows are found by dates that the session allows none of", async () => {
  await assertFound(testServer());
});

testOnMysql("so they are on MySQL", assertFound);

async function assertFound(socket: string): Promise<void> {
  await using place = await lab(ROWS, { socket });
  const Day = place.table("Day"), Visit = place.table("Visit");
  const rows = await Day.orderBy("n").rows();
  const [zero, partial] = rows as [typeof rows[0], typeof rows[0]];
  const zeroDay = "0000-00-00", noMonth = "2024-00-10";
  for (
    const [query, expected] of [
      [Day.and(zero!), [1]],
      [Day.and(partial!), [2]],
      [Day.and(rows), [1, 2, 3]],
      [Day.and(not({ d: zeroDay })), [2, 3]],
      [Day.and({ d: [zeroDay, noMonth] }), [1, 2]],
      [Day.and({ d: [zeroDay, "2024-01-01"] }), [1, 3]],
      [Day.except({ d: [zeroDay, noMonth] }), [3]],
      [Day.and({ t: "2024-00-10 01:00:00.5" }), [2]],
      [Day.and({ z: "0000-00-00 00:00:00" }), [1]],
      [Day`d = ${zeroDay}`, [1]],
      [Day`${noMonth} >= d`, [1, 2]],
      [Day`d IN ${[zeroDay, noMonth]}`, [1, 2]],
      [Day`d IN (${zeroDay}, ${noMonth})`, [1, 2]],
      [Day`d NOT IN ${[zeroDay, noMonth]}`, [3]],
      [Day`d BETWEEN ${noMonth} AND ${"2024-01-01"}`, [2, 3]],
      [Day.and(await Visit.and("m < 3").fetch("d", "t")), [1, 2]],
      [Day.and(await Visit.keys()), [1, 2, 3]],
    ] as const
  ) {
    const found = await query.orderBy("n").columns("n");
    assertEquals(found.n, expected, query.toSql().sql);
  }
  await Day.update1({ d: zero!.d, t: zero!.t, n: 9 });
  assertEquals(await Day.and({ d: zeroDay }).fetch1("n"), 9);
  await Day.and({ d: zero!.d, t: zero!.t }).delete({ force: true });
  assertEquals((await Visit.columns("m")).m, [2, 3]);
}
