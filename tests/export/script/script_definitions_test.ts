/** Tables that are renamed or altered while the script runs: what it ships is of one state all the same. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { testOnMysql } from "../../mysql_server.ts";
import { freshServer, loadSql } from "../../setup.ts";
import {
  namesIn,
  planOf,
  runBash,
  scriptFolder,
  startBash,
  until,
  writeProgram,
} from "./script_setup.ts";

const TABLES = `
create database d; create database e; use d;
create table a (id int primary key, n int); insert into a values (1, 0);
create table b (id int primary key, x int, y int); insert into b values (1, 10, 20), (2, 11, 21);
create table e.b (id int primary key, x int, y int); insert into e.b values (1, 666, 666), (2, 667, 667);
create table p (id int primary key) partition by range (id)
  (partition p0 values less than (10), partition p1 values less than maxvalue);
insert into p values (1), (20);
create table e.p (id int primary key); insert into e.p values (6);
`;

/** None of these makes a server say that a definition has changed. */
const CHANGES = [
  "rename table d.b to e.old, e.b to d.b",
  "alter table d.b rename column x to y, rename column y to x",
  "alter table d.b drop column x, algorithm = instant; alter table d.b add column x int default 77, algorithm = instant",
  "alter table d.p exchange partition p0 with table e.p",
];

async function assertOneState(socket: string): Promise<void> {
  await loadSql(socket, TABLES);
  const plan = await planOf(socket, ["d"], { a: ["n >= sleep(2.5)"] });
  for (const change of CHANGES) {
    await using at = await scriptFolder(plan, socket);
    const run = startBash(at);
    await until(async () =>
      (await loadSql(socket, "show full processlist")).includes("SELECT 'row'")
    );
    await assertRefused(socket, change);
    const { code, stderr } = await run.output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const sql = await Deno.readTextFile(at.sql);
    assertStringIncludes(sql, "VALUES (1,10,20),\n(2,11,21);", change);
    assertStringIncludes(sql, "VALUES (1),\n(20);", change);
  }
}

Deno.test("script ships a table's own rows and columns where others would rename or swap them", async () => {
  await using server = await freshServer();
  await assertOneState(server.socket);
});

testOnMysql("so it does on MySQL", assertOneState);

Deno.test("script ships no definition of another state than the rows'", async () => {
  await using server = await freshServer();
  const { socket } = server;
  // More than a pipe holds.
  const tables = Array.from({ length: 150 }, (_, n) => (
    `create table t${n + 100} (id int primary key, x int comment '${
      "c".repeat(900)
    }'); insert into t${n + 100} values (1, 2);`
  ));
  await loadSql(socket, `create database d; use d; ${tables.join("\n")}`);
  await using at = await scriptFolder(await planOf(socket, ["d"]), socket);
  const env = await slowDefinitions(join(at.folder, "..", "slow"));
  const running = runBash(at, env);
  // All others have begun.
  const partial = `${at.sql}.partial`;
  await until(async () =>
    await sizeOf(`${partial}/0.part`) > 1024 &&
    await sizeOf(`${partial}/1.begun`) > 0 &&
    await sizeOf(`${partial}/2.begun`) > 0
  );
  // It waits for the lock, and the script gives that up with the dump: a definition of another state is not shipped.
  await loadSql(socket, "alter table d.t249 drop column x");
  const { code, stderr } = await running;
  assertEquals(code, 1, stderr);
  assertStringIncludes(
    stderr,
    "Cannot export: a session that wants to change or remove a table waits for the lock",
  );
  assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
});

async function sizeOf(path: string): Promise<number> {
  const { size } = await Deno.stat(path).catch(() => ({ size: 0 }));
  return size;
}

async function assertRefused(socket: string, change: string): Promise<void> {
  await assertRejects(
    () => loadSql(socket, `set lock_wait_timeout = 1; ${change};`),
    Error,
    "Lock wait timeout",
    change,
  );
}

/** A `PATH` on which definitions of tables come to a stop behind the first block. */
async function slowDefinitions(folder: string) {
  await Deno.mkdir(folder);
  const found = await new Deno.Command("/bin/bash", {
    args: ["-c", "command -v mariadb-dump"],
  }).output();
  const real = new TextDecoder().decode(found.stdout).trim();
  for (const name of ["mariadb-dump", "mysqldump"]) {
    await writeProgram(
      join(folder, name),
      `[[ $* = *--no-data* ]] || exec ${real} "$@"\nset -o pipefail\n${real} "$@" | { head -c 4096; sleep 3; cat; }`,
    );
  }
  return { PATH: `${folder}:${Deno.env.get("PATH")}` };
}
