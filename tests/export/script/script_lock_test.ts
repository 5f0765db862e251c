/** How long others may be held up, and what is said of it. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { freshServer, loadSql } from "../../setup.ts";
import {
  namesIn,
  planOf,
  runBash,
  type ScriptFolder,
  scriptFolder,
  startBash,
} from "./script_setup.ts";

const TABLES = "create database d; use d;" +
  ["a", "b", "c"].map((name) =>
    `create table ${name} (id int primary key, n int); insert into ${name} values (1, 0);`
  ).join("");

async function withScript(
  work: (at: ScriptFolder, socket: string) => Promise<void>,
): Promise<void> {
  await using server = await freshServer();
  await loadSql(server.socket, TABLES);
  const plan = await planOf(server.socket, ["d"]);
  await using at = await scriptFolder(plan, server.socket);
  await work(at, server.socket);
}

/** Changes a row, and keeps it so for some seconds before the change is committed. Tells when it has begun. */
async function longWriter(socket: string, table: string, seconds: number) {
  const mark = `slow ${table} ${crypto.randomUUID()}`;
  const done = loadSql(
    socket,
    `begin; update d.${table} set n = n + 1; select sleep(${seconds}), '${mark}'; commit;`,
  );
  await seen(socket, mark);
  return { done };
}

/** Waits until a session runs a statement with this text in it. */
async function seen(socket: string, text: string): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    const found = await loadSql(
      socket,
      `select count(*) from information_schema.processlist where info like '%${text}%' and id <> connection_id()`,
    );
    if (found.trim() !== "0") return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`Waited in vain for ${text}`);
}

/** Changes of all tables go through at once. */
async function assertFree(socket: string): Promise<void> {
  await loadSql(
    socket,
    "set lock_wait_timeout = 1, innodb_lock_wait_timeout = 1;" +
      ["a", "b", "c"].map((name) => `update d.${name} set n = 7;`).join(""),
  );
}

Deno.test("script waits for all tables together no longer than LOCK_WAIT, and says which one is busy", () =>
  withScript(async (at, socket) => {
    // When the first is free, the second is not.
    const writers = [
      await longWriter(socket, "b", 8),
      await longWriter(socket, "a", 1.7),
    ];
    const { code, stderr } = await runBash(at, { LOCK_WAIT: "2" });
    assertEquals(code, 1, stderr);
    const said =
      /cannot be locked.*others write to `d`\.`b`.*, (\d+\.\d\d) s waited/.exec(
        stderr,
      );
    const waited = Number(said?.[1]);
    assert(waited >= 2 && waited < 3.5, stderr);
    await loadSql(
      socket,
      "set lock_wait_timeout = 1; update d.a set n = 7; update d.c set n = 7;",
    );
    assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
    await Promise.all(writers.map(({ done }) => done));
    await assertFree(socket);
  }));

Deno.test("script waits at first without holding anybody up", () =>
  withScript(async (at, socket) => {
    const writer = await longWriter(socket, "c", 2);
    const run = runBash(at);
    await new Promise((done) => setTimeout(done, 800));
    // Others change what it would hold if it waited in line.
    for (let at = 0; at < 5; at++) {
      const begun = performance.now();
      await loadSql(socket, "update d.a set n = n + 1");
      assert(performance.now() - begun < 700);
    }
    const { code, stderr } = await run;
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /^Waiting for the lock: others change the tables$/m);
    const waited = /^Waited (\d+\.\d\d) s for the lock$/m.exec(stderr);
    const held = /^Held the lock on 3 tables for (\d+\.\d\d) s$/m.exec(stderr);
    assert(Number(waited![1]) > 1, stderr);
    assert(Number(held![1]) < 1, stderr);
    await writer.done;
  }));

Deno.test("script counts the time that it waits in line for the lock, for changes wait then, too", () =>
  withScript(async (at, socket) => {
    const writer = await longWriter(socket, "b", 3.5);
    const { code, stderr } = await runBash(at, { LOCK_WAIT: "4" });
    assertEquals(code, 0, stderr);
    assertMatch(
      stderr,
      /in earnest, transactions may be told to begin again$/m,
    );
    const said = /^Held the lock on 3 tables for (\d+\.\d\d) s$/m.exec(stderr);
    assert(Number(said![1]) > 0.5, stderr);
    assertMatch(stderr, /^Waited [34]\.\d\d s for the lock$/m);
    await writer.done;
  }));

Deno.test("script that is ended while it waits for the lock leaves nobody waiting", () =>
  withScript(async (at, socket) => {
    const writer = await longWriter(socket, "b", 6);
    const run = startBash(at, { LOCK_WAIT: "4" });
    await seen(socket, "lock tables");
    run.kill("SIGTERM");
    assertEquals((await run.output()).code, 143);
    await loadSql(
      socket,
      "set lock_wait_timeout = 1; update d.a set n = 7; update d.c set n = 7;",
    );
    await writer.done;
  }));

Deno.test("script --check says which table is busy", () =>
  withScript(async (at, socket) => {
    const writer = await longWriter(socket, "b", 3);
    const { code, stdout } = await runBash(at, {}, ["--check"]);
    assertEquals(code, 1);
    assertMatch(stdout, /^problem +LOCK TABLES: .*others write to `d`\.`b`/m);
    await writer.done;
  }));

Deno.test("script refuses times that are no whole seconds", () =>
  withScript(async (at) => {
    for (const name of ["LOCK_WAIT", "LOCK_HOLD"]) {
      for (const value of ["0", "-1", "1.5", "x", "1e3", "a[$(touch x)]"]) {
        const { code, stderr } = await runBash(at, { [name]: value });
        assertEquals(code, 1);
        assertMatch(stderr, new RegExp(`found ${name}=.*, wanted .* seconds`));
      }
    }
    assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
  }));

Deno.test("script holds the lock no longer for many tables", async () => {
  await using server = await freshServer();
  const names = Array.from({ length: 30 }, (_, at) => `t${at}`);
  await loadSql(
    server.socket,
    "create database d; use d;" +
      names.map((name) =>
        `create table ${name} (id int primary key, n int); insert into ${name} values (1, 0);`
      ).join(""),
  );
  // Each takes a while to be read.
  const where = Object.fromEntries(
    names.map((name) => [name, ["sleep(0.3) = 0"]]),
  );
  const plan = await planOf(server.socket, ["d"], where);
  await using at = await scriptFolder(plan, server.socket);
  const start = performance.now();
  const { code, stderr } = await runBash(at);
  const took = (performance.now() - start) / 1000;
  assertEquals(code, 0, stderr);
  const held = /^Held the lock on 30 tables for (\d+\.\d\d) s$/m.exec(stderr);
  assert(took > 9, `${took}`);
  assert(Number(held![1]) < 6, stderr);
  assertMatch(stderr, /^Dumped 3 of 3 parts$/m);
});

Deno.test("script lets tables be changed as soon as they are read", async () => {
  await using server = await freshServer();
  await loadSql(server.socket, TABLES);
  const plan = await planOf(server.socket, ["d"], {
    b: ["n >= sleep(3)"],
  });
  await using at = await scriptFolder(plan, server.socket);
  const run = startBash(at);
  await seen(server.socket, "select ''row'', %sleep(3)");
  await loadSql(
    server.socket,
    "set lock_wait_timeout = 1; alter table d.a add m int;",
  );
  // What is not read yet stays as it is.
  await assertRejects(
    () =>
      loadSql(
        server.socket,
        "set lock_wait_timeout = 1; alter table d.c add m int, algorithm = copy;",
      ),
    Error,
    "Lock wait timeout",
  );
  const { code, stderr } = await run.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
});
