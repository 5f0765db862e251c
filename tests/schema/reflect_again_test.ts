/** Tables that are read again. */
import {
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
} from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import { reflect, reflectAgain } from "../../src/schema/reflect.ts";
import type { Catalog } from "../../src/schema/table.ts";
import { freshDatabase, freshServer, loadSql } from "../setup.ts";

Deno.test("reflectAgain() gives the same catalog until a table is another, whatever of it", async () => {
  await using database = await freshDatabase("again");
  const { name, socket } = database;
  await loadSql(
    socket,
    `use ${name};
    create table parent (id int primary key, other int unique);
    create table child (id int primary key, parent int comment 'Ünïcode', key (parent)) comment 'x'`,
  );
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    const own = ({ catalog }: { catalog: Catalog }) =>
      [...catalog.tables.values()].filter(({ schema }) => schema === name);
    let last = await reflectAgain(pool);
    const changes = [
      "alter table child add foreign key (parent) references parent (id)",
      "alter table child drop foreign key child_ibfk_1",
      "alter table child add foreign key (parent) references parent (other)",
      "alter table child modify parent int not null comment 'Ünïcode'",
      "alter table child modify parent int not null comment 'Ünîcode'",
      "alter table child drop primary key, add primary key (id, parent)",
      "alter table child comment 'y'",
      "create index i on child (id)",
      "alter table child rename column id to name",
      "create table child__part (name int primary key)",
      "drop table child__part",
      "create view v as select 1",
    ];
    for (const change of changes) {
      assertStrictEquals(await reflectAgain(pool, last), last, change);
      await loadSql(socket, change, name);
      const next = await reflectAgain(pool, last);
      assertNotStrictEquals(next.catalog, last.catalog, change);
      assertEquals(own(next), own({ catalog: await reflect(pool) }), change);
      last = next;
    }
    // Rows are no matter of the catalog's.
    await loadSql(socket, "insert into parent values (1, 2)", name);
    assertStrictEquals(await reflectAgain(pool, last), last);
  } finally {
    await pool.close();
  }
});

Deno.test("reflectAgain() gives the same catalog where names differ in case or accents only", async () => {
  await using server = await freshServer();
  await loadSql(
    server.socket,
    `create database lab; create database Lab;
    create table Lab.mouse (id int primary key); create table lab.Mouse (id int primary key, far int, key (far));
    create table lab.mouse (id int primary key); create table lab.\`mousé\` (id int primary key);`,
  );
  const pool = await openPool({ socketPath: server.socket, user: "root" });
  try {
    const first = await reflectAgain(pool);
    assertEquals(
      [...first.catalog.tables.keys()].filter((name) => /lab/i.test(name)),
      ["`Lab`.`mouse`", "`lab`.`Mouse`", "`lab`.`mouse`", "`lab`.`mousé`"],
    );
    for (let reading = 0; reading < 40; reading++) {
      assertStrictEquals(await reflectAgain(pool, first), first);
    }
  } finally {
    await pool.close();
  }
});

Deno.test("reflectAgain() reads once more where the connection had gone stale", async () => {
  await using database = await freshDatabase("stale");
  await loadSql(database.socket, "create table t (id int)", database.name);
  const pool = await openPool({
    socketPath: database.socket,
    user: "root",
    size: 1,
  });
  try {
    const first = await reflectAgain(pool);
    const [[id] = []] = await pool.texts("select connection_id()");
    await loadSql(database.socket, `kill ${id}`);
    assertStrictEquals(await reflectAgain(pool, first), first);
  } finally {
    await pool.close();
  }
});
