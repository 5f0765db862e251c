import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { connect } from "../../../mod.ts";
import type { ExportCommands } from "../../../src/export/commands/export_commands.ts";
import type { SelectionCommands } from "../../../src/export/commands/selection_commands.ts";
import type { Verification } from "../../../src/export/verify/verification.ts";
import { freshServer, loadSql } from "../../setup.ts";

const PAPER = { paper_id: "cases" };

Deno.test("verify() replays only what was not cut where the export is limited to sessions", async () => {
  const verified = await verifiedOf({
    sql: `create database common_nwbfile;
create table common_nwbfile.nwbfile (nwb_file_name varchar(64) primary key);
insert into common_nwbfile.nwbfile values ('a_.nwb'), ('b_.nwb'), ('c_.nwb');
create table lab.trial (nwb_file_name varchar(64), at timestamp(2) not null default '2024-01-01 00:00:00', primary key (nwb_file_name, at),
  foreign key (nwb_file_name) references common_nwbfile.nwbfile (nwb_file_name));
insert into lab.trial values ('a_.nwb', '2024-03-31 01:30:00.25'), ('a_.nwb', '2024-10-27 01:30:00'), ('b_.nwb', '2024-03-31 01:30:00');
create table lab.only_b (nwb_file_name varchar(64) primary key,
  foreign key (nwb_file_name) references common_nwbfile.nwbfile (nwb_file_name));
insert into lab.only_b values ('b_.nwb')`,
    tables: ["lab.trial", "lab.only_b"],
    options: { includedNwbFiles: ["a_.nwb"] },
  });
  assertEquals(verified.differences, []);
  assertEquals(verified.restored, { tables: 2, rows: 3 });
});

Deno.test("verify() takes a list without sessions for none, not for all", async () => {
  const verified = await verifiedOf({
    sql: `create database common_nwbfile;
create table common_nwbfile.nwbfile (nwb_file_name varchar(64) primary key);
insert into common_nwbfile.nwbfile values ('a_.nwb');
create table lab.trial (nwb_file_name varchar(64) primary key,
  foreign key (nwb_file_name) references common_nwbfile.nwbfile (nwb_file_name));
insert into lab.trial values ('a_.nwb');
create table lab.lens (id int primary key);
insert into lab.lens values (1)`,
    tables: ["lab.trial", "lab.lens"],
    options: { includedNwbFiles: [] },
  });
  assertEquals(verified.differences, []);
  assertEquals(verified.restored, { tables: 1, rows: 1 });
});

Deno.test("verify() understands times as the database's own time zone has them", async () => {
  const verified = await verifiedOf({
    sql: `set global time_zone = '-07:30'; set time_zone = '-07:30';
create table lab.moment (at timestamp primary key, other datetime, late timestamp null, early timestamp not null default '2024-01-01 00:00:00');
insert into lab.moment (at, other, late) values ('2024-01-01 00:00:00', '2024-01-01 00:00:00', null), ('2024-01-01 07:29:59', null, '2024-01-01 00:00:00')`,
    tables: ["lab.moment"],
    restriction: "at > '2024-01-01 01:00:00' or late is null",
  });
  assertEquals(verified.differences, []);
  assertEquals(verified.restored.rows, 2);
});

Deno.test("verify() tells moments by the clock of the session, as reads do", async () => {
  const { differences } = await verifiedOf({
    sql: `set global time_zone = '-07:30'; set time_zone = '-07:30';
create table lab.moment (at timestamp(2) primary key, late timestamp null);
insert into lab.moment values ('2024-01-01 00:00:00.25', '2024-01-01 03:00:00'), ('2024-01-02 00:00:00', null)`,
    tables: ["lab.moment"],
    after: `use lab; insert into moment values ('2024-01-03 00:00:00', null);
delete from moment where at = '2024-01-02 00:00:00'; update moment set late = '2024-01-01 04:00:00' where late is not null`,
  });
  const told = differences.map(({ kind, key, expected, found }) =>
    [kind, key?.at, expected, found] as const
  );
  assertEquals(told.filter(([, at]) => at !== undefined), [
    [
      "altered value",
      "2024-01-01 00:00:00.25",
      "2024-01-01 04:00:00",
      "2024-01-01 03:00:00",
    ],
    ["missing row", "2024-01-03 00:00:00.00", {
      at: "2024-01-03 00:00:00.00",
    }, null],
    ["extra row", "2024-01-02 00:00:00.00", null, {
      at: "2024-01-02 00:00:00.00",
    }],
  ]);
  assertStringIncludes(
    differences.find(({ kind }) => kind === "extra row")!.message,
    'at="2024-01-02 00:00:00.00"',
  );
});

