import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { connect } from "../../../src/connect.ts";
import { openPool } from "../../../src/connection/pool.ts";
import { makeDemo } from "../../../src/demo/demo.ts";
import {
  importByMysql,
  MYSQL_PROGRAMS,
  mysqlServer,
} from "../../mysql_server.ts";
import { freshServer, loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { allRows, orphans, rowTexts } from "../../story/rows.ts";
import { withVariable } from "../../with_variable.ts";
import { planOf, runBash, scriptFolder } from "./script_setup.ts";

const ignore = MYSQL_PROGRAMS === null;
const REASON = ignore ? " (MySQL is missing)" : "";

/** MySQL's own clients come first. */
function withMysql(): Record<string, string> {
  return { PATH: `${MYSQL_PROGRAMS}:${Deno.env.get("PATH")}` };
}

/** Every value of every table of a server. */
async function valuesOf(socket: string): Promise<Record<string, string[]>> {
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    assertEquals(await orphans(pool), []);
    return rowTexts(await allRows(pool));
  } finally {
    await pool.close();
  }
}

Deno.test({
  name: `a script of MariaDB is restored on MySQL, every value${REASON}`,
  ignore,
  fn: async () => {
    await using from = await freshServer();
    await using to = await mysqlServer();
    await loadSql(
      from.socket,
      KINDS.replaceAll("TEXT_COLLATION", "utf8mb4_uca1400_as_cs"),
    );
    const plan = await planOf(from.socket, ["kinds"]);
    await using at = await scriptFolder(plan, from.socket);
    const ran = await runBash(at);
    assertEquals(ran.code, 0, ran.stderr);
    assertEquals(await importByMysql(to.socket, at.sql), "");
    assertEquals(await valuesOf(to.socket), await valuesOf(from.socket));
    assertMatch(await importByMysql(to.socket, at.sql), /~exists: kinds/);
  },
});

Deno.test({
  name:
    `a script of MySQL is restored on MySQL and on MariaDB, with either's client${REASON}`,
  ignore,
  fn: async () => {
    await using from = await mysqlServer();
    await loadSql(
      from.socket,
      KINDS.replaceAll("TEXT_COLLATION", "utf8mb4_0900_as_cs"),
    );
    await loadSql(from.socket, PROGRAMS);
    const plan = await planOf(from.socket, ["kinds"]);
    const tables = plan.tables.filter(({ name }) => name !== "seen");
    await using at = await scriptFolder({ ...plan, tables }, from.socket);
    const expected = await valuesOf(from.socket);
    for (const env of [withMysql(), {}]) {
      const ran = await runBash(at, env);
      assertEquals(ran.code, 0, ran.stderr);
      const sql = await Deno.readTextFile(at.sql);
      assertNotMatch(sql, /DEFINER|TRIGGER|CREATE.*VIEW|GTID_PURGED/);
      await using mysql = await mysqlServer();
      assertEquals(await importByMysql(mysql.socket, at.sql), "");
      assertEquals(await valuesOf(mysql.socket), expected);
      assertEquals(
        await loadSql(mysql.socket, NUMBERS),
        await loadSql(from.socket, NUMBERS),
      );
      assertEquals(
        await loadSql(mysql.socket, COLLATIONS),
        await loadSql(from.socket, COLLATIONS),
      );
      await using mariadb = await freshServer();
      await loadSql(mariadb.socket, await Deno.readFile(at.sql));
      assertEquals(await valuesOf(mariadb.socket), expected);
    }
  },
});

Deno.test({
  name: `closure, script and restore work on the demo on MySQL${REASON}`,
  ignore,
  fn: async () => {
    await using server = await mysqlServer();
    const baseDir = await Deno.makeTempDir();
    const pool = await openPool({ socketPath: server.socket, user: "root" });
    await makeDemo(pool, { baseDir }).finally(() => pool.close());
    try {
      await withVariable(
        "PATH",
        withMysql().PATH!,
        () => assertExports(server.socket, baseDir),
      );
    } finally {
      await Deno.remove(baseDir, { recursive: true });
    }
  },
});

