/** Transactions that change children before parents meet the script's lock; none is made the victim of a deadlock. */
import { assert, assertEquals } from "@std/assert";
import mysql from "mysql2/promise";
import { freshServer, loadSql } from "../../setup.ts";
import { MYSQL_PROGRAMS, mysqlServer } from "../../mysql_server.ts";
import {
  planOf,
  runBash,
  type ScriptFolder,
  scriptFolder,
} from "./script_setup.ts";

const TABLES = `
create database d; use d;
create table home (id int primary key, n int not null default 0);
create table pet (id int primary key, n int not null default 0, foreign key (id) references home (id));
insert into home (id) values (1), (2);
insert into pet (id) values (1), (2);
`;

interface Place {
  readonly at: ScriptFolder;
  readonly socket: string;
  readonly env: Record<string, string>;
}

async function withScript(
  work: (place: Place) => Promise<void>,
  isMysql = false,
): Promise<void> {
  await using server = await (isMysql ? mysqlServer() : freshServer());
  await loadSql(server.socket, TABLES);
  const plan = await planOf(server.socket, ["d"]);
  await using at = await scriptFolder(plan, server.socket);
  const env: Record<string, string> = isMysql
    ? { PATH: `${MYSQL_PROGRAMS}:${Deno.env.get("PATH")}` }
    : {};
  await work({ at, socket: server.socket, env });
}

/** Changes a row of the child and later of its parent, as a delete with its cascade does. */
async function changeBoth(socketPath: string, id: number, between: number) {
  const connection = await mysql.createConnection({ socketPath, user: "root" });
  try {
    await connection.query("start transaction");
    await connection.query(`update d.pet set n = n + 1 where id = ${id}`);
    await new Promise((done) => setTimeout(done, between));
    const begun = performance.now();
    await connection.query(`update d.home set n = n + 1 where id = ${id}`);
    await connection.query("commit");
    return performance.now() - begun;
  } finally {
    await connection.end();
  }
}

async function assertOneState(at: ScriptFolder): Promise<void> {
  await using restored = await freshServer();
  await loadSql(restored.socket, await Deno.readTextFile(at.sql));
  const same = await loadSql(
    restored.socket,
    "select count(*) from d.home join d.pet using (id) where home.n = pet.n",
  );
  assertEquals(same, "2\n");
}

async function assertNoVictim({ at, socket, env }: Place): Promise<void> {
  const changing = changeBoth(socket, 1, 2500);
  const { code, stderr } = await runBash(at, env);
  assertEquals(code, 0, stderr);
  // The transaction went through while the script was there.
  const took = await changing;
  assert(took < 1500, `${took} ms`);
  const waited = /^Waited (\d+\.\d\d) s for the lock$/m.exec(stderr);
  assert(Number(waited?.[1]) > 0.5, stderr);
  await assertOneState(at);
}

Deno.test("script makes no transaction that is under way the victim of a deadlock, whichever table that changes first", () =>
  withScript(async (place) => {
    await assertNoVictim(place);
  }));

Deno.test({
  name: "script makes no transaction of MySQL the victim of a deadlock, either",
  ignore: MYSQL_PROGRAMS === null,
  fn: () => withScript(assertNoVictim, true),
});

/** Keeps a table's row changed for most of the time, from moments on that the clock tells. */
async function busy(
  socketPath: string,
  table: string,
  phase: number,
  isStopped: () => boolean,
): Promise<void> {
  const connection = await mysql.createConnection({ socketPath, user: "root" });
  const until = (moment: number) =>
    new Promise((done) => {
      const wait = moment + phase - Date.now() % 700;
      setTimeout(done, (wait + 1400) % 700);
    });
  while (!isStopped()) {
    await until(0);
    await connection.query("start transaction");
    await connection.query(`update d.${table} set n = n where id = 1`);
    await connection.query(`update d.${table} set n = 1 - n where id = 1`);
    await until(600);
    await connection.query("commit");
  }
  await connection.end();
}

Deno.test("script gets its lock also where its tables are never all free at once", () =>
  withScript(async ({ at, socket, env }) => {
    let stopped = false;
    const writers = [
      busy(socket, "home", 0, () => stopped),
      busy(socket, "pet", 350, () => stopped),
    ];
    await new Promise((done) => setTimeout(done, 1000));
    const { code, stderr } = await runBash(at, { ...env, LOCK_WAIT: "5" });
    stopped = true;
    await Promise.all(writers);
    assertEquals(code, 0, stderr);
  }));
