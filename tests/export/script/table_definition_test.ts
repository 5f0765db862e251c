/** What is read of how tables are defined. */
import { assertEquals } from "@std/assert";
import { openPool } from "../../../src/connection/pool.ts";
import { readDefinitions } from "../../../src/export/script/table_definition.ts";
import { reflect } from "../../../src/schema/reflect.ts";
import { freshDatabase, loadSql, testServer } from "../../setup.ts";

Deno.test("readDefinitions() reads tables and schemas whose names end with a dollar sign", async () => {
  await using database = await freshDatabase("dollar");
  const name = `${database.name}$`;
  const pool = await openPool({ socketPath: testServer(), user: "root" });
  try {
    await loadSql(
      testServer(),
      `create database ${name}; create table ${name}.t$ (id int primary key)`,
    );
    const { tables } = await reflect(pool);
    const table = tables.get(`\`${name}\`.\`t$\``)!;
    const read = await readDefinitions(pool, [table]);
    assertEquals(
      [...read.get(table.fullName)?.keys() ?? []],
      ["table", "column id", "index PRIMARY"],
    );
  } finally {
    await loadSql(testServer(), `drop database if exists ${name}`);
    await pool.close();
  }
});
