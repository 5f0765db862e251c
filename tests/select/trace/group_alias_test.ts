/** Groups of what is computed, chosen and sorted by its alias. */
import { assertEquals } from "@std/assert";
import { testOnMysql } from "../../mysql_server.ts";
import { testServer } from "../../setup.ts";
import { lab } from "../../query/lab.ts";

const ROWS = `
create table item (id int primary key, price int not null, day date not null);
insert into item values (1, 10, '2024-01-05'), (2, 90, '2024-01-06'), (3, 120, '2024-02-01'), (4, 150, '2023-02-02'),
  (5, 210, '2023-03-03'), (6, 310, '2022-03-04');
`;

Deno.test("groups of a computed value are read and logged, whatever chooses or sorts them", async () => {
  await assertGroups(testServer());
});

testOnMysql("so they are on MySQL", assertGroups);

async function assertGroups(socket: string): Promise<void> {
  await using place = await lab(ROWS, { socket, logs: true });
  const { db } = place;
  const Item = place.table("Item");
  for (
    const [query, rows, ids] of [
      [
        db.sql`select price div 100 d, count(*) n from ${Item} group by d having d = 1`,
        [{ d: 1, n: 2 }],
        [3, 4],
      ],
      [
        db.sql`select price div 100 d, count(*) n from ${Item} group by price div 100 having n > 1 and d > 0`,
        [{ d: 1, n: 2 }],
        [3, 4],
      ],
      [
        db.sql`select price div 100 d, max(price) m from ${Item} group by 1 having m > 140 order by d desc limit 1`,
        [{ d: 3, m: 310 }],
        [6],
      ],
      [
        db.sql`select * from (select price div 100 d, count(*) n from ${Item} group by d having n > 0) q where d > 1`,
        [{ d: 2, n: 1 }, { d: 3, n: 1 }],
        [5, 6],
      ],
      [
        db.sql`select year(day) day, count(*) n from ${Item} group by month(day), year(day) having day < 2023`,
        [{ day: 2022, n: 1 }],
        [6],
      ],
      [
        db.sql`select price + 1 p from ${Item} having p > 300`,
        [{ p: 311 }],
        [6],
      ],
    ] as const
  ) {
    place.reads.length = 0;
    assertEquals(await query.rows(), rows, query.toSql().sql);
    const logged = place.reads.map(({ rows }) =>
      "keys" in rows ? rows.keys.map(([id]) => Number(id)).sort() : rows.text
    );
    assertEquals(logged, [ids]);
  }
}
