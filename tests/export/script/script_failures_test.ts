import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { freshServer, loadSql } from "../../setup.ts";
import {
  namesIn,
  planOf,
  runBash,
  type ScriptFolder,
  scriptFolder,
  slowDumps,
  startBash,
  until,
  withScriptOf,
} from "./script_setup.ts";

const TABLES =
  "create table a (id int primary key, n int); create table b (id int primary key, n int);" +
  "insert into a values (1, 0), (2, 0); insert into b values (1, 0);";

/** Runs `work` with two tables, their plan and its script. */
function withScript(
  work: Parameters<typeof withScriptOf>[1],
): Promise<void> {
  return withScriptOf(TABLES, work);
}

/** Asserts that a run failed, said why, and left only what was there. */
function assertFailed(
  at: ScriptFolder,
  ran: { code: number; stderr: string },
  said: string | RegExp,
): void {
  assertEquals(ran.code !== 0, true, ran.stderr);
  assertMatch(ran.stderr, /^Cannot export: /m);
  if (typeof said === "string") assertStringIncludes(ran.stderr, said);
  else assertMatch(ran.stderr, said);
  assertEquals(namesIn(at.folder).filter((name) => /partial/.test(name)), []);
}

Deno.test("script fails and keeps an earlier result where a table is gone", () =>
  withScript(async (at, { socket, name }) => {
    assertEquals((await runBash(at)).code, 0);
    const earlier = await Deno.readTextFile(at.sql);
    await loadSql(socket, "drop table b", name);
    assertFailed(
      at,
      await runBash(at),
      /cannot be locked.*\.b' doesn't exist.* waited; populate the export again/,
    );
    assertEquals(await Deno.readTextFile(at.sql), earlier);
  }));

Deno.test("script fails soon where someone waits to remove a table", () =>
  withScript(async (_, { socket, name }, plan) => {
    // mysqldump reads what cannot be selected.
    const tables = plan.tables.map(({ columns: _, ...table }) => table);
    await using at = await scriptFolder({ ...plan, tables }, socket);
    const run = startBash(at, await slowDumps(at, 2));
    await locked(at);
    // Waits for the lock's end, and the dumps wait for it.
    const dropped = loadSql(socket, "drop table b", name);
    const { code, stderr } = await run.output();
    await dropped;
    assertFailed(
      at,
      { code, stderr: new TextDecoder().decode(stderr) },
      "wants to change or remove a table",
    );
    assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
  }));

Deno.test("script fails where rows have changed since the export was computed", () =>
  withScript(async (at, { socket, name }) => {
    await loadSql(socket, "delete from a where id = 2", name);
    assertFailed(
      at,
      await runBash(at),
      "found 1 rows of `" + name + "`.`a`, wanted 2; populate the export again",
    );
    assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
  }));

Deno.test("script fails where the server is killed", async () => {
  await using server = await freshServer();
  await loadSql(server.socket, `create database d; use d; ${TABLES}`);
  const plan = await planOf(server.socket, ["d"]);
  await using at = await scriptFolder(plan, server.socket);
  const run = startBash(at, await slowDumps(at, 1));
  await locked(at);
  Deno.kill(server.pid, "SIGKILL");
  const { code, stderr } = await run.output();
  assertFailed(
    at,
    { code, stderr: new TextDecoder().decode(stderr) },
    /lost|cannot be dumped/,
  );
  assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
});

Deno.test("script fails where it cannot write", () =>
  withScript(async (at) => {
    assertFailed(
      at,
      await runBash(at, { OUT: "/proc/here.sql" }),
      /here\.sql\.partial cannot be made .* wanted a folder that can be written/,
    );
    assertFailed(
      at,
      await runBash(at, { OUT: "/no/folder/here.sql" }),
      "wanted one that exists",
    );
  }));

Deno.test("script refuses a second run beside it, and a run after a kill succeeds", () =>
  withScript(async (at, { socket, name }) => {
    const path = await slowDumps(at, 3);
    const first = startBash(at, path);
    await locked(at);
    const second = await runBash(at);
    assertEquals(second.code, 1);
    assertStringIncludes(second.stderr, "another run is at work");
    first.kill("SIGKILL");
    await first.status;
    // The lock is gone with the script, though dumps that it began are still there.
    await loadSql(
      socket,
      "set lock_wait_timeout = 1; alter table b comment 'm';",
      name,
    );
    assertEquals(namesIn(at.folder), [
      "_ExportSQL_paper1.sh",
      "_Populate_paper1.sql.partial",
    ]);
    await until(async () => (await runBash(at)).code === 0);
    await first.stdout.cancel();
    await first.stderr.cancel();
    assertEquals(namesIn(at.folder), [
      "_ExportSQL_paper1.sh",
      "_Populate_paper1.sql",
      "_Populate_paper1.sql.sha256",
    ]);
  }));

Deno.test("script ends its dumps and leaves nothing when it is interrupted", () =>
  withScript(async (at, { socket, name }) => {
    const run = startBash(at, await slowDumps(at, 30));
    await locked(at);
    run.kill("SIGTERM");
    const before = Date.now();
    assertEquals((await run.output()).code, 143);
    assertEquals(Date.now() - before < 5000, true);
    assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
    await loadSql(socket, "set lock_wait_timeout = 5; drop table b", name);
  }));

