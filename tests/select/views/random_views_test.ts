/** Random SELECTs as views: a view rests on just the rows that its SELECT rests on. */
import { assertEquals, assertGreater } from "@std/assert";
import { testOnMysql } from "../../mysql_server.ts";
import { type Lab, lab } from "../../query/lab.ts";
import { testServer } from "../../setup.ts";
import { Random, randomRows, TABLES } from "../random_tables.ts";
import { randomStatement } from "../rests_on/random_statement.ts";
import { sqlOf } from "../rests_on/statement.ts";
import { selectOf } from "../select_in.ts";

// Fixed, so that a run says something of the change and not of chance; set another to look further.
const SEED = Number(Deno.env.get("SEED") ?? 20261130);
const VIEWS = 100;

Deno.test(`a view is logged as its SELECT is (seed ${SEED})`, async () => {
  await compare(testServer());
});

testOnMysql(`so it is on MySQL (seed ${SEED})`, compare);

async function compare(socket: string): Promise<void> {
  console.log(`SEED=${SEED}`);
  const random = new Random(SEED);
  const text = `${TABLES}${randomRows(random)}`;
  await using place = await lab(text, { logs: true, socket });
  const own = `\`${place.database.name}\`.`;
  const selects = Array.from(
    { length: VIEWS },
    () => sqlOf(randomStatement(random)).replaceAll("S.", own),
  );
  for (const [at, sql] of selects.entries()) {
    await place.run(`create view v${at} as ${sql}`);
  }
  await place.db.reload();
  let compared = 0;
  for (const [at, sql] of selects.entries()) {
    const wanted = await read(place, `select * from (${sql}) q`);
    if (wanted === null) continue;
    compared++;
    assertEquals(await read(place, `select * from ${own}v${at}`), wanted, sql);
  }
  assertGreater(compared, VIEWS * 0.8);
}

/** Rows, sorted, and what they rest on; `null` where a SELECT is refused in a named case. */
async function read(place: Lab, sql: string) {
  place.reads.length = 0;
  try {
    const rows = await selectOf(place.db, sql).rows();
    const keys = place.reads.flatMap(({ table, rows }) =>
      "keys" in rows
        ? rows.keys.map((key) => `${table.name} ${key.join()}`)
        : [table.name]
    );
    return {
      rows: rows.map((row) => Object.values(row).map(String).join()).sort(),
      keys: [...new Set(keys)].sort(),
    };
  } catch (error) {
    if (/which several tables have/.test(String(error))) return null;
    throw error;
  }
}
