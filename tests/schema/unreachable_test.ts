/** A table whose rows another server keeps, which does not give them. */
import { assertEquals } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import { reflect } from "../../src/schema/reflect.ts";
import { freshServer, loadSql } from "../setup.ts";

Deno.test("reflect() reads all other tables where one's own server does not give it", async () => {
  await using server = await freshServer();
  const isKnown = await loadSql(server.socket, "install soname 'ha_federatedx'")
    .then(() => true, () => false);
  if (!isKnown) return console.log("This MariaDB comes without FEDERATED.");
  await loadSql(
    server.socket,
    `create database far; create table far.mouse (id int primary key);
    create server away foreign data wrapper mysql options (user 'root', socket '${server.socket}', database 'far', host 'localhost');
    create database lab;
    create table lab.\`it's\` (id int primary key) engine = federated connection = 'away/mouse';
    create table lab.cage (id int primary key, other int unique);
    create table lab.mouse (id int primary key, cage int, foreign key (cage) references lab.cage (id));
    drop table far.mouse; flush tables;`,
  );
  const pool = await openPool({ socketPath: server.socket, user: "root" });
  try {
    const { tables } = await reflect(pool);
    const known = ["cage", "mouse", "it's"].map((name) =>
      tables.get(`\`lab\`.\`${name}\``)!
    );
    assertEquals(known.map(({ primaryKey }) => primaryKey), [
      ["id"],
      ["id"],
      [],
    ]);
    assertEquals(known[0]!.indexes?.length, 1);
    assertEquals(known[1]!.foreignKeys.length, 1);
  } finally {
    await pool.close();
  }
});
