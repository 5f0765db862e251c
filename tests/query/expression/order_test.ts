/** The order of rows stays, whatever is done to them, and limits count in it. */
import { assertEquals } from "@std/assert";
import type { Query } from "../../../src/query/query.ts";
import { algebraLab } from "./lab.ts";

const lab = await algebraLab();
const Session = lab.table("Session");
const Electrode = lab.table("Electrode");
Deno.test.afterAll(() => lab.close());

const last = Session.orderBy("minutes desc");
const CASES: Readonly<Record<string, [Query, readonly number[]]>> = {
  "a projection that leaves the attribute out": [last.proj().limit(2), [4, 3]],
  "a projection that renames it": [
    last.proj({ length: "minutes" }).limit(2),
    [4, 3],
  ],
  "a projection that computes": [
    last.proj({ hours: "minutes / 60" }).limit(2),
    [4, 3],
  ],
  "two projections": [last.proj("task").proj().limit(2), [4, 3]],
  "a projection and an offset": [last.proj("task").offset(2), [2, 1]],
  "a projection and a restriction": [
    last.proj("task").and("task = 'run'").limit(1),
    [3],
  ],
  "a limited projection that is restricted": [
    last.proj("task").limit(3).and("task = 'run'"),
    [3, 2],
  ],
  "a limit, a projection and a limit": [
    last.limit(3).proj("task").limit(2),
    [4, 3],
  ],
  "a limit and a limit": [last.limit(3).limit(2), [4, 3]],
  "a projection and two limits": [last.proj().limit(3).limit(2), [4, 3]],
  "a top, a restriction and a limit": [
    Session.top({ limit: 3, orderBy: "minutes desc" }).and("task = 'run'")
      .limit(1),
    [3],
  ],
  "an order of its own": [last.proj("task").orderBy("KEY").limit(2), [1, 2]],
};

for (const [name, [query, ids]] of Object.entries(CASES)) {
  Deno.test(`an order is kept through ${name}`, async () => {
    const wanted = ids.map((session_id) => ({ session_id }));
    assertEquals(await query.rows("session_id"), wanted);
    assertEquals(await query.keys(), wanted);
    const { rows } = await lab.pool.query(query.toSql().sql);
    assertEquals(rows.map(([id]) => id), ids);
  });
}

Deno.test("an order is kept through a semijoin, and so in what a stream gives", async () => {
  const query = last.proj("task").and(Electrode).limit(2);
  const ids = [];
  for await (const { session_id } of query.stream()) ids.push(session_id);
  assertEquals(ids, [3, 2]);
});

Deno.test("rows that are limited in a kept order are those that are logged", async () => {
  const told = await lab.told(() => last.proj("task").limit(2).rows());
  assertEquals(told, ['session ["3","4"]']);
});
