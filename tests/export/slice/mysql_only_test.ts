/** Tables that MySQL makes and MariaDB does not. */
import { assertEquals } from "@std/assert";
import { mysqlChecks } from "../../../src/export/slice/mysql_only.ts";
import type { TableInfo } from "../../../src/schema/table.ts";
import { loadSql } from "../../setup.ts";
import { freshPlace, listening, testInMysqlPlace } from "../../story/place.ts";

testInMysqlPlace(
  "populatePaper() says what MariaDB cannot make of a table, and why",
  async (place) => {
    await loadSql(
      place.socket,
      `create database d; create table d.t (id int primary key, n varchar(40) default 'regexp_like(',
      a int generated always as (n regexp '^a') virtual, b binary(16) default (uuid_to_bin(uuid())),
      c varchar(60) generated always as (concat(n, 'it''s regexp_like(')) virtual);
      create table d.u (id int, n varchar(40), k int generated always as (id + 1) stored, primary key (id, k),
      index lower_n ((lower(n))), index plain (n), check (k > 0 and n <> 'is_uuid('),
      constraint letters check (regexp_like(n, '^[a-z]+$')));
      create database e; create table e.u (n varchar(40), check (regexp_like(n, 'a')));
      insert into d.t (id) values (1); insert into d.u (id, n) values (1, 'a');`,
    );
    const { said } = await listening(async () => {
      const db = await place.connect();
      const paper = { paper_id: "p", analysis_id: "a" };
      await db.ExportSelection.startExport(paper);
      const t = await db.table("d.t");
      await t`id = ${1}`.fetch();
      const u = await db.table("d.u");
      await u`id = ${1}`.fetch();
      await db.ExportSelection.stopExport();
      await db.Export.populatePaper({ paper_id: "p" });
    });
    assertEquals(
      said.filter((line) => line.includes("Only MySQL")),
      [
        "Only MySQL can make `d`.`t` (a: regexp_like; b: uuid_to_bin), `d`.`u` (k: computed, in the primary key; index lower_n: of an expression; check letters: regexp_like): the dump can be restored on MySQL only, and where Export.verify tries it on MariaDB, it will say that it is not importable",
      ],
    );
    const [[version] = []] = await place.pool.texts("select version()");
    // Of a server with many schemas, only those of the slice are looked through.
    assertEquals(await mysqlChecks(place.pool, [IN_D], version!), [{
      table: "`d`.`u`",
      name: "letters",
      functions: ["regexp_like"],
    }]);
  },
);

Deno.test("mysqlChecks() finds none where a server says that it is MySQL, and tells them in another way", async () => {
  await using place = await freshPlace();
  assertEquals(await mysqlChecks(place.pool, [IN_D], "8.0.30"), []);
});

const IN_D = { schema: "d" } as TableInfo;

Deno.test("populatePaper() does not take MariaDB's row times for columns that only MySQL can compute", async () => {
  await using place = await freshPlace();
  await loadSql(
    place.socket,
    `create database d; create table d.t (id int primary key, since timestamp(6) generated always as row start,
      until timestamp(6) generated always as row end, period for system_time (since, until)) with system versioning;
     insert into d.t (id) values (1);`,
  );
  const { said } = await listening(async () => {
    const db = await place.connect();
    await db.ExportSelection.startExport({ paper_id: "p", analysis_id: "a" });
    const t = await db.table("d.t");
    await t`id = ${1}`.fetch();
    await db.ExportSelection.stopExport();
    await db.Export.populatePaper({ paper_id: "p" });
  });
  assertEquals(said.filter((line) => line.includes("Only MySQL")), []);
});
