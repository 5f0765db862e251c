/** Definitions that one of the servers writes in a way that the other does not take. */
import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import {
  importByMysql,
  MYSQL_PROGRAMS,
  mysqlServer,
} from "../../mysql_server.ts";
import { freshServer, loadSql } from "../../setup.ts";
import { freshPlace, listening } from "../../story/place.ts";
import { contents, planOf, runBash, scriptFolder } from "./script_setup.ts";

const ignore = MYSQL_PROGRAMS === null;
const REASON = ignore ? " (MySQL is missing)" : "";

const MARIADB = `
create database d;
use d;
create table a (id int primary key, n int, check (n < 10), constraint named check (n <> 5));
create table b (id int primary key, n int, check (n < 20), constraint NAMED check (n <> 6));
create table c (id int primary key, u varchar(40) default uuid(), on_day date default curdate() comment 'a ''day'' DEFAULT now()',
  t text default 'it''s (', x varchar(20) default concat('a)', lower('B')), n int default (1 + 2), at datetime default current_timestamp(),
  e enum('x', 'y') default 'x', g int as (n * 2) stored);
create table aria (id int primary key) engine = Aria transactional = 1 page_checksum = 1;
create table old (id int primary key, n int) with system versioning;
insert into a values (1, 1);
insert into b values (1, 2);
insert into c (id, at) values (1, '2020-01-01');
insert into aria values (1);
insert into old values (1, 2);
update old set n = 3;
`;

Deno.test({
  name: `what only MariaDB says of tables is restored on MySQL, too${REASON}`,
  ignore,
  fn: async () => {
    await using from = await freshServer();
    await using to = await mysqlServer();
    await using back = await freshServer();
    await loadSql(from.socket, MARIADB);
    const plan = await planOf(from.socket, ["d"]);
    await using at = await scriptFolder(plan, from.socket);
    const ran = await runBash(at);
    assertEquals(ran.code, 0, ran.stderr);
    assertEquals(await importByMysql(to.socket, at.sql), "");
    await loadSql(back.socket, await Deno.readFile(at.sql));
    for (const { name } of plan.tables) {
      const create = `show create table d.${name}`;
      assertEquals(
        await loadSql(back.socket, create),
        await loadSql(from.socket, create),
      );
      const rows = `select * from d.${name}`;
      const expected = await loadSql(from.socket, rows);
      assertEquals(await loadSql(to.socket, rows), expected);
      assertEquals(await loadSql(back.socket, rows), expected);
    }
    const added = await loadSql(
      to.socket,
      "insert into d.c (id) values (2); select length(u), on_day = curdate(), t, x, n, g from d.c where id = 2",
    );
    assertEquals(added, "36\t1\tit's (\ta)b\t3\t6\n");
    const checked = loadSql(to.socket, "insert into d.b values (2, 20)");
    assertMatch(await checked.catch((error) => error.message), /Check/);
  },
});

const MYSQL = `
create database d;
use d;
set foreign_key_checks = 0;
create table c (id int primary key, A int, foreign key (a) references a (ID));
create table a (id int primary key, j json, v int invisible default 3, w int not null invisible comment 'DEFAULT 1', t text default ('it''s é'), u json default (json_object('a', 1)),
  g int generated always as (id * 2) stored not null comment 'STORED NOT NULL', several geometrycollection comment ' geomcollection', h varchar(9) generated always as (concat('é', id)) virtual not null, k varchar(9) generated always as (lower(concat(upper(t), length(t), id % 3, true))), key (g));
insert into a (id, j, v, w, several) values (1, '{"a": 1.0, "b": [1e3, "x\\\\n"]}', 7, 5, st_geomfromtext('GEOMETRYCOLLECTION(POINT(1 2))')), (2, null, null, 6, null);
insert into c values (1, 1), (2, null);
`;

Deno.test({
  name: `what only MySQL says of tables is verified on MariaDB${REASON}`,
  ignore,
  fn: async () => {
    await using from = await freshPlace(mysqlServer);
    await loadSql(from.socket, MYSQL);
    await listening(async () => {
      const db = await from.connect();
      const { ExportSelection, Export } = db;
      const [a, c] = [await db.table("d.A"), await db.table("d.C")];
      await ExportSelection.startExport({ paper_id: "p", analysis_id: "a" });
      await a`id < ${9}`.fetch();
      await c`id < ${9}`.fetch();
      await ExportSelection.stopExport();
      const { dump } = await Export.populatePaper({ paper_id: "p", run: true });
      const { differences } = await Export.verify({ paper_id: "p" });
      assertEquals(differences, []);
      await using to = await mysqlServer();
      assertEquals(await importByMysql(to.socket, dump!.sql), "");
      const create = "show create table d.a";
      assertEquals(
        await loadSql(to.socket, create),
        await loadSql(from.socket, create),
      );
    });
  },
});