Deno.test("verify() finds what dates without a month or a day refer to", async () => {
  const verified = await verifiedOf({
    sql: `set sql_mode = '';
create table lab.day (at date, kind varchar(9), primary key (at, kind));
create table lab.visit (id int primary key, at date, kind varchar(9), foreign key (at, kind) references lab.day (at, kind));
insert into lab.day values ('0000-00-00', 'a'), ('2020-02-00', 'b '), ('2020-00-00', 'c'), ('2020-02-03', 'd');
insert into lab.visit values (1, '0000-00-00', 'A'), (2, '2020-02-00', 'B'), (3, '2020-00-00', 'C'), (4, null, 'x')`,
    tables: ["lab.visit"],
  });
  assertEquals(verified.differences, []);
  assertEquals(verified.restored.rows, 7);
});

Deno.test("verify() does not pass over references that lead nowhere in the database itself", async () => {
  const verified = await verifiedOf({
    sql: `create table lab.parent (id int primary key);
create table lab.child (id int primary key, parent int null, foreign key (parent) references lab.parent (id));
set foreign_key_checks = 0;
insert into lab.child values (1, null), (2, 7)`,
    tables: ["lab.child"],
  });
  assertEquals(verified.differences.map(({ kind, table }) => [kind, table]), [
    ["orphan", "\`lab\`.\`child\`"],
  ]);
  assertStringIncludes(verified.differences[0]!.message, "parent");
});

Deno.test("verify() lists some of many differences, and says how many more there are", async () => {
  const verified = await verifiedOf({
    sql: `create table lab.many (id int primary key, value double);
insert into lab.many select seq, seq / 3 from seq_1_to_12000`,
    tables: ["lab.many"],
    after: "update lab.many set value = value + 1 where id <= 6000",
  });
  const altered = verified.differences.filter(({ kind }) =>
    kind === "altered value"
  );
  assertEquals(altered.length, 21);
  assertEquals(altered.at(-1)!.found, "5980 more");
  assertEquals(altered[0]!.key, { id: "1" });
});

Deno.test("verify() takes many rows of many types, whatever their spelling", async () => {
  const verified = await verifiedOf({
    sql:
      `create table lab.kinds (k float primary key, d double, n decimal(30,10), z int(6) zerofill, s set('a','b','c'),
  y year, t time(6), j json, u char(3) character set ucs2, b varbinary(5000), p point, v int as (z + 1) virtual,
  l longtext collate utf8mb4_bin);
insert into lab.kinds (k, d, n, z, s, y, t, j, u, b, p, l) values
  (0.1, 1e308, -0.0000000001, 7, 'a,c', 2024, '-838:59:59.000001', '{"a":  1}', 'é', repeat(0x00ff, 2000), point(0.1, -2), repeat('🧠', 5000)),
  (-3.4e38, -0e0, null, 0, '', 1901, '00:00:00', null, '', '', null, ''),
  (16777217, 4.9e-324, 1, 1, null, null, null, '[]', null, null, null, null)`,
    tables: ["lab.kinds"],
  });
  assertEquals(verified.differences, []);
  assertEquals(verified.restored.rows, 3);
});

/** Makes a database, reads all of some tables, populates, dumps, changes the database, verifies. */
async function verifiedOf(
  { sql, tables, restriction = "TRUE", options = {}, after = "" }: {
    sql: string;
    tables: readonly string[];
    restriction?: string;
    options?: { includedNwbFiles?: readonly string[] };
    after?: string;
  },
): Promise<Verification> {
  await using server = await freshServer();
  await loadSql(server.socket, `create database lab; use lab; ${sql}`);
  const baseDir = await Deno.makeTempDir();
  const db = await connect({
    socketPath: server.socket,
    user: "root",
    baseDir,
  });
  try {
    const usage = await db.schema("common_usage");
    const selection = usage.ExportSelection as unknown as SelectionCommands;
    const exports = usage.Export as unknown as ExportCommands;
    await selection.startExport({ ...PAPER, analysis_id: "one" });
    for (const name of tables) {
      const table = await db.table(name);
      const query = restriction === "TRUE" ? table : table.and(restriction);
      assert((await query.rows()).length > 0);
    }
    await selection.stopExport();
    await exports.populatePaper(PAPER, options);
    if (after !== "") {
      await exports.verify(PAPER);
      await loadSql(server.socket, after);
    }
    return await exports.verify(PAPER);
  } finally {
    await db.close();
    await Deno.remove(baseDir, { recursive: true });
  }
}