Deno.test("script says which client or option file it lacks", () =>
  withScript(async (at) => {
    const none = join(at.folder, "..", "none");
    await Deno.mkdir(none);
    assertFailed(
      at,
      await runBash(at, { PATH: none }),
      "found no mariadb-dump or mysqldump on the PATH",
    );
    const missing = join(none, "my.cnf");
    const ran = await runBash(at, { MYSQL_DEFAULTS_FILE: missing });
    assertFailed(at, ran, /mariadb-dump needs an option file/);
    assertStringIncludes(ran.stderr, missing);
    const unset = await runBash(at, { MYSQL_DEFAULTS_FILE: "", HOME: none });
    assertFailed(at, unset, join(none, ".my.cnf"));
  }));

Deno.test("script reads all rows, or fails, where the server has a limit of rows", async () => {
  await using server = await freshServer();
  await loadSql(
    server.socket,
    "create database d; use d; create table a (id int primary key); insert into a select seq from seq_1_to_20000; create table b (id int primary key); insert into b values (1), (2), (3);",
  );
  const plan = await planOf(server.socket, ["d"]);
  const small = plan.tables.filter(({ name }) => name === "b");
  await using whole = await scriptFolder(plan, server.socket);
  await using part = await scriptFolder(
    { ...plan, tables: small },
    server.socket,
  );
  await loadSql(
    server.socket,
    "set global sql_select_limit = 2, global autocommit = 0, global completion_type = 1",
  );
  assertFailed(
    whole,
    await runBash(whole),
    /found sql_select_limit = 2, .*no limit/,
  );
  const ran = await runBash(part);
  assertEquals(ran.code, 0, ran.stderr);
  assertMatch(
    await Deno.readTextFile(part.sql),
    /VALUES \(1\),\n\(2\),\n\(3\);/,
  );
});

Deno.test("script gives up where it cannot have the lock", () =>
  withScript(async (at, { socket, name }) => {
    const writer = loadSql(
      socket,
      "begin; update a set n = 1; select sleep(4);",
      name,
    );
    await until(async () =>
      (await loadSql(
        socket,
        "select count(*) from information_schema.processlist where state = 'User sleep'",
      )).trim() !== "0"
    );
    assertFailed(
      at,
      await runBash(at, { LOCK_WAIT: "1" }),
      /cannot be locked.*Lock wait timeout/,
    );
    await writer;
    assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
  }));

Deno.test("script ends where the lock lasts too long", () =>
  withScript(async (at) => {
    const path = await slowDumps(at, 4);
    assertFailed(
      at,
      await runBash(at, { ...path, LOCK_HOLD: "1" }),
      "the tables were locked for 1 s",
    );
  }));

Deno.test("script needs SELECT and LOCK TABLES, and says which is missing", () =>
  withScript(async (at, { socket, name }, plan) => {
    const user = `u${name.slice(-20)}`;
    await loadSql(
      socket,
      `create user ${user}@localhost; grant select on \`${name}\`.* to ${user}@localhost;`,
    );
    await using mine = await scriptFolder(plan, socket, user);
    assertFailed(mine, await runBash(mine), /cannot be locked.*Access denied/);
    const check = await runBash(mine, {}, ["--check"]);
    assertEquals(check.code, 1);
    assertMatch(check.stdout, /^tables +2 of 2/m);
    assertMatch(check.stdout, /^LOCK TABLES +fails/m);
    await loadSql(
      socket,
      `grant lock tables on \`${name}\`.* to ${user}@localhost;`,
    );
    const ran = await runBash(mine);
    assertEquals(ran.code, 0, ran.stderr);
    await loadSql(
      socket,
      `revoke select on \`${name}\`.* from ${user}@localhost; grant select on \`${name}\`.a to ${user}@localhost;`,
    );
    const half = await runBash(mine, {}, ["--check"]);
    assertEquals(half.code, 1);
    assertMatch(half.stdout, /^tables +1 of 2/m);
    assertMatch(half.stdout, /^problem +`.*`\.`b`: .*denied/m);
    await loadSql(socket, `drop user ${user}@localhost`);
    assertEquals(at.folder === mine.folder, false);
  }));

/** Waits until a run has the lock: its first part has begun. */
function locked(at: ScriptFolder): Promise<void> {
  return until(() =>
    Deno.stat(`${at.sql}.partial/0.part`).then(() => true, () => false)
  );
}

Deno.test("script names the table of a value that the server does not give, and what setting lets it", () =>
  withScriptOf(
    "create table large (id int primary key, v longblob not null, f float); insert into large values (1, '', 0.1);",
    async (at, { socket, name }) => {
      const before = 16 * 1024 ** 2;
      await loadSql(socket, `set global max_allowed_packet = ${before * 2}`);
      await loadSql(
        socket,
        "update large set v = repeat('x', 20000000)",
        name,
      );
      await loadSql(socket, `set global max_allowed_packet = ${before / 2}`);
      try {
        assertFailed(
          at,
          await runBash(at),
          /value in table `large` that the server does not give whole.*max_allowed_packet/,
        );
      } finally {
        await loadSql(socket, `set global max_allowed_packet = ${before}`);
      }
    },
  ));
