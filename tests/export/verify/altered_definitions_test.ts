/** What of a dump's definitions was altered is told, and what the servers only write otherwise is not. */
import { assertEquals } from "@std/assert";
import {
  freshPlace,
  listening,
  type Place,
  testInMysqlPlace,
} from "../../story/place.ts";
import { loadSql } from "../../setup.ts";

const ROWS = `
create database lab character set utf8mb4;
create table lab.word (id int primary key, a varchar(10) default 'NULL', b varchar(30) default 'curdate()',
  c varchar(30) default '''c''', d int default '7', e decimal(6,3) default 1.5, f varchar(9) not null default '', g bit(3) default b'101',
  h enum('x','it''s') default 'it''s', i datetime default '2020-01-02 03:04:05', j timestamp(2) default current_timestamp(2),
  k varchar(40) default (upper('k')), l double default -1.5, m varchar(20), n json,
  o varchar(20) as (concat(_latin1'a', 'é', b)),
  constraint small check (d < 100 or a like 'it''s é%'), constraint odd check (not (f = 'A b' and id > 3) and coalesce(e, 1) <> 5),
  constraint loose check (id > 0) /*!80016 not enforced */);
insert into lab.word (id) values (1);
create table lab.t (id int primary key, v int, a varchar(40) not null, p point not null,
  key dd (v desc, a(10)), fulltext key words (a), spatial key places (p)) engine=InnoDB;
insert into lab.t values (1, 1, 'one', point(1, 2)), (2, 2, 'two', point(3, 4)), (3, 5, 'it''s é', point(5, 6));
create view lab.few as select id, v * 2 as w, concat(a, '-é') as name from lab.t where v < 3 and not a like 'x%';
create view lab.fewer as select f.id from lab.few f where ifnull(f.w, 0) > 2;
`;

/** What is changed in the dump, and which part of which table is told. */
const ALTERED: readonly (readonly [RegExp, string, string])[] = [
  [/\* 2/, "* 77", "`lab`.`few`"],
  [/< 3/, "< 0", "`lab`.`few`"],
  [/> 2\b/, "> 3", "`lab`.`fewer`"],
  [/`v` DESC/, "`v`", "`lab`.`t`"],
  [/DEFAULT 'NULL'/, "DEFAULT NULL", "`lab`.`word`"],
  [/DEFAULT 'curdate\(\)'/, "DEFAULT (curdate())", "`lab`.`word`"],
  [/DEFAULT '''c'''/, "DEFAULT 'c'", "`lab`.`word`"],
  [/DEFAULT '7'|DEFAULT 7/, "DEFAULT 8", "`lab`.`word`"],
  [/< 100/, "< 10", "`lab`.`word`"],
  [/'A b'/, "'a b'", "`lab`.`word`"],
  [/,\n *CONSTRAINT `small` CHECK .*(?=\n\)|,\n)/, "", "`lab`.`word`"],
  [/FULLTEXT KEY/, "KEY", "`lab`.`t`"],
];

async function assertTold(place: Place): Promise<void> {
  await loadSql(place.socket, ROWS);
  const db = await place.connect();
  const paper = { paper_id: "altered" };
  const t = await db.table("lab.t");
  await listening(async () => {
    await db.ExportSelection.startExport({ ...paper, analysis_id: "a" });
    await (await db.table("lab.word")).fetch("id");
    await t.and("id > 0").fetch("id", "a");
    await db.sql`select * from lab.fewer`.fetch();
    await db.ExportSelection.stopExport();
  });
  const { result: { dump } } = await listening(() =>
    db.Export.populatePaper({ ...paper, run: true })
  );
  const { result } = await listening(() => db.Export.verify(paper));
  assertEquals(result.differences, []);
  const text = await Deno.readTextFile(dump!.sql);
  for (const [from, to, table] of ALTERED) {
    const sql = `${place.baseDir}/altered.sql`;
    const altered = text.replace(from, to);
    assertEquals(altered === text, false, String(from));
    await Deno.writeTextFile(sql, altered);
    const { result } = await listening(() =>
      db.Export.verify({ ...paper, sql })
    );
    assertEquals(
      result.differences.map(({ table, kind }) => [table, kind]),
      [[table, "altered table"]],
      String(from),
    );
  }
}

Deno.test("verify() tells a view, an index or a check that is not the database's", async () => {
  await using place = await freshPlace();
  await assertTold(place);
});

testInMysqlPlace("so it does of a MySQL database", assertTold);