Deno.test({
  name:
    `a script of tables that refer to what is not unique is restored on MySQL and on MariaDB${REASON}`,
  ignore,
  fn: async () => {
    await using from = await freshServer();
    await loadSql(from.socket, NOT_UNIQUE);
    const baseDir = await Deno.makeTempDir();
    const db = await connect({
      socketPath: from.socket,
      user: "root",
      baseDir,
    });
    const { result: { dump } } = await listening(async () => {
      const { ExportSelection, Export } = await db.schema("common_usage");
      const child = await db.table("loose.Child");
      await ExportSelection.startExport({ paper_id: "p", analysis_id: "a" });
      await child`id = ${1}`.fetch();
      await ExportSelection.stopExport();
      return await Export.populatePaper({ paper_id: "p", run: true });
    }).finally(() => db.close());
    await using mysql = await mysqlServer();
    assertEquals(await importByMysql(mysql.socket, dump!.sql), "");
    await using mariadb = await freshServer();
    await loadSql(mariadb.socket, await Deno.readFile(dump!.sql));
    await Deno.remove(baseDir, { recursive: true });
    const restored = await valuesOf(mysql.socket);
    assertEquals(await valuesOf(mariadb.socket), restored);
    const counts = Object.entries(restored)
      .map(([name, rows]) => [name, rows.length]);
    assertEquals(counts, [["loose.child", 1], ["loose.parent", 2]]);
  },
});

/** Reads as the tutorial does, exports, restores on MySQL, and verifies there. */
async function assertExports(socket: string, baseDir: string): Promise<void> {
  const db = await connect({ socketPath: socket, user: "root", baseDir });
  try {
    await listening(async () => {
      const { ExportSelection, Export } = await db.schema("common_usage");
      const electrode = await db.table("common_ephys.Electrode");
      const curation = await db.table("spikesorting_v1_curation.CurationV1");
      await ExportSelection.startExport({ paper_id: "p", analysis_id: "a" });
      await electrode`electrode_id > ${125}`.fetch();
      await curation`curation_id = ${1}`.fetch();
      await ExportSelection.stopExport();
      const paper = { paper_id: "p" };
      const { tables, dump } = await Export.populatePaper(paper, { run: true });
      await using restored = await mysqlServer();
      assertEquals(await importByMysql(restored.socket, dump!.sql), "");
      const counts = Object.entries(await valuesOf(restored.socket))
        .map(([name, rows]) => [name, rows.length]);
      const expected = Object.entries(tables).map(([name, rows]) => [
        name.replaceAll("`", ""),
        rows,
      ]).sort();
      assertEquals(counts.sort(), expected);
      const verified = await Export.verify(paper);
      assertEquals(verified.differences, []);
    });
  } finally {
    await db.close();
    Deno.env.delete("SPYGLASS_EXPORT_ID");
  }
}

const COLLATIONS =
  "select table_name, column_name, collation_name from information_schema.columns where table_schema = 'kinds' and table_name <> 'seen' order by 1, 2";

Deno.test({
  name:
    `a script writes the same, whatever the option file says to MySQL's mysqldump${REASON}`,
  ignore,
  fn: async () => {
    await using from = await mysqlServer();
    await loadSql(
      from.socket,
      "create database marks; use marks; create table mark (name varchar(9) character set utf8mb4 primary key, weight double); insert into mark values ('a', 1), ('é', 2), ('z', 3);",
    );
    const plan = await planOf(from.socket, ["marks"], {
      mark: ["`name` IN ('a', 'é')"],
    });
    // mysqldump reads what cannot be selected.
    const tables = plan.tables.map(({ columns: _, ...table }) => table);
    await using at = await scriptFolder({ ...plan, tables }, from.socket);
    const credentials = await Deno.readTextFile(at.defaultsFile);
    const env = { ...withMysql(), LOCK_HOLD: "5" };
    assertEquals((await runBash(at, env)).code, 0);
    const expected = await Deno.readTextFile(at.sql);
    for (
      const option of [
        "init-command=SET NAMES latin1",
        "init-command=SET sql_select_limit = 1",
        "flush-logs",
        "source-data",
      ]
    ) {
      await Deno.writeTextFile(
        at.defaultsFile,
        `${credentials}\n[mysqldump]\n${option}\n`,
      );
      const ran = await runBash(at, env);
      assertEquals(ran.code, 0, `${option}: ${ran.stderr}`);
      assertEquals(await Deno.readTextFile(at.sql), expected, option);
    }
  },
});

