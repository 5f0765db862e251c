/** Columns that MySQL computes by functions which MariaDB lacks. */
import { assertEquals } from "@std/assert";
import { MYSQL_PROGRAMS, mysqlServer } from "../../mysql_server.ts";
import { loadSql } from "../../setup.ts";
import { freshPlace, listening } from "../../story/place.ts";

Deno.test({
  name: `populatePaper() says which columns MariaDB cannot compute${
    MYSQL_PROGRAMS === null ? " (MySQL is missing)" : ""
  }`,
  ignore: MYSQL_PROGRAMS === null,
  fn: async () => {
    await using place = await freshPlace(mysqlServer);
    await loadSql(
      place.socket,
      `create database d; create table d.t (id int primary key, n varchar(40) default 'regexp_like(',
      a int generated always as (n regexp '^a') virtual, b binary(16) default (uuid_to_bin(uuid())),
      c varchar(60) generated always as (concat(n, 'it''s regexp_like(')) virtual);
      insert into d.t (id) values (1);`,
    );
    const { said } = await listening(async () => {
      const db = await place.connect();
      const paper = { paper_id: "p", analysis_id: "a" };
      await db.ExportSelection.startExport(paper);
      const t = await db.table("d.t");
      await t`id = ${1}`.fetch();
      await db.ExportSelection.stopExport();
      await db.Export.populatePaper({ paper_id: "p" });
    });
    assertEquals(
      said.filter((line) => line.includes("only MySQL")),
      [
        "In `d`.`t` (a, b) values are computed by functions that only MySQL has (regexp_like, uuid_to_bin): the dump can be restored on MySQL only, and where Export.verify tries it on MariaDB, it will say that it is not importable",
      ],
    );
  },
});
