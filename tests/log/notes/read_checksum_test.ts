import { assertEquals, assertNotEquals } from "@std/assert";
import { openPool } from "../../../src/connection/pool.ts";
import type { Pool } from "../../../src/connection/session.ts";
import { selectedBy } from "../../../src/log/notes/read_checksum.ts";
import { reflect } from "../../../src/schema/reflect.ts";
import { freshDatabase, loadSql } from "../../setup.ts";

Deno.test("selectedBy() reads a table once for all its entries, and gives each what it gives alone", async () => {
  await using database = await freshDatabase("checksum");
  await loadSql(
    database.socket,
    `use ${database.name};
    create table mouse (id int primary key, name varchar(20), weight float);
    insert into mouse values (1, 'a', 1.5), (2, null, 2), (3, 'it''s', null), (4, 'd', 4);
    create table cage (id int primary key);
    insert into cage values (1), (2)`,
  );
  const pool = await openPool({ socketPath: database.socket, user: "root" });
  const statements: string[] = [];
  const texts: Pool["texts"] = (sql) => {
    statements.push(sql);
    return pool.texts(sql);
  };
  const listening = { texts } as Pool;
  try {
    const catalog = await reflect(pool);
    const entry = (table: string, restriction: string) => ({
      table: `\`${database.name}\`.\`${table}\``,
      restriction,
    });
    const entries = [
      entry("mouse", "id < 3"),
      entry("cage", "TRUE"),
      entry("mouse", "name LIKE 'i%%' -- a thief"),
      entry("gone", "TRUE"),
      entry("mouse", "weight"),
      entry("mouse", "name > 'x'"),
      entry("mouse", "id < 3"),
    ];
    const together = await selectedBy(listening, catalog, entries);
    assertEquals(statements.length, 1);
    assertEquals(statements[0]!.match(/FROM `\w+`\.`mouse`/g)?.length, 1);
    assertEquals(together.map((one) => one?.rows), [
      2,
      2,
      1,
      undefined,
      3,
      0,
      2,
    ]);
    for (const [at, one] of entries.entries()) {
      assertEquals(await selectedBy(pool, catalog, [one]), [together[at]!]);
    }
    assertNotEquals(together[0]!.checksum, together[4]!.checksum);

    const refused = await selectedBy(pool, catalog, [
      entry("mouse", "id < 3"),
      entry("mouse", "no_such_column = 1"),
    ]);
    assertEquals(refused, [together[0]!, null]);
    assertEquals(await selectedBy(pool, catalog, entries, true), together);
  } finally {
    await pool.close();
  }
});
