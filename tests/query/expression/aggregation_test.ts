import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { LogError, UnknownNameError } from "../../../src/errors.ts";
import { U } from "../../../src/query/algebra/universal_set.ts";
import { algebraLab } from "./lab.ts";

const lab = await algebraLab();
const Subject = lab.table("Subject");
const Session = lab.table("Session");
const Electrode = lab.table("Electrode");
const Note = lab.table("Note");
Deno.test.afterAll(() => lab.close());

Deno.test("aggr() computes of the rows that agree with each row", async () => {
  const counted = Session.aggr(Electrode, "task", {
    n: "count(*)",
    deepest: "max(depth)",
    per_minute: "count(*) / minutes",
  });
  assertEquals(await counted.orderBy("KEY").rows(), [
    { session_id: 1, task: "rest", n: 2, deepest: 110, per_minute: "0.2000" },
    { session_id: 2, task: "run", n: 1, deepest: 200, per_minute: "0.0500" },
    { session_id: 3, task: "run", n: 2, deepest: 300, per_minute: "0.0667" },
  ]);
  assertEquals(await counted.count(), 3);
  assertEquals(await counted.exists(), true);
  assertEquals(await counted.and("n > 1").and({ task: "run" }).keys(), [
    { session_id: 3 },
  ]);
  assertEquals(
    await Session.aggr(Electrode, "...", { n: "count(*)" }).and({ n: 1 })
      .rows(),
    [
      { session_id: 2, subject_id: "anna", task: "run", minutes: 20, n: 1 },
    ],
  );
});

Deno.test("aggr() keeps all rows where that is asked for", async () => {
  const all = Session.aggr(Electrode, { n: "count(electrode_id)" }, {
    keepAllRows: true,
  });
  assertEquals(await all.orderBy("KEY").columns("n"), { n: [2, 1, 2, 0] });
  assertEquals(await lab.told(() => all.rows()), [
    '_electrode ["1 0","1 1","2 0","3 0","3 5"]',
    'session ["1","2","3","4"]',
  ]);
  assertThrows(
    () =>
      Session.aggr(Electrode, { n: "count(*)" }, { keepAllRow: true } as never),
    UnknownNameError,
    "keepAllRows",
  );
});

Deno.test("aggr() that keeps all rows logs no group of NULL where none took part", async () => {
  const swum = U("task").and(Session).and({ task: "swim" });
  const all = Subject.aggr(swum, { n: "count(task)" }, { keepAllRows: true });
  assertEquals(await lab.told(() => all.rows()), [
    "session []",
    'subject ["anna","bert","cleo"]',
  ]);
});

Deno.test("aggr() of aggregations, joins and limited rows", async () => {
  const perSession = Session.aggr(Electrode, "subject_id", { n: "count(*)" });
  const perSubject = Subject.aggr(perSession, {
    most: "max(n)",
    sessions: "count(*)",
  });
  assertEquals(await perSubject.orderBy("KEY").rows(), [
    { subject_id: "anna", most: 2, sessions: 2 },
    { subject_id: "bert", most: 2, sessions: 1 },
  ]);
  assertEquals(
    await lab.told(() => perSubject.and({ subject_id: "bert" }).rows()),
    [
      '_electrode ["3 0","3 5"]',
      'session ["3"]',
      'subject ["bert"]',
    ],
  );
  const first = Session.aggr(Electrode.orderBy("depth desc").limit(2), {
    n: "count(*)",
  });
  assertEquals(await first.orderBy("KEY").rows(), [
    { session_id: 2, n: 1 },
    { session_id: 3, n: 1 },
  ]);
  assertEquals(await lab.told(() => first.rows()), [
    '_electrode ["2 0","3 5"]',
    'session ["2","3"]',
  ]);
});

Deno.test("an aggregation logs the members of the groups that were given", async () => {
  const counted = Session.aggr(Electrode, { n: "count(*)" });
  const all = [
    '_electrode ["1 0","1 1","2 0","3 0","3 5"]',
    'session ["1","2","3"]',
  ];
  assertEquals(await lab.told(() => counted.rows()), all);
  assertEquals(await lab.told(() => counted.fetch("n")), all);
  assertEquals(await lab.told(() => counted.and({ session_id: 2 }).rows()), [
    '_electrode ["2 0"]',
    'session ["2"]',
  ]);
  assertEquals(
    await lab.told(() => counted.orderBy("n", "KEY desc").limit(2).rows()),
    [
      '_electrode ["2 0","3 0","3 5"]',
      'session ["2","3"]',
    ],
  );
  assertEquals(await lab.told(() => counted.join(Note).rows()), [
    '_electrode ["1 0","1 1"]',
    'note ["1 1","1 2"]',
    'session ["1"]',
  ]);
});

