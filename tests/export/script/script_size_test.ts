/** What `--check` says of sizes: no dump is larger, and no run needs more disk. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { MYSQL_PROGRAMS, mysqlServer } from "../../mysql_server.ts";
import { freshServer, loadSql } from "../../setup.ts";
import {
  planOf,
  runBash,
  type ScriptFolder,
  scriptFolder,
} from "./script_setup.ts";

const columns = (type: string, count: number) =>
  Array.from({ length: count }, (_, at) => `c${at} ${type}`).join(", ");

const manyOf = (count: number) =>
  `with recursive seq as (select 1 as at union all select at + 1 from seq where at < ${count}) select`;

/** Each is much larger as text than in its table, in a way of its own. */
const TABLES: Readonly<Record<string, string>> = {
  "many NULLs": `create table t (id int primary key, ${
    columns("int", 40)
  }); insert into t (id) ${manyOf(3000)} at from seq`,
  "many NULLs, which mysqldump reads": `create table t (id int primary key, ${
    columns("varchar(9)", 20)
  }); insert into t (id) ${manyOf(21_000)} at from seq`,
  "compressed rows":
    `create table t (id int primary key, x longtext) row_format = compressed; insert into t ${
      manyOf(300)
    } at, repeat('it''s ', 1200) from seq`,
  "compressed pages":
    `create table t (id int primary key, x longtext) COMPRESSED_PAGES; insert into t ${
      manyOf(300)
    } at, repeat(concat('it''s ', at), 600) from seq`,
  "some rows that are longer than others":
    `create table t (id int primary key, x longblob); insert into t ${
      manyOf(2000)
    } at, 'x' from seq where at > 2; insert into t values (1, repeat(0xff, 1500000)), (2, repeat(0xff, 1500000))`,
  "texts to be escaped":
    `create table t (id int primary key, x varchar(500), j json); insert into t ${
      manyOf(500)
    } at, repeat(char(0, 10, 39, 92), 99), json_array(repeat('"', 99)) from seq`,
  "texts that are longer in Unicode":
    `create table t (id int primary key, x varchar(500) character set latin1, y varchar(500) character set sjis, z varchar(99) character set utf16); insert into t ${
      manyOf(500)
    } at, repeat('€', 99), repeat('ｱ', 99), repeat('漢', 99) from seq`,
  "numbers and moments": `create table t (id int primary key, ${
    columns("decimal(65, 30)", 9)
  }, z int(200) zerofill, d double, f double(200, 30), b bit(64), t time(6), e enum('', 'a')); insert into t ${
    manyOf(500)
  } at, ${
    Array(9).fill(-0.1).join()
  }, 1, -1.7976931348623157e308, -1e-30, 0xffffffffffffffff, '-838:59:59', 'a' from seq`,
  "long names and definitions": `create table t (id int primary key, ${
    Array.from(
      { length: 30 },
      (_, at) =>
        `${"c".repeat(60)}${at} varchar(9) COLLATION comment '${
          "it''s ".repeat(150)
        }'`,
    )
  }); insert into t (id) values (1)`,
};

const SERVERS = [
  {
    server: "MariaDB",
    start: freshServer,
    ignore: false,
    words: (sql: string) =>
      "set max_recursive_iterations = 100000; " +
      sql.replace("COMPRESSED_PAGES", "page_compressed = 1")
        .replaceAll("COLLATION", "collate utf8mb4_uca1400_as_cs"),
  },
  {
    server: MYSQL_PROGRAMS === null ? "MySQL (missing)" : "MySQL",
    start: mysqlServer,
    ignore: MYSQL_PROGRAMS === null,
    words: (sql: string) =>
      "set cte_max_recursion_depth = 100000; " +
      sql.replace("COMPRESSED_PAGES", "compression = 'zlib'")
        .replaceAll("COLLATION", "collate utf8mb4_0900_as_cs"),
  },
];

/** What `--check` says, as numbers. */
async function said(at: ScriptFolder) {
  const { code, stdout, stderr } = await runBash(at, {}, ["--check"]);
  assertEquals(code, 0, stdout + stderr);
  const [, most] = /^bytes +(?:about )?(\d+) at most$/m.exec(stdout) ?? [];
  assert(most, stdout);
  const [, needed] = /needed at most (\d+)/.exec(stdout) ?? [];
  return { most: Number(most), needed: Number(needed ?? most), stdout };
}

for (const { server, start, ignore, words } of SERVERS) {
  Deno.test({
    name: `script --check says no less than the dump takes, on ${server}`,
    ignore,
    fn: async (test) => {
      await using at = await start();
      for (const [name, sql] of Object.entries(TABLES)) {
        await test.step(name, async () => {
          await loadSql(
            at.socket,
            `drop database if exists d; create database d; use d; ${
              words(sql)
            };`,
          );
          const plan = await planOf(at.socket, ["d"]);
          await using folder = await scriptFolder(plan, at.socket);
          const { most } = await said(folder);
          const ran = await runBash(folder);
          assertEquals(ran.code, 0, ran.stderr);
          const { size } = await Deno.stat(folder.sql);
          assert(size <= most, `${size} bytes, ${most} said at most`);
        });
      }
    },
  });
}

/** Runs the script with its .sql on a disk of a size, which goes away with the run. */
async function runOnDisk(at: ScriptFolder, bytes: number, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command("unshare", {
    args: ["-rm", "bash", "-c", ON_DISK, at.script, String(bytes), ...args],
    env: { MYSQL_DEFAULTS_FILE: at.defaultsFile },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

const ON_DISK = `
OUT=$(mktemp -d); export OUT
mount -t tmpfs -o "size=$1" tmpfs "$OUT" || exit
bash "$0" "\${@:2}"`;

const mayMount = await new Deno.Command("unshare", {
  args: ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
}).output().then(({ success }) => success, () => false);

Deno.test({
  name: `script --check refuses a disk that a run would fill${
    mayMount ? "" : " (none can be made here)"
  }`,
  ignore: !mayMount,
  fn: async () => {
    await using server = await freshServer();
    await loadSql(
      server.socket,
      "create database d; use d; create table t (id int primary key, x longtext); insert into t select seq, repeat('x', 2000) from seq_1_to_3000;",
    );
    const plan = await planOf(server.socket, ["d"]);
    await using folder = await scriptFolder(plan, server.socket);
    const ran = await runBash(folder);
    assertEquals(ran.code, 0, ran.stderr);
    const { size } = await Deno.stat(folder.sql);
    // The rows fit, but not twice.
    const small = Math.ceil(size * 1.5);
    const failed = await runOnDisk(folder, small);
    assertMatch(failed.stderr, /No space left|0 bytes are free/);
    const checked = await runOnDisk(folder, small, "--check");
    assertEquals(checked.code, 1, checked.stdout);
    assertMatch(
      checked.stdout,
      /^problem +\S+: found \d+ bytes free, may need \d+ while the \.sql is put together$/m,
    );
    const { needed } = await said(folder);
    const again = await runOnDisk(folder, needed);
    assertEquals(again.code, 0, again.stderr);
  },
});
