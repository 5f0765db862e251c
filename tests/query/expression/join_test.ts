import { assertEquals, assertThrows } from "@std/assert";
import { algebraLab } from "./lab.ts";

const lab = await algebraLab();
const Subject = lab.table("Subject");
const Session = lab.table("Session");
const Electrode = lab.table("Electrode");
const Note = lab.table("Note");
const Lonely = lab.table("Lonely");
Deno.test.afterAll(() => lab.close());

Deno.test("the first rows of a join are sorted by a column of both tables that is not read, and logged", async () => {
  const first = Session.join(Electrode).orderBy("session_id desc").limit(2);
  const told = await lab.told(async () => {
    assertEquals((await first.columns("task")).task, ["run", "run"]);
  });
  assertEquals(told, ['_electrode ["3 0","3 5"]', 'session ["3"]']);
});

Deno.test("join() pairs rows that agree on the attributes that both have", async () => {
  const query = Session.join(Subject).orderBy("session_id");
  assertEquals(await query.rows(), [
    {
      session_id: 1,
      subject_id: "anna",
      task: "rest",
      minutes: 10,
      sex: "F",
      born: "2020-01-01",
    },
    {
      session_id: 2,
      subject_id: "anna",
      task: "run",
      minutes: 20,
      sex: "F",
      born: "2020-01-01",
    },
    {
      session_id: 3,
      subject_id: "bert",
      task: "run",
      minutes: 30,
      sex: "M",
      born: null,
    },
  ]);
  assertEquals(await query.keys(), [
    { session_id: 1, subject_id: "anna" },
    { session_id: 2, subject_id: "anna" },
    { session_id: 3, subject_id: "bert" },
  ]);
  assertEquals(await query.count(), 3);
});

Deno.test("join() of rows that share nothing gives every pair", async () => {
  assertEquals(await Lonely.join(Subject).count(), 6);
  assertEquals(
    await Lonely.and({ number: 1 }).join(Subject).fetch1("sex").catch((e) =>
      e.rows
    ),
    3,
  );
});

Deno.test("join() chains, restricts each side, and can be restricted and sorted", async () => {
  const query = Electrode`depth > 100`.join(Session.and({ task: "run" }))
    .join(Subject).and("sex = 'M'", { bad: "yes" }).orderBy("depth desc");
  assertEquals(await query.rows("electrode_id", "sex", "task"), [
    { electrode_id: 5, sex: "M", task: "run" },
  ]);
  const right = Subject.join(Session.join(Electrode)).orderBy("KEY").limit(2);
  assertEquals(await right.keys(), [
    { subject_id: "anna", session_id: 1, electrode_id: 0 },
    { subject_id: "anna", session_id: 1, electrode_id: 1 },
  ]);
});

Deno.test("join() of a table with itself needs other names on one side", async () => {
  const other = Session.proj({ other_id: "session_id", other_task: "task" });
  const pairs = Session.proj("task").join(other).and(
    "task = other_task AND session_id < other_id",
  );
  assertEquals(await pairs.rows(), [
    { session_id: 2, other_id: 3, task: "run", other_task: "run" },
  ]);
  assertEquals(await lab.told(() => pairs.fetch()), ['session ["2","3"]']);
});

Deno.test("and() refuses to compare such attributes by itself, and shows what does", async () => {
  const other = Lonely.proj({ task: "word" });
  assertThrows(
    () => Session.and(other),
    TypeError,
    "name what to compare: Session`task IN ${Lonely.proj(…)}`",
  );
  await Session`task IN ${other}`.rows();
});

Deno.test("join() refuses an attribute that is in the key of neither", () => {
  const error = assertThrows(
    () => Session.join(Lonely.proj({ task: "word" })),
    TypeError,
  );
  assertEquals(
    error.message.includes("task is a secondary attribute of both"),
    true,
    error.message,
  );
  const two = { a: "word", b: "word" };
  assertThrows(
    () => Lonely.proj(two).join(Lonely.proj(two)),
    TypeError,
    "a, b are secondary attributes of both",
  );
});

Deno.test("a join logs the rows of each table that took part", async () => {
  assertEquals(
    await lab.told(() => Electrode.and({ bad: "yes" }).join(Session).rows()),
    [
      '_electrode ["1 1","3 5"]',
      'session ["1","3"]',
    ],
  );
  assertEquals(
    await lab.told(() => Session.join(Note).join(Subject).fetch("page")),
    ['note ["1 1","1 2"]', 'session ["1"]', 'subject ["anna"]'],
  );
  assertEquals(
    await lab.told(() =>
      Session.orderBy("session_id").limit(2).join(Electrode).rows()
    ),
    ['_electrode ["1 0","1 1","2 0"]', 'session ["1","2"]'],
  );
  assertEquals(
    await lab.told(() =>
      Session.join(Electrode).orderBy("depth desc").limit(1).rows()
    ),
    ['_electrode ["3 5"]', 'session ["3"]'],
  );
  assertEquals(
    await lab.told(() => Lonely.and({ number: 3 }).join(Subject).rows()),
    [
      "lonely []",
      "subject []",
    ],
  );
});

Deno.test("a stream of a join logs what the rows that it gave rest on", async () => {
  const first = await lab.told(async () => {
    for await (const _ of Session.join(Subject).stream("task")) break;
  });
  assertEquals(first, ['session ["1"]', 'subject ["anna"]']);
  const all = Session.join(Subject).stream("task");
  assertEquals(await lab.told(() => Array.fromAsync(all)), [
    'session ["1","2","3"]',
    'subject ["anna","bert"]',
  ]);
});

Deno.test("a semijoin inside a join logs only the partners of what was given", async () => {
  const noted = Session.and(Note).join(Subject);
  assertEquals(await lab.told(() => noted.rows()), [
    'note ["1 1","1 2"]',
    'session ["1"]',
    'subject ["anna"]',
  ]);
  assertEquals(await lab.told(() => Array.fromAsync(noted.stream())), [
    'note ["1 1","1 2"]',
    'session ["1"]',
    'subject ["anna"]',
  ]);
});