Deno.test({
  name: `a VECTOR is dumped and restored on MySQL${REASON}`,
  ignore,
  fn: async () => {
    await using from = await mysqlServer();
    await using to = await mysqlServer();
    await loadSql(
      from.socket,
      "create database d; create table d.v (id int primary key, v vector(3)); insert into d.v values (1, string_to_vector('[1, 0.1, -3e30]')), (2, null);",
    );
    const plan = await planOf(from.socket, ["d"]);
    await using at = await scriptFolder(plan, from.socket);
    const ran = await runBash(at);
    assertEquals(ran.code, 0, ran.stderr);
    assertEquals(await importByMysql(to.socket, at.sql), "");
    const rows = "select id, hex(v) from d.v";
    assertEquals(
      await loadSql(to.socket, rows),
      await loadSql(from.socket, rows),
    );
  },
});

Deno.test({
  name:
    `a table in a tablespace, or compressed by MySQL, is restored where neither is known${REASON}`,
  ignore,
  fn: async () => {
    await using from = await mysqlServer();
    await using to = await mysqlServer();
    await using other = await freshServer();
    const comment = "in /*!50100 TABLESPACE `one` */ COMPRESSION=''zlib''";
    await loadSql(
      from.socket,
      `create tablespace \`o\`\`ne\` add datafile 'one.ibd'; create database d;
      create table d.one (id int primary key) tablespace \`o\`\`ne\` comment = '${comment}';
      create table d.packed (id int primary key) compression = 'zlib' comment = '${comment}';
      insert into d.one values (1); insert into d.packed values (2);`,
    );
    const plan = await planOf(from.socket, ["d"]);
    await using at = await scriptFolder(plan, from.socket);
    const ran = await runBash(at);
    assertEquals(ran.code, 0, ran.stderr);
    assertEquals(await importByMysql(to.socket, at.sql), "");
    await loadSql(other.socket, await Deno.readFile(at.sql));
    for (const { socket } of [to, other]) {
      assertEquals(
        await loadSql(socket, "select * from d.one, d.packed"),
        "1\t2\n",
      );
      const kept = await loadSql(socket, "show create table d.packed");
      assert(kept.includes(`COMMENT='${comment}'`), kept);
      assertEquals(kept.includes(" COMPRESSION='zlib'"), socket === to.socket);
    }
  },
});

Deno.test("a table that has a folder of its own is restored where the server keeps tables", async () => {
  await using from = await freshServer();
  await using to = await freshServer();
  const folder = await Deno.makeTempDir();
  try {
    await Deno.chmod(folder, 0o777);
    await loadSql(
      from.socket,
      `create database d; create table d.t (id int primary key) data directory = '${folder}'; insert into d.t values (1);`,
    );
    const plan = await planOf(from.socket, ["d"]);
    await using at = await scriptFolder(plan, from.socket);
    const ran = await runBash(at);
    assertEquals(ran.code, 0, ran.stderr);
    await loadSql(to.socket, await Deno.readFile(at.sql));
    assertNotMatch(
      await loadSql(to.socket, "show create table d.t"),
      /DIRECTORY/,
    );
    assertEquals(
      await contents(to.socket, "d", "t"),
      await contents(from.socket, "d", "t"),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name:
    `what MariaDB's engines say of how rows are kept is restored there, and left out on MySQL${REASON}`,
  ignore,
  fn: async () => {
    await using from = await freshServer();
    await using other = await freshServer();
    await using to = await mysqlServer();
    await loadSql(
      from.socket,
      `create database d; use d;
      create table packed (id int primary key) page_compressed = 1 page_compression_level = 3 comment = '\`page_compressed\`=''1''';
      create table plain (id int primary key) encrypted = no;
      create table paged (id int primary key) engine = Aria row_format = page transactional = 0;
      create table fixed (id int primary key, n int, key n (n) ignored comment 'IGNORED') engine = Aria row_format = fixed;
      create table one (id int primary key) engine = MyISAM;
      create table other (id int primary key) engine = MyISAM;
      create table merged (id int primary key) engine = merge insert_method = last union = (one, other) comment = 'UNION=(\`one\`)';
      insert into packed values (1); insert into plain values (2); insert into paged values (3);
      insert into fixed values (4, 4); insert into one values (5); insert into other values (6);`,
    );
    const plan = await planOf(from.socket, ["d"]);
    await using at = await scriptFolder(plan, from.socket);
    const ran = await runBash(at);
    assertEquals(ran.code, 0, ran.stderr);
    assertEquals(await importByMysql(to.socket, at.sql), "");
    await loadSql(other.socket, await Deno.readFile(at.sql));
    for (const { name } of plan.tables) {
      const rows = `select * from d.${name} order by id`;
      const expected = await loadSql(from.socket, rows);
      assertEquals(await loadSql(to.socket, rows), expected);
      assertEquals(await loadSql(other.socket, rows), expected);
      if (name === "merged" || name === "plain") continue;
      const create = `show create table d.${name}`;
      assertEquals(
        await loadSql(other.socket, create),
        await loadSql(from.socket, create),
      );
    }
  },
});
