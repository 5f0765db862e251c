/** Every way to read, on every shape. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { QueryError, RowCountError } from "../../../src/errors.ts";
import type { Query } from "../../../src/query/query.ts";
import { U } from "../../../src/query/algebra/universal_set.ts";
import { algebraLab } from "./lab.ts";

const lab = await algebraLab();
const Subject = lab.table("Subject");
const Session = lab.table("Session");
const Electrode = lab.table("Electrode");
const Note = lab.table("Note");
Deno.test.afterAll(() => lab.close());

const SHAPES: Readonly<Record<string, Query>> = {
  join: Session.join(Subject).join(Electrode),
  projection: Electrode.proj({ session: "session_id", mm: "depth / 1000" }),
  aggregation: Session.aggr(Electrode, "task", { n: "count(*)" }),
  union: Session.proj("task").union(Session.aggr(Note, { pages: "count(*)" })),
  values: U("task", "minutes").and(Session),
  groups: U("bad").aggr(Electrode, { n: "count(*)" }),
  keyed: U("task").join(Session),
  limited: Session.join(Electrode).orderBy("depth desc").limit(3),
  semijoin: Session.and(Electrode),
};

for (const [name, query] of Object.entries(SHAPES)) {
  Deno.test(`every way to read gives the rows of: ${name}`, async () => {
    const sorted = (rows: readonly object[]) =>
      rows.map((row) => JSON.stringify(row)).toSorted();
    const rows = await query.rows();
    const wanted = sorted(rows);
    assertEquals(rows.length > 0, true);
    assertEquals(sorted((await query.fetch()).objects()), wanted);
    assertEquals(sorted(await Array.fromAsync(query.stream())), wanted);
    const columns = await query.columns();
    assertEquals(Object.keys(columns), Object.keys(rows[0]!));
    assertEquals((await query.keys()).length, rows.length);
    assertEquals(await query.count(), rows.length);
    assertEquals(await query.exists(), true);
    const first = rows[0]!;
    assertEquals(await query.and(first).fetch1(), first);
    assertEquals((await query.preview(2)).total, rows.length);
    assertEquals(await query.and(await query.fetch()).count(), rows.length);
    assertEquals(query.describe().includes("---"), true);
    const { sql, params } = query.toSql();
    assertEquals(sql.startsWith("SELECT "), true, sql);
    assertEquals(params, []);
    const error = await assertRejects(() => query.fetch1(), RowCountError);
    assertEquals(error.rows, rows.length);
    await assertRejects(() => query.and(false).fetch1(), RowCountError);
    await assertRejects(() => query.and("no_such = 1").rows(), QueryError);
    assertThrows(() => query.proj("no_such"));
  });
}

Deno.test("looking at any shape logs nothing", async () => {
  const told = await lab.told(async () => {
    for (const query of Object.values(SHAPES)) {
      await query.count();
      await query.exists();
      await query.preview();
      query.toSql();
      query.describe();
    }
  });
  assertEquals(told, []);
});

Deno.test("rows that are made of others cannot be changed", async () => {
  await assertRejects(
    async () => await SHAPES.join!.delete({ force: true }),
    TypeError,
  );
  await assertRejects(
    async () => await SHAPES.groups!.insert1({ bad: "yes" }),
    TypeError,
  );
});

Deno.test("an unknown column of a join names the nearest one of all its tables", async () => {
  const error = await assertRejects(
    () => SHAPES.join!.and("deepth > 1").rows(),
    QueryError,
  );
  assertEquals(
    error.message.includes("did you mean depth?"),
    true,
    error.message,
  );
});
