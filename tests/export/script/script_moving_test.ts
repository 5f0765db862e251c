/** A writer that moves rows, parents with their children, all through a dump of many chunks. */
import { assert, assertEquals } from "@std/assert";
import { openPool } from "../../../src/connection/pool.ts";
import type { Pool } from "../../../src/connection/session.ts";
import { freshServer, loadSql } from "../../setup.ts";
import { planOf, runBash, scriptFolder, slowDumps } from "./script_setup.ts";

const PARENTS = 60;
const CHILDREN = 600;
const CHUNK = 10;

/** At any time half of the parents are there, in one of two schemas' tables; every child refers to one that is. */
const TABLES = `
create database a; create database b;
create table a.parent (id int primary key, moved int not null);
create table a.child (id int primary key, parent int not null, moved int not null,
  foreign key (parent) references a.parent (id));
create table b.parent (id int primary key, moved int not null);
insert into a.parent select seq, 0 from test.seq_1_to_${PARENTS / 2};
insert into b.parent select seq, 0 from test.seq_${
  PARENTS / 2 + 1
}_to_${PARENTS};
insert into a.child select seq, 1 + seq % ${
  PARENTS / 2
}, 0 from test.seq_1_to_${CHILDREN};
`;

/** Conditions for chunks of the ids from 1 on; together they name all that a table ever has. */
function chunks(last: number): string[] {
  return Array.from(
    { length: last / CHUNK },
    (_, at) => `id BETWEEN ${at * CHUNK + 1} AND ${(at + 1) * CHUNK}`,
  );
}

/** One transaction: a parent goes to b, one of b's comes to a in its place, its children go over to that. */
async function move(pool: Pool, step: number): Promise<void> {
  await pool.reserve(async (session) => {
    await session.run("start transaction");
    const [[from] = []] = await session.texts(
      `select id from a.parent order by (id * 7 + ${step}) % 61 limit 1 for update`,
    );
    const [[to] = []] = await session.texts(
      `select id from b.parent order by (id * 5 + ${step}) % 61 limit 1 for update`,
    );
    for (
      const statement of [
        `insert into a.parent values (${to}, ${step})`,
        `update a.child set parent = ${to}, moved = ${step} where parent = ${from}`,
        `delete from a.parent where id = ${from}`,
        `delete from b.parent where id = ${to}`,
        `insert into b.parent values (${from}, ${step})`,
        "commit",
      ]
    ) await session.run(statement);
  });
}

/** Moves rows until told to stop; gives the seconds that each move took, the longest first. */
function startMoving(socket: string) {
  let isStopped = false;
  const done = (async () => {
    const pool = await openPool({ socketPath: socket, user: "root" });
    const seconds: number[] = [];
    while (!isStopped) {
      const begun = performance.now();
      await move(pool, seconds.length + 1);
      seconds.push((performance.now() - begun) / 1000);
    }
    await pool.close();
    return seconds.sort((a, b) => b - a);
  })();
  return () => {
    isStopped = true;
    return done;
  };
}

Deno.test("script of more than 100 chunks shows one state, though rows are moved all the time", async () => {
  await using server = await freshServer();
  await using copy = await freshServer();
  await loadSql(server.socket, TABLES);
  const plan = await planOf(server.socket, ["a", "b"], {
    parent: chunks(PARENTS),
    child: chunks(CHILDREN),
  });
  const many = {
    ...plan,
    tables: plan.tables.map((table) =>
      table.name === "child"
        ? { ...table, where: table.where.flatMap(halves) }
        : table
    ),
  };
  const count = many.tables.reduce((sum, { where }) => sum + where.length, 0);
  assert(count > 100, `${count} chunks`);
  await using at = await scriptFolder(many, server.socket);
  const stop = startMoving(server.socket);
  const began = performance.now();
  const ran = await runBash(at, await slowDumps(at, 0.02));
  const took = (performance.now() - began) / 1000;
  const moves = await stop();
  assertEquals(ran.code, 0, ran.stderr);
  const [, held] = /^Held the lock on 3 tables for (\d+\.\d\d) s$/m
    .exec(ran.stderr)!;
  assert(moves.length > 10, `${moves.length} moves`);
  const [longest, next] = moves;
  const said = `${moves.length} moves in ${took.toFixed(1)} s, the longest ${
    longest!.toFixed(2)
  } s, the next ${next!.toFixed(2)} s; the script says ${held} s`;
  console.log(said);
  // One move waited for the lock's end, and took its own time besides.
  assert(longest! <= Number(held) + 2 * next! + 0.5, said);
  await loadSql(copy.socket, await Deno.readTextFile(at.sql));
  const pool = await openPool({ socketPath: copy.socket, user: "root" });
  const numbers = async (sql: string) =>
    (await pool.texts(sql)).map((row) => row.map(Number));
  assertEquals(
    await numbers(
      "select count(*), count(p.id) from a.child c left join a.parent p on p.id = c.parent",
    ),
    [[CHILDREN, CHILDREN]],
  );
  // Each parent in exactly one of the two tables, and both changed by the same last move.
  assertEquals(
    await numbers(
      "select count(distinct id), count(*) from (select id from a.parent union all select id from b.parent) as p",
    ),
    [[PARENTS, PARENTS]],
  );
  const [[inA, inB] = []] = await numbers(
    "select (select max(moved) from a.parent), (select max(moved) from b.parent)",
  );
  assertEquals(inA, inB);
  await pool.close();
});

function halves(condition: string): string[] {
  return [`${condition} AND id % 2 = 0`, `${condition} AND id % 2 = 1`];
}
