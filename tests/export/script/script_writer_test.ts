import { assert, assertEquals, assertMatch } from "@std/assert";
import mysql from "mysql2/promise";
import { freshServer, loadSql } from "../../setup.ts";
import { planOf, runBash, scriptFolder } from "./script_setup.ts";

/** So many conditions a table. */
const CHUNKS = 55;
const ROWS = 40;

/**
 * Rows of `home` come and go, their residents with them: in each state of the database the sums agree. The parent comes
 * first among the planned tables, as in a slice: one who changes the parent first and the script never wait for each other.
 */
const TABLES = `
create database d; use d;
create table home (chunk int, id int, moves int not null default 0, primary key (chunk, id));
create table resident (chunk int, id int, moves int not null default 0, primary key (chunk, id),
  foreign key (chunk, id) references home (chunk, id) on update cascade on delete cascade);
create table total (id int primary key, moves int not null);
insert into total values (1, 0);
insert into home (chunk, id) select c.seq, r.seq from seq_1_to_${CHUNKS} as c join seq_1_to_${ROWS} as r;
insert into resident (chunk, id) select chunk, id from home;
`;

interface Writer {
  /** The longest that one transaction took, in milliseconds. */
  longest: number;
  count: number;
  stop(): Promise<void>;
}

/** Moves a row of the parent and of its resident to another place and back, all the time, and notes what waiting it did. */
async function startWriter(socketPath: string): Promise<Writer> {
  const connection = await mysql.createConnection({
    socketPath,
    user: "root",
    database: "d",
  });
  const writer = { longest: 0, count: 0, stop: async () => {} };
  let stopped = false;
  const done = (async () => {
    while (!stopped) {
      const chunk = 1 + Math.floor(Math.random() * CHUNKS);
      const id = 1 + Math.floor(Math.random() * ROWS);
      const where = `chunk = ${chunk} and id = ${id}`;
      const start = performance.now();
      await connection.query("start transaction");
      // The row goes away with its resident, and comes again: no count of rows changes from state to state.
      // A reading that waits as a change does.
      await connection.query(`select * from home where ${where} for update`);
      await connection.query(`delete from home where ${where}`);
      await connection.query("update total set moves = moves + 1");
      await connection.query(
        `insert into home select ${chunk}, ${id}, moves from total`,
      );
      await connection.query(
        `insert into resident select ${chunk}, ${id}, moves from total`,
      );
      await connection.query("commit");
      writer.longest = Math.max(writer.longest, performance.now() - start);
      writer.count++;
    }
  })();
  writer.stop = async () => {
    stopped = true;
    await done;
    await connection.end();
  };
  return writer;
}

Deno.test("script dumps one state of more than 100 conditions while rows of parents and children come and go all through it", async () => {
  await using server = await freshServer();
  await using restored = await freshServer();
  await loadSql(server.socket, TABLES);
  const chunks = Array.from(
    { length: CHUNKS },
    (_, at) => `\`chunk\`=${at + 1}`,
  );
  const plan = await planOf(server.socket, ["d"], {
    home: chunks,
    resident: chunks,
  });
  await using at = await scriptFolder(plan, server.socket);
  const writer = await startWriter(server.socket);
  const ran = await runBash(at, { LOCK_WAIT: "60" });
  const { longest, count } = writer;
  await writer.stop();
  assertEquals(ran.code, 0, ran.stderr);
  // The look at the rows, the schema, the tables: the lock does not last the longer for many conditions.
  assertMatch(ran.stderr, /of 3 parts/);
  assert(count > 10, `only ${count} transactions went through`);
  const held = /Held the lock on 3 tables for (\d+\.\d+) s/.exec(ran.stderr);
  // Beside the lock itself, a transaction does its own work, which a busy machine makes longer.
  const allowed = Number(held![1]) * 1000 + 2000;
  assert(longest < allowed, `held up ${longest} ms, said ${held![1]} s`);
  await loadSql(restored.socket, await Deno.readFile(at.sql));
  const facts = await loadSql(
    restored.socket,
    `use d; select count(*) from home; select count(*) from resident;
     select count(*) from resident left join home using (chunk, id) where home.id is null;
     select count(*) from resident join home using (chunk, id) where resident.moves <> home.moves;
     select (select max(moves) from home) = (select moves from total), (select max(moves) from resident) = (select moves from total)`,
  );
  const all = CHUNKS * ROWS;
  assertEquals(facts, `${all}\n${all}\n0\n0\n1\t1\n`);
});
