import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fullName, quoteName } from "../../../src/sql/identifier.ts";
import { literal } from "../../../src/sql/fragment.ts";
import { freshServer, loadSql } from "../../setup.ts";
import {
  AWKWARD,
  contents,
  namesIn,
  planOf,
  runBash,
  scriptFolder,
} from "./script_setup.ts";

const NAMES = [
  "plain",
  "#brain_region",
  "~external_raw",
  "__computed",
  "--help",
  "-u",
  "$(touch x)",
  "`touch x`",
  'it\'s "quoted"',
  "per%cent_",
  "a b",
  "back\\slash",
  "new\nline",
  "semi;colon",
  "Mixed",
  "grün",
];

Deno.test("scriptParts() carries awkward names and keys, and nothing is run", async () => {
  await using from = await freshServer();
  await using to = await freshServer();
  const schema = "a`b $(touch x) 'c'\\";
  await loadSql(
    from.socket,
    `create database ${quoteName(schema)} character set latin1;` +
      NAMES.map((name, i) => tableOf(schema, name, i)).join("\n"),
  );
  const where = Object.fromEntries(
    NAMES.map((name) => [
      name,
      AWKWARD.slice(1).map((value) => `(\`key\` = ${literal(value)})`),
    ]),
  );
  const plan = await planOf(from.socket, [schema], where);
  await using at = await scriptFolder(plan, from.socket);
  const ran = await runBash(at);
  assertEquals(ran.code, 0, ran.stderr);
  assertEquals(namesIn(at.folder), [
    "_ExportSQL_paper1.sh",
    "_Populate_paper1.sql",
    "_Populate_paper1.sql.sha256",
  ]);
  await loadSql(to.socket, await Deno.readFile(at.sql));
  for (const name of NAMES) {
    // The first awkward value was left out.
    await loadSql(
      from.socket,
      `delete from ${fullName(schema, name)} where \`key\` = ${
        literal(AWKWARD[0]!)
      }`,
    );
    assertEquals(
      await contents(to.socket, schema, name),
      await contents(from.socket, schema, name),
      name,
    );
  }
  assertMatch(
    await loadSql(to.socket, `show create database ${quoteName(schema)}`),
    /latin1/,
  );
});

Deno.test("scriptParts() carries every type of value byte for byte", async () => {
  await using from = await freshServer();
  await using to = await freshServer();
  await loadSql(from.socket, TYPES);
  const insert = AWKWARD.map((value, i) =>
    `insert into kinds.texts values (${i}, ${literal(value)}, ${
      literal(value)
    }, ${literal(new TextEncoder().encode(value))}, ${literal(value)}, 1.1);`
  );
  await loadSql(from.socket, insert.join("\n"));
  const plan = await planOf(from.socket, ["kinds"]);
  await using at = await scriptFolder(plan, from.socket);
  const ran = await runBash(at);
  assertEquals(ran.code, 0, ran.stderr);
  await loadSql(to.socket, await Deno.readFile(at.sql));
  for (const { name } of plan.tables) {
    assertEquals(
      await contents(to.socket, "kinds", name),
      await contents(from.socket, "kinds", name),
      name,
    );
  }
  assertEquals(
    await loadSql(to.socket, "select single * 1e0 from kinds.numbers"),
    "16777216\n0.12345679104328156\nNULL\n",
  );
});

Deno.test("scriptParts() tells an ENUM's and a SET's empty member from their having none", async () => {
  await using from = await freshServer();
  await using to = await freshServer();
  const members = Array.from({ length: 64 }, (_, at) => at === 3 ? "" : at);
  await loadSql(
    from.socket,
    `create database d; use d; set sql_mode = '';
     create table t (id int primary key, e enum('', 'a', 'it''s,('), l enum('x,''', 'é', '') character set latin1,
       s set('', 'b', 'c'), n enum('a', 'b'), m set(${
      members.map((member) => `'${member}'`)
    }));
     insert into t values (1, 0, 0, 0, 0, 0), (2, 1, 3, 1, 1, 8), (3, 2, 2, 2, 2, ~0), (4, 3, 1, 7, 1, 9),
       (5, null, null, null, null, null);`,
  );
  const numbers =
    "select id, e + 0, l + 0, s + 0, n + 0, cast(m as unsigned), hex(concat(l)) from d.t";
  const plan = await planOf(from.socket, ["d"]);
  await using at = await scriptFolder(plan, from.socket);
  const ran = await runBash(at);
  assertEquals(ran.code, 0, ran.stderr);
  await loadSql(to.socket, await Deno.readFile(at.sql));
  const found = await loadSql(to.socket, numbers);
  assertEquals(found, await loadSql(from.socket, numbers));
  assertMatch(found, /^1\t0\t0\t0\t0\t0\t\n2\t1\t3\t1\t1\t8\t\n/);
});

