import { assertEquals, assertThrows } from "@std/assert";
import { algebraLab } from "./lab.ts";

const lab = await algebraLab();
const Session = lab.table("Session");
const Electrode = lab.table("Electrode");
const Note = lab.table("Note");
Deno.test.afterAll(() => lab.close());

Deno.test("union() of keys gives each once", async () => {
  const both = Session.and("minutes < 25").proj().union(
    Session.and({ task: "run" }).proj(),
  );
  assertEquals(await both.orderBy("session_id").rows(), [
    { session_id: 1 },
    { session_id: 2 },
    { session_id: 3 },
  ]);
  assertEquals(await both.count(), 3);
  assertEquals(await both.and("session_id > 2").keys(), [{ session_id: 3 }]);
});

Deno.test("union() with attributes has those of both, and NULL for what one lacks", async () => {
  const counted = Session.aggr(Note, { notes: "count(*)" });
  const deep = Session.aggr(Electrode, { deepest: "max(depth)" });
  assertEquals(await counted.union(deep).orderBy("KEY").rows(), [
    { session_id: 1, notes: 2, deepest: 110 },
    { session_id: 2, notes: null, deepest: 200 },
    { session_id: 3, notes: null, deepest: 300 },
    { session_id: 4, notes: 1, deepest: null },
  ]);
});

Deno.test("union() refuses other keys and shared attributes", () => {
  assertThrows(() => Session.union(Electrode), TypeError, "primary keys");
  assertThrows(() => Session.union(Session), TypeError, "minutes");
  assertThrows(() => Session.union("Session" as never), TypeError, "string");
});

Deno.test("a union logs the rows of both sides that were given", async () => {
  const both = Session.and("minutes < 25").proj().union(
    Session.and({ task: "run" }).proj(),
  );
  assertEquals(await lab.told(() => both.rows()), [
    "session (minutes < 25)",
    "session (task='run')",
  ]);
  assertEquals(await lab.told(() => both.and("session_id > 1").rows()), [
    'session ["2","3"]',
  ]);
  const counted = Session.aggr(Note, { notes: "count(*)" });
  const mixed = Session.proj("task").union(counted);
  assertEquals(await lab.told(() => mixed.and("session_id IN (1, 2)").rows()), [
    'note ["1 1","1 2"]',
    'session ["1","2"]',
  ]);
  assertEquals(
    await lab.told(() =>
      Array.fromAsync(mixed.orderBy("KEY").limit(1).stream())
    ),
    [
      'note ["1 1","1 2"]',
      'session ["1"]',
    ],
  );
});
