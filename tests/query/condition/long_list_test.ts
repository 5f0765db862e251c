/** Lists of any length restrict: a call takes no more than some ten thousand arguments. */
import { assertEquals } from "@std/assert";
import { ELECTRODES, lab } from "../lab.ts";

const place = await lab(ELECTRODES, { logs: true });
Deno.test.afterAll(() => place.close());
const Other = place.table("Other");
const LENGTH = 140_000;
const ids = Array.from({ length: LENGTH }, (_, id) => id + 2);
const wanted = [{ electrode_id: 2 }, { electrode_id: 99 }];

Deno.test("a template takes a list of 140,000 values, bare or beside quoted texts", async () => {
  const all = Other`electrode_id IN ${ids}`;
  assertEquals(await all.keys(), wanted);
  assertEquals(all.toSql().params.length, LENGTH);
  const beside = Other`note<>"x"AND electrode_id IN${ids}`;
  assertEquals(await beside.keys(), wanted);
});

Deno.test("an object takes a list of 140,000 values", async () => {
  assertEquals(await Other.and({ electrode_id: ids }).keys(), wanted);
});

Deno.test("140,000 objects restrict, by a method and in a template", () => {
  const objects = ids.map((electrode_id) => ({ electrode_id }));
  assertEquals(Other.and(objects).toSql().params.length, LENGTH);
  assertEquals(Other`${objects}`.toSql().params.length, LENGTH);
});

Deno.test("db.sql takes a list of 140,000 values", async () => {
  const query = place.db.sql`select electrode_id from ${Other}
    where electrode_id in ${ids} order by electrode_id`;
  assertEquals(await query.rows(), wanted);
});