Deno.test("scriptParts() takes a condition as long as an argument may be", async () => {
  await using from = await freshServer();
  await loadSql(
    from.socket,
    "create database d; create table d.t (i int primary key); insert into d.t values (1), (2);",
  );
  const longest = "i = 1".padEnd(131_071 - "--where=".length);
  const plan = await planOf(from.socket, ["d"], { t: [longest] });
  await using at = await scriptFolder(plan, from.socket);
  const ran = await runBash(at);
  assertEquals(ran.code, 0, ran.stderr);
  assertMatch(await Deno.readTextFile(at.sql), /VALUES \('?1'?\);/);
});

Deno.test("scriptParts() carries large blobs, and says which packet a server must take", async () => {
  await using from = await freshServer();
  await using to = await freshServer();
  await loadSql(
    from.socket,
    "create database d; create table d.t (i int primary key, b longblob, f float); create table d.u (i int primary key, b longblob);" +
      "insert into d.t values (1, repeat(0x00ff27, 3000000), 0.1), (2, '', 1);" +
      "insert into d.u select i, b from d.t;",
  );
  const plan = await planOf(from.socket, ["d"]);
  await using at = await scriptFolder(plan, from.socket);
  const ran = await runBash(at);
  assertEquals(ran.code, 0, ran.stderr);
  const sql = await Deno.readFile(at.sql);
  const size = /max_allowed_packet < (\d+)/.exec(
    new TextDecoder().decode(sql.subarray(0, 20_000)),
  )!;
  assertEquals(Number(size[1]) > 18_000_000, true);
  await loadSql(to.socket, "set global max_allowed_packet = 16777216");
  const refused = await loadSql(to.socket, sql).catch((error) => error.message);
  assertStringIncludes(refused, "~max_allowed_packet is too small");
  assertEquals(await loadSql(to.socket, "show databases like 'd'"), "");
  await loadSql(to.socket, "set global max_allowed_packet = 67108864");
  await loadSql(to.socket, sql);
  for (const name of ["t", "u"]) {
    const full = `checksum table d.${name}`;
    assertEquals(
      await loadSql(to.socket, full),
      await loadSql(from.socket, full),
    );
  }
});

function tableOf(schema: string, name: string, i: number): string {
  const full = fullName(schema, name);
  const extra = i % 2 ? ", number float" : ", number int";
  const rows = AWKWARD.map((value) =>
    `(${literal(value)}, ${literal(new TextEncoder().encode(value))}, ${i})`
  );
  return `create table ${full} (\`key\` varchar(64) character set utf8mb4 collate utf8mb4_bin primary key,
    \`$(touch x) b\` longblob${extra}) comment 'it''s; $(touch x)';
    insert into ${full} values ${rows.join(",")};`;
}

const TYPES = `
create database kinds character set utf8mb4;
use kinds;
set sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+05:30';
create table numbers (id int auto_increment primary key, single float, wide double, exact decimal(65, 30),
  big bigint unsigned, tiny tinyint(3) zerofill, flags bit(10));
insert into numbers values
  (0, 16777217, 1e308, 12345678901234567890123456789012345.123456789012345678901234567891, 18446744073709551615, 7, b'1010101010'),
  (1, 0.123456789, 2.2250738585072014e-308, -0.000000000000000000000000000001, 0, 0, 0),
  (7, null, null, null, null, null, null);
create table no_floats (id int auto_increment primary key, wide bigint, flags bit(64), place point);
insert into no_floats values (0, -9223372036854775808, ~0, st_geomfromtext('point(1 2)')), (5, null, null, null);
create table times (id int primary key, d date, t time(6), dt datetime(6), ts timestamp(6) null, y year, f float);
insert into times values (1, '0000-00-00', '-838:59:59.999999', '2020-02-31 00:00:00.000001', '2020-06-01 12:00:00.5', 1901, 1),
  (2, '2020-00-00', '00:00:00', '0000-00-00 00:00:00', '0000-00-00 00:00:00', 0, 1), (3, null, null, null, null, null, null);
create table dates (id int primary key, d date, t time(6), dt datetime(6), ts timestamp(6) null, y year);
insert into dates select id, d, t, dt, ts, y from times;
create table choices (id int primary key, e enum('a', 'it''s', 'é'), s set('x', 'y z'), j json, f float, place polygon);
insert into choices values (1, 'it''s', 'x,y z', '{"a": "\\\\n\\\\u0000 \\'"}', 1, st_geomfromtext('polygon((0 0,1 1,1 0,0 0))')),
  (2, 'wrong', '', '[]', 2, null), (3, null, null, null, null, null);
create table derived (id int primary key, twice int generated always as (id * 2) stored, \`half of\` double as (id / 2) virtual, note varchar(9));
insert into derived (id, note) values (1, 'a'), (2, null);
create table only_generated (id int primary key, g varchar(20) as (concat('$(touch x)', id)) stored unique);
insert into only_generated (id) values (1);
create table foreign_text (id int primary key, s varchar(40) character set sjis, l varchar(40) character set latin1, u text character set ucs2);
insert into foreign_text values (1, 0x835c5c95, 0x8190a0ff, 'é'), (2, null, '', '');
create table texts (id int primary key, t longtext, v varchar(60), b blob, c char(60), f float);
create table empty (id int primary key);
`;
