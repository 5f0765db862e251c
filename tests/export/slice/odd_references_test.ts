/** Foreign keys that a server keeps, and that none makes anew. */
import { assertEquals } from "@std/assert";
import { MYSQL_PROGRAMS, mysqlServer } from "../../mysql_server.ts";
import { freshServer, loadSql } from "../../setup.ts";
import { freshPlace, listening } from "../../story/place.ts";

/** What populating says of foreign keys when all rows of `d.c` were read. */
async function said(
  start: () => Promise<{ readonly socket: string } & AsyncDisposable>,
  tables: string,
): Promise<string[]> {
  await using place = await freshPlace(start);
  await loadSql(
    place.socket,
    `create database d character set utf8mb4; use d; ${tables}`,
  );
  const { said } = await listening(async () => {
    const db = await place.connect();
    await db.ExportSelection.startExport({ paper_id: "p", analysis_id: "a" });
    const c = await db.table("d.c");
    await c`id < ${9}`.fetch();
    await db.ExportSelection.stopExport();
    await db.Export.populatePaper({ paper_id: "p" });
  });
  return said.filter((line) => line.includes("foreign key"));
}

const CANNOT =
  ": the dump cannot be restored, and Export.verify will say so; give both sides the same type and collation (ALTER TABLE … MODIFY), and populate again";

Deno.test("populatePaper() names foreign keys of MariaDB between columns that none joins anew", async () => {
  const lines = await said(
    freshServer,
    `set foreign_key_checks = 0;
    create table c (id int(4) primary key, k varchar(20) collate utf8mb4_bin, n int unsigned, same char(5),
      foreign key text_k (k) references p (k), foreign key number_n (n) references q (n),
      foreign key fine (same) references p (same), foreign key wide (id) references q (n));
    create table p (k varchar(20) collate utf8mb4_general_ci primary key, same varchar(9) unique);
    create table q (n int(9) primary key);
    insert into p values ('ABC', 'x'); insert into q values (5), (1); insert into c values (1, 'ABC', 5, 'x');`,
  );
  assertEquals(lines, [
    "No server makes anew the foreign key number_n of `d`.`c` (n int unsigned, n int), the foreign key text_k of `d`.`c` (k utf8mb4_bin, k utf8mb4_general_ci)" +
    CANNOT,
  ]);
});

Deno.test({
  name:
    `populatePaper() names foreign keys of MySQL whose parent was converted${
      MYSQL_PROGRAMS === null ? " (MySQL is missing)" : ""
    }`,
  ignore: MYSQL_PROGRAMS === null,
  fn: async () => {
    const lines = await said(
      mysqlServer,
      `create table p (k varchar(20) character set latin1 primary key);
      create table c (id int primary key, k varchar(20) character set latin1, constraint to_p foreign key (k) references p (k));
      insert into p values ('x'); insert into c values (1, 'x');
      set foreign_key_checks = 0; alter table p convert to character set utf8mb4;`,
    );
    assertEquals(lines, [
      "No server makes anew the foreign key to_p of `d`.`c` (k latin1_swedish_ci, k utf8mb4_0900_ai_ci)" +
      CANNOT,
    ]);
  },
});

Deno.test("populatePaper() says which foreign keys lead to rows that the database lacks", async () => {
  const lines = await said(
    freshServer,
    `create table p (k int primary key); set foreign_key_checks = 0;
    create table c (id int primary key, k int, constraint to_p foreign key (k) references p (k));
    insert into c values (1, 7), (2, 7), (3, null);`,
  );
  assertEquals(lines, [
    "The slice refers to 1 row that the database lacks, by the foreign key to_p of `d`.`c`: so will its dump, and Export.verify will say so; insert what is missing, or correct what refers to it",
  ]);
});
