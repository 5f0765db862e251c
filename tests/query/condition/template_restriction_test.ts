/** Whatever restricts a table may stand in a template, and lists between parentheses that are written already. */
import { assertEquals, assertThrows } from "@std/assert";
import { andList, not } from "../../../src/query/condition/restriction.ts";
import type { Query } from "../../../src/query/query.ts";
import { ELECTRODES, lab } from "../lab.ts";

const place = await lab(ELECTRODES, { logs: true });
Deno.test.afterAll(() => place.close());
const Other = place.table("Other");
const Electrode = place.table("Electrode");

async function found(query: Query): Promise<string> {
  const rows = await query.rows("electrode_id");
  return rows.map((row) => String(row.electrode_id)).join(" ");
}

Deno.test("Table`` takes not() and andList(), alone, joined to others, and in arrays", async () => {
  const one = { electrode_id: 1 };
  const some = andList(["electrode_id < 50", not(one)]);
  assertEquals(await found(Other`${not(one)}`), "2 99");
  assertEquals(await found(Other`${some}`), "2");
  assertEquals(await found(Other`note = 'one' OR ${some}`), "1 2");
  assertEquals(await found(Other`NOT ${some}`), "1 99");
  assertEquals(await found(Other`${[some, one]}`), "1 2");
  assertEquals(await found(Other`${[andList([one, "note = 'x'"])]}`), "");
  assertEquals(await found(Other`${[not(one)]} AND note <> ${"none"}`), "2");
});

Deno.test("Table`` takes a query where a condition stands", async () => {
  const bad = Electrode.and({ bad_channel: "True" });
  assertEquals(await found(Other`${bad}`), "1");
  assertEquals(await found(Other`(${bad}) OR electrode_id > ${50}`), "1 99");
  assertEquals(await found(Other`NOT ${Electrode}`), "99");
  assertEquals(await found(Other`${[bad, { electrode_id: 99 }]}`), "1 99");
  assertEquals(await found(Other`electrode_id IN ${bad}`), "1");
  for (
    const make of [
      () => Other`EXISTS ${bad}`,
      () => Other`coalesce(${bad})`,
      () => Other`${bad} > 1`,
    ]
  ) assertThrows(make, TypeError, "wanted column IN ${query}");
});

Deno.test("a query in a template logs the rows that took part", async () => {
  place.reads.length = 0;
  await Other`${Electrode.and({ bad_channel: "True" })}`.rows();
  assertEquals(
    place.reads.map(({ table }) => table.name).toSorted(),
    ["_electrode", "other"],
  );
});

Deno.test("Table`` takes lists inside parentheses as outside of them", async () => {
  assertEquals(await found(Other`electrode_id IN (${[1, 2]})`), "1 2");
  assertEquals(await found(Other`electrode_id not in ( ${[1, 2]} )`), "99");
  assertEquals(await found(Other`electrode_id IN (${[]})`), "");
  assertEquals(await found(Other`electrode_id NOT IN (${[]})`), "1 2 99");
  const pairs = [[1, "one"], [2, "x"]];
  assertEquals(await found(Other`(electrode_id, note) IN (${pairs})`), "1");
});

Deno.test("db.sql takes lists inside parentheses", async () => {
  const { db } = place;
  const ids = async (list: readonly number[]) =>
    (await db
      .sql`select electrode_id from ${Other} where electrode_id not in (${list}) order by electrode_id`
      .rows()).map((row) => row.electrode_id);
  assertEquals(await ids([1, 2]), [99]);
  assertEquals(await ids([]), [1, 2, 99]);
});
