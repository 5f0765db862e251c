import { assertEquals, assertMatch } from "@std/assert";
import { freshServer, loadSql } from "../../setup.ts";
import { planOf, runBash, scriptFolder, slowDumps } from "./script_setup.ts";

const TABLES = Array.from({ length: 12 }, (_, i) => `t${i}`);

/** Starts a writer that counts up in all tables, in one transaction each time. */
async function startWriter(socket: string) {
  await loadSql(
    socket,
    "create database d; use d;" +
      TABLES.map((name) =>
        `create table ${name} (id int primary key, n int, x ${
          name === "t3" ? "float" : "int"
        }); insert into ${name} values (1, 0, 1);`
      ).join("\n"),
  );
  let stopped = false;
  const update = "begin;" +
    TABLES.map((name) => `update d.${name} set n = n + 1;`).join("") +
    "commit;";
  const done = (async () => {
    while (!stopped) await loadSql(socket, update.repeat(20));
  })();
  return () => {
    stopped = true;
    return done;
  };
}

Deno.test("script shows all tables in one state while others write", async () => {
  await using server = await freshServer();
  const stop = await startWriter(server.socket);
  const plan = await planOf(server.socket, ["d"]);
  await using at = await scriptFolder(plan, server.socket);
  const path = await slowDumps(at, 0.3);
  for (let i = 0; i < 3; i++) {
    const ran = await runBash(at, path);
    assertEquals(ran.code, 0, ran.stderr);
    assertMatch(ran.stderr, /^Held the lock on 12 tables for \d+\.\d\d s$/m);
    const sql = await Deno.readTextFile(at.sql);
    const counts = [...sql.matchAll(/VALUES \('?1'?,'?(\d+)'?,/g)]
      .map((found) => found[1]);
    assertEquals(counts.length, 12);
    assertEquals(new Set(counts).size, 1, counts.join(" "));
  }
  await stop();
});

Deno.test("script releases the lock before long dumps end", async () => {
  await using server = await freshServer();
  await loadSql(
    server.socket,
    "create database d; use d; create table t (id int primary key, b longblob);" +
      "insert into t select seq, repeat(0xab, 100000) from seq_1_to_600;",
  );
  const plan = await planOf(server.socket, ["d"]);
  await using at = await scriptFolder(plan, server.socket);
  const ran = await runBash(at);
  assertEquals(ran.code, 0, ran.stderr);
  const told = ran.stderr.split("\n");
  assertEquals(
    told.findIndex((line) => line.startsWith("Held the lock")) <
      told.findIndex((line) => line.startsWith("Dumped 3 of 3")),
    true,
    ran.stderr,
  );
});

Deno.test("script keeps tables of other engines locked until all dumps end", async () => {
  await using server = await freshServer();
  await loadSql(
    server.socket,
    "create database d; use d; create table t (id int primary key) engine = MyISAM; insert into t values (1);",
  );
  const plan = await planOf(server.socket, ["d"]);
  await using at = await scriptFolder(plan, server.socket);
  const ran = await runBash(at);
  assertEquals(ran.code, 0, ran.stderr);
  assertMatch(ran.stderr, /Dumped 3 of 3 parts\nHeld the lock/);
});

Deno.test("script --check says what a run meets and changes nothing", async () => {
  await using server = await freshServer();
  await loadSql(
    server.socket,
    "create database d; use d; create table t (id int primary key); insert into t values (1), (2);",
  );
  const plan = await planOf(server.socket, ["d"]);
  await using at = await scriptFolder(plan, server.socket);
  const good = await runBash(at, {}, ["--check"]);
  assertEquals(good.code, 0, good.stderr);
  for (
    const said of [
      /^server +.*MariaDB.*, as root@localhost$/m,
      /^client +.*MariaDB/m,
      /^tables +1 of 1 can be read/m,
      /^rows +2 found, 2 planned$/m,
      /^LOCK TABLES +works$/m,
      /^bytes +\d+ at most$/m,
      /^free disk +\d+ bytes in .+; needed at most \d+, while it is put together$/m,
      /^ready +yes$/m,
    ]
  ) assertMatch(good.stdout, said);
  await loadSql(server.socket, "delete from d.t where id = 1");
  const bad = await runBash(at, {}, ["--check"]);
  assertEquals(bad.code, 1);
  assertMatch(bad.stdout, /^problem +`d`.`t`: found 1 rows, planned 2/m);
  assertEquals([...Deno.readDirSync(at.folder)].length, 1);
});
