/** Dates that are no days: they come through unions, groups and differences as they are, and nobody writes new ones. */
import { assertEquals, assertRejects } from "@std/assert";
import { QueryError } from "../../../src/errors.ts";
import { testOnMysql } from "../../mysql_server.ts";
import { testServer } from "../../setup.ts";
import { lab } from "../lab.ts";

const DAYS = [
  "0000-00-00",
  "0000-00-01",
  "0000-12-31",
  "2020-00-05",
  "2020-01-00",
  "2020-02-30",
  "2020-03-01",
];

const values = (from: number, to: number) =>
  DAYS.slice(from, to).map((day, at) =>
    `('${day}', '${day} 01:02:03', ${from + at})`
  ).join();

const ROWS = `
set sql_mode = 'ALLOW_INVALID_DATES';
create table day (d date, t datetime, x int not null, primary key (d, t));
create table other (d date, t datetime, y int not null, primary key (d, t));
create table sight (d date, t datetime, n int, primary key (d, t, n), foreign key (d, t) references day (d, t));
create table tally (x int primary key);
insert into day values ${values(0, 6)};
insert into other values ${values(3, 7)};
insert into sight select d, t, x from day;
`;

Deno.test("dates that are no days come through every operator as they are", async () => {
  await assertKept(testServer());
});

testOnMysql("so they do on MySQL", assertKept);

async function assertKept(socket: string): Promise<void> {
  await using place = await lab(ROWS, { socket });
  const Day = place.table("Day"), Other = place.table("Other");
  const Sight = place.table("Sight");
  const keys = Day.proj().union(Other.proj());
  const all = Day.union(Other());
  for (
    const [query, days] of [
      [keys, DAYS],
      [all, DAYS],
      [all.limit(99), DAYS],
      [Day.except(Other()), DAYS.slice(0, 3)],
      [Day.and(Other()), DAYS.slice(3, 6)],
      [Day.aggr(Sight(), { n: "count(*)" }), DAYS.slice(0, 6)],
      ...DAYS.map((d) => [keys.and({ d }), [d]] as const),
      ...DAYS.map((d) => [all.and({ d }), [d]] as const),
      ...DAYS.slice(0, 6).map((d) => [Day.and({ d }), [d]] as const),
      ...DAYS.slice(0, 6).map((d) => [Day`d IN ${[d]}`, [d]] as const),
      ...DAYS.slice(0, 6).map((d) =>
        [Day.and({ t: `${d} 01:02:03` }), [d]] as const
      ),
    ] as const
  ) {
    const { d, t } = await query.columns("d", "t");
    const { sql } = query.toSql();
    assertEquals((d as string[]).toSorted(), days, sql);
    const times = days.map((day) => `${day} 01:02:03`);
    assertEquals((t as string[]).toSorted(), times, sql);
  }
  // What is written is what is read.
  const Tally = place.table("Tally");
  for (const condition of ["date(t) is null", "year(d) = 2020", "t > d"]) {
    const chosen = Day.and(condition);
    await Tally.insert(chosen, { ignoreExtraFields: true });
    const { x } = await chosen.columns("x");
    const written = await Tally.columns("x");
    assertEquals(
      (written.x as number[]).toSorted(),
      (x as number[]).toSorted(),
      condition,
    );
    await Tally.delete({ force: true });
  }
  const row = { d: "2020-05-01", t: "2020-05-01 00:00:00", x: 1 };
  for (const d of DAYS.slice(3, 6)) {
    for (
      const write of [
        () => Day.insert1({ ...row, d }),
        () => Day.insert1({ ...row, d }, { replace: true }),
        () => Day.insert1({ ...row, d }, { skipDuplicates: true }),
        () => Day.insert(Other.and({ d }).proj({ x: "y" })),
      ]
    ) await assertRejects(write, QueryError, "1292", `${write} ${d}`);
  }
}
