import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { ExportError, UnknownNameError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { filesIn } from "../../story/place.ts";
import { openLab, PAPER, TRIAL } from "../lab.ts";

const PAIR = "`lab`.`pair`";
const MOUSE = "`lab`.`mouse`";
const NWBFILE = "`common_nwbfile`.`nwbfile`";
const RAW = "`common_nwbfile`.`~external_raw`";

Deno.test("plan() says what populating then does, and writes nothing", async () => {
  await using lab = await openLab();
  await lab.log("one", async () => {
    await lab.trial`trial = ${2}`.fetch();
    await lab.pair.and({ id: 2 }).fetch();
  });
  const plan = await lab.db.Export.plan(PAPER);
  assertEquals(filesIn(lab.baseDir), {
    "raw/a/a_.dat": "a",
    "raw/b/b_.dat": "b",
  });
  const counts = Object.fromEntries(
    plan.tables.map(({ table, rows }) => [table, rows]),
  );
  const logged = plan.tables.filter(({ logged }) => logged > 0)
    .map(({ table, logged }) => [table, logged]);
  assertEquals(logged, [[TRIAL, 1], [PAIR, 1]]);
  assertEquals(plan.rows, 10);
  assertEquals(plan.files.map(({ bytes }) => bytes), [1, 1]);
  assert(plan.bytes > 0 && plan.tables.every(({ bytes }) => bytes > 0));
  assertEquals(plan.cut, null);
  const populated = await lab.populate();
  assertEquals(populated.tables, counts);
  assertEquals(
    populated.files.map(({ file_path }) => file_path),
    plan.files.map(({ file_path }) => file_path),
  );
});

Deno.test("plan() tells what each logged table brings in, and what it alone does", async () => {
  await using lab = await openLab();
  await lab.log("one", async () => {
    await lab.trial`trial = ${2}`.fetch();
    await lab.pair.and({ id: 2 }).fetch();
  });
  const plan = await lab.db.Export.plan(PAPER);
  assertStringIncludes(Deno.inspect(plan), "1 row read brings 4 rows of");
  assertEquals(plan.brings, [
    {
      table: PAIR,
      logged: 1,
      rows: { [RAW]: 2, [NWBFILE]: 2, [MOUSE]: 2, [PAIR]: 1, [TRIAL]: 2 },
      alone: { [RAW]: 1, [NWBFILE]: 1, [MOUSE]: 1, [PAIR]: 1, [TRIAL]: 2 },
    },
    {
      table: TRIAL,
      logged: 1,
      rows: { [RAW]: 1, [NWBFILE]: 1, [MOUSE]: 1, [TRIAL]: 1 },
      alone: { [TRIAL]: 1 },
    },
  ]);
});

Deno.test("plan() lists what includedNwbFiles would cut, and refuses other names", async () => {
  await using lab = await openLab();
  await lab.log("one", async () => {
    await lab.trial.fetch();
  });
  const plan = await lab.db.Export.plan(PAPER, {
    includedNwbFiles: ["a_.nwb"],
  });
  assertEquals(plan.cut, {
    sessions: ["b_.nwb"],
    logged: { [TRIAL]: 1 },
    rows: { [RAW]: 1, [NWBFILE]: 1, [MOUSE]: 1, [TRIAL]: 1 },
  });
  assertEquals(plan.rows, 5);
  await assertRejects(
    () => lab.db.Export.plan(PAPER, { includedNwbFiles: ["c_.nwb"] }),
    ExportError,
    "no such session",
  );
  await assertRejects(
    () => lab.db.Export.plan({ ...PAPER, includedNwbFile: [] } as typeof PAPER),
    UnknownNameError,
    "did you mean includedNwbFiles?",
  );
});

Deno.test("plan() names tables with data on people, also those that only refer to them, and says why", async () => {
  await using lab = await openLab();
  await loadSql(
    lab.socket,
    `create table lab.member (lab_member_name varchar(20) primary key, first_name varchar(9), email varchar(9));
     create table lab.member_account (lab_member_name varchar(20) primary key, quota int,
       foreign key (lab_member_name) references lab.member (lab_member_name));
     create table lab.shift (id int primary key, who varchar(20) not null,
       foreign key (who) references lab.member (lab_member_name));
     create table lab.room (id int primary key, colour varchar(9));
     create table lab.work (shift int, room int, primary key (shift, room),
       foreign key (shift) references lab.shift (id), foreign key (room) references lab.room (id));
     insert into lab.member values ('Ada', 'Ada', 'a@b.c'), ('Bob', 'Bob', null);
     insert into lab.member_account values ('Ada', 1);
     insert into lab.shift values (1, 'Ada');
     insert into lab.room values (1, 'red');
     insert into lab.work values (1, 1);`,
  );
  const work = await lab.db.table("lab.Work");
  await lab.log("one", () => work.fetch());
  const { personal } = await lab.db.Export.plan(PAPER);
  assertEquals(
    personal.map(({ table, rows, columns }) => [table, rows, columns]),
    [
      ["`lab`.`member`", 1, ["lab_member_name", "first_name", "email"]],
      ["`lab`.`shift`", 1, ["who"]],
    ],
  );
  assertEquals(personal[0]!.why.map(({ table }) => table), [
    "`lab`.`work`",
    "`lab`.`shift`",
    "`lab`.`member`",
  ]);
});

Deno.test("plan() knows tables of people by their own names, too", async () => {
  await using lab = await openLab();
  await loadSql(
    lab.socket,
    `create table lab.people (id int primary key, name varchar(40), dob date, telephone varchar(20), colour int);
     create table lab.account (id int primary key, p int, handle varchar(20), passphrase varchar(20), mail varchar(30),
       foreign key (p) references lab.people (id));
     create table lab._staff (id int primary key, a int, foreign key (a) references lab.account (id));
     insert into lab.people values (1, 'Ann', '2000-01-01', '1', 2);
     insert into lab.account values (1, 1, 'x', 'y', 'z');
     insert into lab._staff values (1, 1);`,
  );
  const staff = await lab.db.table("lab._staff");
  await lab.log("one", () => staff.fetch());
  const plan = await lab.db.Export.plan(PAPER);
  assertEquals(
    plan.personal.map(({ table, columns }) => [table, columns]),
    [
      ["`lab`.`people`", ["name", "dob", "telephone"]],
      ["`lab`.`account`", ["handle", "passphrase", "mail"]],
      ["`lab`.`_staff`", []],
    ],
  );
  assertStringIncludes(Deno.inspect(plan), "1 row (by its name)");
});

Deno.test("a plan shows the same in a cell and in a terminal, and runs nothing", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.trial.fetch());
  const plan = await lab.db.Export.plan(PAPER, {
    includedNwbFiles: ["a_.nwb"],
  });
  const shown =
    (plan as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ]!();
  for (const text of Object.values(shown)) {
    assertStringIncludes(text, "5 rows");
    assertStringIncludes(text, "nothing was written");
    assertStringIncludes(text, "b_.nwb");
  }
  assertEquals(Deno.inspect(plan), shown["text/plain"]);
  assert(!/<(script|style|svg)/.test(shown["text/html"]!));
});
