import { assert, assertEquals } from "@std/assert";
import { lab } from "../lab.ts";

const ROWS = 1_000_000;
const MOST = 150 * 1024 * 1024;

Deno.test("stream() gives a million rows in bounded memory, of a table and of a SELECT", async () => {
  await using place = await lab(
    `create table n (id int primary key, t varchar(40)); insert into n select seq, 'some text of forty characters or so' from seq_1_to_${ROWS};`,
  );
  const N = place.table("N");
  for (
    const stream of [
      () => N.stream(),
      () => place.db.sql`select * from ${N}`.stream(),
    ]
  ) {
    const atRest = Deno.memoryUsage().rss;
    let most = 0, count = 0;
    for await (const { id } of stream()) {
      if ((id as number) > 0) count++;
      if (count % 20_000 === 0) most = Math.max(most, Deno.memoryUsage().rss);
    }
    assertEquals(count, ROWS);
    const more = Math.round((most - atRest) / 1024 / 1024);
    console.log(`${more} MB more than at rest`);
    assert(most - atRest < MOST, `${more} MB`);
  }
});
