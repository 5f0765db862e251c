/** References that were changed after the export was computed: what is dumped must refer to nothing outside of it. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { freshDatabase, freshServer, loadSql } from "../../setup.ts";
import {
  namesIn,
  runBash,
  type ScriptFolder,
  scriptFolder,
  slicePlan,
  startBash,
} from "./script_setup.ts";

interface Change {
  readonly name: string;
  /** Makes the tables; `child` is what is exported. */
  readonly tables: string;
  readonly change: string;
  /** The foreign key's columns and the table that they refer to; `null` where the slice stays closed. */
  readonly said: readonly [string, string] | null;
}

const PARENT =
  "create table parent (id int primary key); insert into parent values (1), (2), (3);";

const CHANGES: readonly Change[] = [
  {
    name: "another parent",
    tables: PARENT +
      "create table child (id int primary key, p int, foreign key (p) references parent (id)); insert into child values (1, 1);",
    change: "update child set p = 2",
    said: ["`p`", "parent"],
  },
  {
    name: "another parent that the slice has, too",
    tables: PARENT +
      "create table child (id int primary key, p int, foreign key (p) references parent (id)); insert into child values (1, 1), (2, 2);",
    change: "update child set p = 2 where id = 1",
    said: null,
  },
  {
    name: "nothing any more",
    tables: PARENT +
      "create table child (id int primary key, p int, foreign key (p) references parent (id)); insert into child values (1, 1), (2, 2);",
    change: "update child set p = null where id = 1",
    said: null,
  },
  {
    name: "a parent where it referred to nothing",
    tables: PARENT +
      "create table child (id int primary key, p int, foreign key (p) references parent (id)); insert into child values (1, null);",
    change: "update child set p = 3",
    said: ["`p`", "parent"],
  },
  {
    name: "the parent that is called nothing",
    tables:
      "create table parent (id varchar(9) primary key); insert into parent values (''), ('a');" +
      "create table child (id int primary key, p varchar(9), foreign key (p) references parent (id)); insert into child values (1, null), (2, 'a');",
    change: "update child set p = '' where id = 1",
    said: ["`p`", "parent"],
  },
  {
    name: "another parent, by two columns",
    tables:
      "create table parent (a int, b varchar(9) character set latin1, primary key (a, b)); insert into parent values (1, 'é'), (2, 'x'), (1, 'x'), (2, 'é');" +
      "create table child (id int primary key, b varchar(9) character set latin1, a int, foreign key (a, b) references parent (a, b)); insert into child values (1, 'é', 1), (2, 'x', 2);",
    // Each column has the values that it had.
    change: "update child set a = 3 - a",
    said: ["`a`, `b`", "parent"],
  },
  {
    name: "another parent, by a column of its own key, too",
    tables:
      "create table parent (a int, b int, primary key (a, b)); insert into parent values (1, 1), (1, 2);" +
      "create table child (a int, b int, primary key (a), foreign key (a, b) references parent (a, b)); insert into child values (1, 1);",
    change: "update child set b = 2",
    said: ["`a`, `b`", "parent"],
  },
  {
    name: "another row of its own table",
    tables:
      "create table child (id int primary key, p int, foreign key (p) references child (id)); insert into child values (1, null), (2, 1), (3, null);",
    change: "update child set p = 3 where id = 2",
    said: ["`p`", "child"],
  },
  {
    name: "another parent, by a key that is not the primary one",
    tables:
      "create table parent (id int primary key, u char(3) unique); insert into parent values (1, 'a'), (2, 'b'), (3, null);" +
      "create table child (id int primary key, u char(3), foreign key (u) references parent (u)); insert into child values (1, 'a');",
    change: "update child set u = 'b'",
    said: ["`u`", "parent"],
  },
  {
    name: "a parent that has changed places with another",
    tables:
      "create table parent (id int primary key, u int unique); insert into parent values (1, 10), (2, 20);" +
      "create table child (id int primary key, u int, foreign key (u) references parent (u)); insert into child values (1, 10);",
    change:
      "set foreign_key_checks = 0; update parent set u = 30 where id = 1; update parent set u = 10 where id = 2;",
    said: ["`u`", "parent"],
  },
  {
    name: "what the rows already lacked",
    tables: PARENT +
      "create table child (id int primary key, p int, n int, foreign key (p) references parent (id)); set foreign_key_checks = 0; insert into child values (1, 7, 0), (2, 2, 0), (3, 3, 0);",
    change: "update child set p = 2 where id = 3",
    said: null,
  },
];

for (const { name, tables, change, said } of CHANGES) {
  Deno.test(`script ${said ? "fails" : "succeeds"} where rows have come to refer to ${name}`, async () => {
    await using database = await freshDatabase();
    await loadSql(database.socket, tables, database.name);
    const seed = "`" + database.name + "`.`child`";
    const chosen = name.includes("its own table") ? "id = 2" : "TRUE";
    const plan = await slicePlan(database.socket, { [seed]: chosen });
    await using at = await scriptFolder(plan, database.socket);
    await assertReady(at);
    await loadSql(database.socket, change, database.name);
    if (said === null) return await assertReady(at);
    const [columns, parent] = said;
    const words =
      `rows of \`${database.name}\`.\`child\` refer by ${columns} to rows of \`${database.name}\`.\`${parent}\` that are not in the export`;
    await Deno.remove(at.sql);
    await Deno.remove(`${at.sql}.sha256`);
    const ran = await runBash(at);
    assertEquals(ran.code, 1, ran.stderr);
    assertMatch(ran.stderr, /^Cannot export: the database has changed since/m);
    assertStringIncludes(ran.stderr, words);
    assertStringIncludes(ran.stderr, "populate the export again");
    assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
    const check = await runBash(at, {}, ["--check"]);
    assertEquals(check.code, 1);
    assertStringIncludes(check.stdout, words);
  });
}

/** Both ways of running it find nothing to say. */
async function assertReady(at: ScriptFolder): Promise<void> {
  for (const args of [["--check"], []]) {
    const { code, stdout, stderr } = await runBash(at, {}, args);
    assertEquals(code, 0, stdout + stderr);
  }
}

Deno.test("script ends soon when it is stopped while it looks at the rows", async () => {
  await using server = await freshServer();
  await loadSql(
    server.socket,
    "create database d; use d; create table t (id int primary key); insert into t values (1);",
  );
  const plan = await slicePlan(server.socket, { "`d`.`t`": "TRUE" });
  const slow = plan.tables.map((table) => ({
    ...table,
    where: ["sleep(30) = 0"],
  }));
  await using at = await scriptFolder(
    { ...plan, tables: slow },
    server.socket,
  );
  const run = startBash(at);
  const sleeping = async () =>
    await loadSql(
      server.socket,
      "select count(*) from information_schema.processlist where state = 'User sleep'",
    );
  for (const end = Date.now() + 20_000; await sleeping() !== "2\n";) {
    if (Date.now() > end) throw new Error("Waited in vain");
    await new Promise((done) => setTimeout(done, 50));
  }
  const start = performance.now();
  run.kill("SIGTERM");
  assertEquals((await run.output()).code, 143);
  assertEquals(performance.now() - start < 10_000, true);
  assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
});