/** What members of an ENUM or a SET a row has: '' may be one, or none. */
const NUMBERS = "select id, f + 0, g + 0 from kinds.bytes order by id";

/** What both servers have, in the ways that differ between them. */
const KINDS = `
create database kinds character set utf8mb4;
use kinds;
set sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+05:30';
create table kind (name varchar(40) character set utf8mb4 collate TEXT_COLLATION primary key,
  note varchar(80) default 'it''s COLLATE utf8mb4_0900_ai_ci' comment 'not COLLATE utf8mb4_0900_ai_ci, \\'quoted\\'');
insert into kind values ('a', null), ('é', 'COLLATE utf8mb4_0900_ai_ci'), ('it''s', '\`x\`'), ('$(touch x)', '100%');
create table numbers (id int auto_increment primary key, single float, wide double, exact decimal(65, 30),
  big bigint unsigned, flags bit(10), name varchar(40) character set utf8mb4 collate TEXT_COLLATION,
  twice decimal(65, 0) generated always as (big * 2) stored, half double as (wide / 2) virtual,
  foreign key (name) references kind (name) on update cascade);
insert into numbers (id, single, wide, exact, big, flags, name) values
  (0, 16777217, 1e308, 12345678901234567890123456789012345.123456789012345678901234567891, 1844674407370955161, b'1010101010', 'a'),
  (1, 0.123456789, 2.2250738585072014e-308, -0.000000000000000000000000000001, 0, 0, 'é'), (7, null, null, null, null, null, null);
create table times (id int primary key, d date, t time(6), dt datetime(6), ts timestamp(6) null, y year,
  at timestamp not null default current_timestamp on update current_timestamp);
insert into times values (1, '0000-00-00', '-838:59:59.000000', '2020-02-31 00:00:00.000001', '2020-06-01 12:00:00.5', 1901, '2020-06-01'),
  (2, '2020-00-00', '00:00:00', '0000-00-00 00:00:00', '0000-00-00 00:00:00', 0, '2020-06-01'), (3, null, null, null, null, null, '2020-06-01');
create table bytes (id binary(16) primary key comment ':uuid:', b longblob, e enum('a', 'it''s', 'é'), s set('x', 'y z'), c char(9), f enum('', 'a'), g set('x', ''));
insert into bytes values (unhex(repeat('00ff', 8)), 0x005c27220a0d1a, 'it''s', 'x,y z', ' x', 1, 2), (unhex(repeat('5c27', 8)), repeat(0xab, 200000), null, '', '', 2, 0), ('', '', 'a', '', '', null, 3);
create table self (id int primary key, parent int, foreign key (parent) references self (id));
insert into self values (2, null), (1, 2), (3, 3);
`;

/** InnoDB takes a foreign key to an index that is not unique. */
const NOT_UNIQUE = `
create database loose;
use loose;
create table parent (id int primary key, room int, key (room));
create table child (id int primary key, room int, foreign key (room) references parent (room));
insert into parent values (1, 7), (2, 7), (3, 8);
insert into child values (1, 7), (2, 8);
`;

/** What no slice has. */
const PROGRAMS = `
use kinds;
create view seen as select name from kind;
create definer = root@localhost trigger watch before insert on self for each row set new.parent = new.parent;
`;
