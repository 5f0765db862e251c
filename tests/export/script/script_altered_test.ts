/** Tables that were altered after the export was computed: no value is lost, and none becomes a part of a statement. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { freshDatabase, loadSql } from "../../setup.ts";
import { namesIn, runBash, scriptFolder, slicePlan } from "./script_setup.ts";

const TABLES = "create table parent (id int primary key);" +
  "create table other (id int primary key);" +
  "create table child (id int primary key, n int, p int, note varchar(9) character set latin1, foreign key (p) references parent (id));" +
  "insert into parent values (1); insert into other values (5); insert into child values (1, 5, 1, 'a');";

/** What was altered, and whether the planned rows still say all. */
const CHANGES: readonly (readonly [what: string, change: string])[] = [
  [
    "a column more",
    "alter table child add more varchar(9) default 'x'; update child set more = 'value'",
  ],
  [
    "a number that became a text",
    "alter table child modify n varchar(40); update child set n = '1,1,1),(2,2,2'",
  ],
  [
    "a text that became another one",
    "alter table child modify note varchar(9) character set sjis",
  ],
  ["a column that may be empty now", "alter table parent add k int null"],
  [
    "a column that is generated now",
    "alter table child drop n; alter table child add n int as (id) after id",
  ],
  [
    "a foreign key more",
    "alter table child add constraint more foreign key (n) references other (id)",
  ],
];

for (const [what, change] of CHANGES) {
  Deno.test(`script fails where a table has ${what}`, async () => {
    await using database = await freshDatabase();
    const { socket, name } = database;
    await loadSql(socket, TABLES, name);
    const plan = await slicePlan(socket, { [`\`${name}\`.\`child\``]: "TRUE" });
    await using at = await scriptFolder(plan, socket);
    const before = await runBash(at, {}, ["--check"]);
    assertEquals(before.code, 0, before.stdout + before.stderr);
    await loadSql(socket, change, name);
    const ran = await runBash(at);
    assertEquals(ran.code, 1, ran.stderr);
    assertStringIncludes(
      ran.stderr,
      "the database has changed since the export was computed: found other columns or foreign keys of `" +
        name + "`",
    );
    assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
    const check = await runBash(at, {}, ["--check"]);
    assertEquals(check.code, 1);
    assertMatch(check.stdout, /^problem +found other columns or foreign keys/m);
  });
}

Deno.test("script succeeds where tables were altered and say the same", async () => {
  await using database = await freshDatabase();
  const { socket, name } = database;
  await loadSql(socket, TABLES, name);
  const plan = await slicePlan(socket, { [`\`${name}\`.\`child\``]: "TRUE" });
  await using at = await scriptFolder(plan, socket);
  await loadSql(
    socket,
    "alter table child add key (note), modify n int after note, comment 'more'; alter table parent engine = InnoDB;",
    name,
  );
  const ran = await runBash(at);
  assertEquals(ran.code, 0, ran.stderr);
});

Deno.test("script --check names the right that is missing where single columns of a table may be read", async () => {
  await using database = await freshDatabase();
  const { socket, name } = database;
  const user = `u${crypto.randomUUID().slice(0, 8)}`;
  await loadSql(socket, TABLES, name);
  const child = `\`${name}\`.\`child\``;
  const plan = await slicePlan(socket, { [child]: "TRUE" });
  await loadSql(
    socket,
    `create user ${user}@localhost; grant lock tables on \`${name}\`.* to ${user}@localhost;
     grant select on parent to ${user}@localhost; grant select (id, p) on child to ${user}@localhost`,
    name,
  );
  await using at = await scriptFolder(plan, socket, user);
  const check = await runBash(at, {}, ["--check"]);
  await loadSql(socket, `drop user ${user}@localhost`);
  assertEquals(check.code, 1);
  assertStringIncludes(check.stdout, `GRANT SELECT ON ${child} TO ${user}@`);
  assertEquals(check.stdout.includes("other columns"), false, check.stdout);
});

Deno.test("script knows a foreign key to a table whose name has back-quotes and dots", async () => {
  await using database = await freshDatabase();
  const { socket, name } = database;
  await loadSql(
    socket,
    "create table `a``.``b` (id int primary key); create table child (id int primary key, foreign key (id) references `a``.``b` (id));" +
      "insert into `a``.``b` values (1); insert into child values (1);",
    name,
  );
  const plan = await slicePlan(socket, { [`\`${name}\`.\`child\``]: "TRUE" });
  await using at = await scriptFolder(plan, socket);
  const ran = await runBash(at);
  assertEquals(ran.code, 0, ran.stderr);
});
