import { assertEquals, assertThrows } from "@std/assert";
import { UnknownNameError } from "../../../src/errors.ts";
import { U } from "../../../src/query/algebra/universal_set.ts";
import { sql } from "../../../src/query/condition/sql.ts";
import { algebraLab } from "./lab.ts";

const lab = await algebraLab();
const Session = lab.table("Session");
const Electrode = lab.table("Electrode");
Deno.test.afterAll(() => lab.close());

Deno.test("proj() keeps the key and what is named, leaves out, renames, copies and computes", async () => {
  const first = Session.and({ session_id: 1 });
  const cases: [ReturnType<typeof first.proj>, unknown][] = [
    [first.proj(), { session_id: 1 }],
    [first.proj("task"), { session_id: 1, task: "rest" }],
    [first.proj("...", "-task", "-minutes"), {
      session_id: 1,
      subject_id: "anna",
    }],
    [first.proj({ id: "session_id", job: "task" }), { id: 1, job: "rest" }],
    [first.proj("task", { again: "(task)" }), {
      session_id: 1,
      task: "rest",
      again: "rest",
    }],
    [first.proj({ hours: "minutes / 60", label: "concat(task, '!')" }), {
      session_id: 1,
      hours: "0.1667",
      label: "rest!",
    }],
    [first.proj({ task: "subject_id", subject_id: "task" }), {
      session_id: 1,
      subject_id: "rest",
      task: "anna",
    }],
    [first.proj({ more: sql`minutes + ${5}` }), { session_id: 1, more: 15 }],
    [first.proj({ nothing: "NULL" }), { session_id: 1, nothing: null }],
  ];
  for (const [query, row] of cases) assertEquals(await query.fetch1(), row);
  assertEquals(
    Object.keys(await first.proj({ a: "minutes", b: "task" }).fetch1()),
    [
      "session_id",
      "b",
      "a",
    ],
  );
});

Deno.test("proj() can be restricted and projected again by its new names", async () => {
  const query = Session.proj({ id: "session_id", hours: "minutes / 60" })
    .and("hours > 0.4", { id: 3 }).proj({ session: "id", half: "hours * 2" });
  assertEquals(await query.rows(), [{ session: 3, half: "1.0000" }]);
  assertEquals(
    await Session.orderBy("minutes desc").proj("task").rows("session_id"),
    [
      { session_id: 4 },
      { session_id: 3 },
      { session_id: 2 },
      { session_id: 1 },
    ],
  );
  const renamed = Session.orderBy("minutes desc").proj({
    minutes: "session_id",
  }).proj({ n: "minutes" });
  assertEquals(await renamed.columns(), { n: [4, 3, 2, 1] });
});

Deno.test("proj() refuses names that are none, that stand there twice, and keys to leave out", () => {
  const unknown = assertThrows(() => Session.proj("tsak"), UnknownNameError);
  assertEquals(unknown.nearest, "task");
  assertThrows(() => Session.proj({ x: "tsak" }), UnknownNameError);
  assertThrows(() => Session.proj("...", "-tsak"), UnknownNameError);
  assertThrows(() => Session.proj("-session_id"), TypeError, "primary key");
  assertThrows(
    () => Session.proj("task", { task: "minutes" }),
    TypeError,
    "twice",
  );
  assertThrows(() => Session.proj({ n: "count(*)" }), TypeError, "aggr");
  assertThrows(() => Session.proj(["task"] as never), TypeError, "an array");
  assertThrows(
    () => Session.proj({ n: "minutes; drop table x" }),
    SyntaxError,
    'Cannot compute "n": found a ; at character 8',
  );
  assertThrows(
    () => Session.proj({ n: " " }),
    SyntaxError,
    'Cannot compute "n": the text is empty, wanted SQL that gives one value',
  );
});

Deno.test("SQL that computes more than one value is refused, where the name would be that of its last part", () => {
  for (
    const [text, found] of [
      ["minutes, 5", ","],
      ["minutes, 5 as y, 7", ","],
      ["minutes as y", "as"],
      ["1 union select 2", "union"],
      ["minutes FROM t UNION SELECT 2", "FROM"],
      ["select 1", "select"],
    ] as const
  ) {
    const reason =
      `Cannot compute "n": found ${found.toUpperCase()} outside parentheses`;
    assertThrows(() => Session.proj({ n: text }), SyntaxError, reason);
    assertThrows(() => U().aggr(Session, { n: text }), SyntaxError, reason);
    assertThrows(
      () => Session.proj({ n: sql`${1} + ${sql`minutes, ${2}`}` }),
      SyntaxError,
      "found , outside",
    );
  }
  Session.proj({ n: "concat(minutes, ',', extract(year from now()))" });
  Session.proj({ n: "(select 1 union select 2 limit 1)" });
});

Deno.test("a projection logs its condition where that says it all, else keys", async () => {
  assertEquals(
    await lab.told(() => Electrode`depth > 100`.proj({ d: "depth" }).rows()),
    [
      "_electrode (depth > 100)",
    ],
  );
  assertEquals(
    await lab.told(() => Electrode.proj("depth").and("depth > 100").rows()),
    [
      "_electrode (depth > 100)",
    ],
  );
  assertEquals(
    await lab.told(() => Electrode.proj({ d: "depth" }).and("d > 100").rows()),
    [
      '_electrode ["1 1","2 0","3 5"]',
    ],
  );
  assertEquals(
    await lab.told(() =>
      Electrode.proj({ session: "session_id", electrode: "electrode_id" })
        .limit(1).rows()
    ),
    ['_electrode ["1 0"]'],
  );
});

Deno.test("a window rests on all rows that it looks at", async () => {
  const ranked = Session.and("minutes > 10").proj({
    place: "row_number() over (order by minutes desc)",
  });
  assertEquals(await ranked.and("place = 1").rows(), [{
    session_id: 4,
    place: 1,
  }]);
  assertEquals(await lab.told(() => ranked.and("place = 1").rows()), [
    "session (minutes > 10)",
    'session ["4"]',
  ]);
});
