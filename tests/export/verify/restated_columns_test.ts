/** Columns with expressions that the database and the trial server write by other words. */
import { assertEquals } from "@std/assert";
import { loadSql } from "../../setup.ts";
import { listening, testInMysqlPlace } from "../../story/place.ts";

const EXPRESSIONS = [
  "not a",
  "not (a xor b)",
  "a and b or not b",
  "s not like 'x%'",
  "not (s like 'é')",
  "s is not null and isnull(a)",
  "s = _latin1'a'",
  "s = x'41'",
  "char(65 using utf8mb4)",
  "lower(concat(upper(s), length(s), a mod 3, true))",
];

/** Of a default, the expression can name no column. */
const CONSTANTS = [
  "(1 and not 0)",
  "(-(1))",
  "('s' not like 'x')",
  "(cast(1 as unsigned) mod 2)",
  "(lower('É'))",
  "(pi())",
  "'length(''x'')'",
  "'true'",
  // MySQL writes what meets a text of three bytes a letter as another one.
  "(replace(uuid(), '-', ''))",
];

const columns = (texts: readonly string[], name: string, word: string) =>
  texts.map((text, at) => `${name}${at} varchar(99) ${word} ${text}`);

const TABLE =
  `create table lab.t (id int primary key, a int, b int, at datetime default '0000-00-00', s varchar(9), ${
    [
      ...columns(EXPRESSIONS.map((text) => `(${text})`), "g", "as"),
      ...columns(CONSTANTS, "d", "default"),
    ].join(", ")
  })`;

testInMysqlPlace(
  "verify() takes expressions for the same that MySQL and MariaDB write by other words, and no others",
  async (place) => {
    await loadSql(
      place.socket,
      `set sql_mode = ''; create database lab; ${TABLE}; insert into lab.t (id, a, b, s) values (1, 1, 0, 'x'), (2, null, 1, 'é')`,
    );
    await listening(async () => {
      const db = await place.connect();
      const { ExportSelection, Export } = db;
      const paper = { paper_id: "p" };
      const table = await db.table("lab.T");
      await ExportSelection.startExport({ ...paper, analysis_id: "a" });
      await table`id < ${9}`.fetch();
      await ExportSelection.stopExport();
      await Export.populatePaper(paper, { run: true });
      const { differences } = await Export.verify(paper);
      assertEquals(differences, []);
      await loadSql(
        place.socket,
        "set sql_mode = ''; alter table lab.t modify g0 varchar(99) as (not b), modify d4 varchar(99) default (lower('B')), modify d7 varchar(99) default 'false'",
      );
      const found = (await Export.verify(paper)).differences;
      assertEquals(
        found.filter(({ kind }) => kind === "altered table")
          .map(({ column, expected }) => [column, expected]),
        [
          [
            "g0",
            "6. varchar(99) utf8mb4_unicode_ai_ci virtual generated as 0=b",
          ],
          [
            "d4",
            "20. varchar(99) utf8mb4_unicode_ai_ci null default lower('B')",
          ],
          ["d7", "23. varchar(99) utf8mb4_unicode_ai_ci null default 'false'"],
        ],
      );
    });
  },
);