Deno.test("where what was computed of groups decides, all rows that it was computed of are logged", async () => {
  const counted = Session.aggr(Electrode, { n: "count(*)" });
  const all = [
    '_electrode ["1 0","1 1","2 0","3 0","3 5"]',
    'session ["1","2","3"]',
  ];
  const stream = (query: typeof counted) => () =>
    Array.fromAsync(query.stream());
  for (
    const query of [
      counted.and("n = 1"),
      counted.and("n < 2"),
      counted.and({ n: 7 }),
      counted.and("n > 5 OR session_id = 9"),
      counted.and("n > 5", "n <> 7"),
      counted.except("n = 2"),
      counted.proj({ few: "n < 2" }).and("few"),
      counted.proj({ m: "n" }).and("m > 5"),
      Session.and(counted.and("n < 2")),
      Session.proj().join(counted.and("n < 2")),
      counted.and("n < 2").proj().union(Session.and("session_id > 9").proj()),
    ]
  ) {
    const about = query.toSql().sql;
    assertEquals(
      (await lab.told(() => query.rows())).filter((read) =>
        read.startsWith("_electrode")
      ),
      all.slice(0, 1),
      about,
    );
    assertEquals(
      (await lab.told(stream(query))).filter((read) =>
        read.startsWith("_electrode")
      ),
      all.slice(0, 1),
      about,
    );
  }
  // Fewer rows cannot make a count or a largest value larger: of the other groups nothing is needed.
  const three = ['_electrode ["3 0","3 5"]', 'session ["3"]'];
  assertEquals(await lab.told(() => counted.and("n > 5").rows()), [
    "_electrode []",
    "session []",
  ]);
  const largest = Session.aggr(Electrode, { m: "max(electrode_id)" });
  assertEquals(await lab.told(() => largest.and("m >= 5").rows()), three);
  assertEquals(await lab.told(stream(largest.and("(m > 4)"))), three);
  assertEquals(await lab.told(() => largest.and("m <= 1").rows()), all);
  // What nobody compares with is only shown.
  // Of the other groups of an antijoin: with fewer rows they would be among those that are left out.
  const fewer = await lab.told(() =>
    Session.except(counted.and("n < 2")).rows()
  );
  assertEquals(fewer, [all[0], 'session ["1","2","3","4"]']);
  assertEquals(
    await lab.told(() => Session.except(counted.and("n > 1")).rows()),
    ["_electrode []", 'session ["2","4"]'],
  );
});

Deno.test("U() gives different values, groups, and one group of all rows", async () => {
  assertEquals(await U("task").and(Session).orderBy("task").rows(), [
    { task: null },
    { task: "rest" },
    { task: "run" },
  ]);
  assertEquals(await U("task").and(Session).count(), 3);
  assertEquals(
    await U("bad", "session_id").and(Electrode.and({ session_id: 3 })).orderBy(
      "bad",
    ).rows(),
    [
      { bad: "yes", session_id: 3 },
      { bad: "no", session_id: 3 },
    ],
  );
  assertEquals(
    await U("task").aggr(Session, { n: "count(*)" }).orderBy("task").rows(),
    [
      { task: null, n: 1 },
      { task: "rest", n: 1 },
      { task: "run", n: 2 },
    ],
  );
  assertEquals(
    await U().aggr(Electrode, { n: "count(*)", mean: "avg(depth)" }).fetch1(),
    {
      n: 5,
      mean: "177.5000",
    },
  );
  assertEquals(
    await U().aggr(Electrode.and(false), { n: "count(*)" }).fetch1("n"),
    0,
  );
  assertEquals(
    await U().aggr(U("bad").and(Electrode), { n: "count(*)" }).and("n > 1")
      .fetch1("n"),
    2,
  );
  const byTask = U("task").join(Session).join(
    U("task").join(Session.proj({ other: "session_id" }, "task")),
  );
  assertEquals(await byTask.keys().then((keys) => keys.length), 5);
});

Deno.test("U() is refused attributes that are none, and no attributes where values are asked for", () => {
  assertThrows(() => U("tsak").and(Session), UnknownNameError, "task");
  assertThrows(
    () => U("tsak").aggr(Session, { n: "count(*)" }),
    UnknownNameError,
  );
  assertThrows(() => U("tsak").join(Session), UnknownNameError);
  assertThrows(() => U().and(Session), TypeError);
  assertThrows(() => U().aggr(Session), TypeError, "nothing is computed");
  assertThrows(() => U("a").aggr({} as never, {}), TypeError);
  assertThrows(() => U(3 as never), TypeError);
});

Deno.test("groups and values of one table are logged by its condition; those of a part, by keys", async () => {
  assertEquals(
    await lab.told(() =>
      U("task").aggr(Session.and("minutes > 10"), { n: "count(*)" }).rows()
    ),
    [
      "session (minutes > 10)",
    ],
  );
  assertEquals(await lab.told(() => U("task").and(Session).rows()), [
    "session TRUE",
  ]);
  assertEquals(
    await lab.told(() => U().aggr(Session, { n: "count(*)" }).rows()),
    ["session TRUE"],
  );
  const tasks = U("task").aggr(Session, { n: "count(*)" });
  assertEquals(await lab.told(() => tasks.and("n = 1").rows()), [
    "session TRUE",
  ]);
  assertEquals(await lab.told(() => tasks.and("task IS NULL").rows()), [
    'session ["4"]',
  ]);
  assertEquals(
    await lab.told(() => Array.fromAsync(tasks.and("n >= 2").stream())),
    ['session ["2","3"]'],
  );
  assertEquals(await lab.told(() => U("task").and(Session.limit(2)).rows()), [
    'session ["1","2"]',
  ]);
});

Deno.test("what changes each time is refused where it would have to be asked again", async () => {
  const some = Session.and("rand() < 2");
  assertEquals(await lab.told(() => some.rows()), [
    'session ["1","2","3","4"]',
  ]);
  const error = await assertRejects(() => U("task").and(some).rows(), LogError);
  assertEquals(error.message.includes("rand()"), true, error.message);
  assertEquals((await lab.told(() => some.join(Subject).rows())).length, 2);
});
