import { assertEquals, assertThrows } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import { columnName, fullName, quoteName } from "../../src/sql/identifier.ts";
import { isReserved } from "../../src/sql/reserved.ts";
import { freshDatabase, loadSql, testServer } from "../setup.ts";

const HOSTILE = [
  "a`b",
  "``",
  "a b",
  "a'b",
  'a"b',
  "a\\b",
  "a%b",
  "a;b",
  "a--b",
  "a/*b*/",
  "$(touch x)",
  "order",
  "SELECT",
  "日本",
  "größe",
  "1a",
  "a.b",
  "a` = 1 OR `a",
  "__proto__",
];

Deno.test("quoteName() writes names that the server takes for just those names", async () => {
  await using database = await freshDatabase("identifier");
  const columns = HOSTILE.map((name) => `${quoteName(name)} int`).join(", ");
  await loadSql(
    database.socket,
    `create table canary (id int);
    create table t (${columns});`,
    database.name,
  );
  const said = await loadSql(
    database.socket,
    `select hex(column_name) from information_schema.columns
     where table_schema = '${database.name}' and table_name = 't'
     order by ordinal_position;
     show tables from ${quoteName(database.name)};`,
  );
  const names = said.trim().split("\n");
  assertEquals(
    names.slice(0, HOSTILE.length).map((hex) =>
      new TextDecoder().decode(Uint8Array.fromHex(hex))
    ),
    HOSTILE,
  );
  assertEquals(names.slice(HOSTILE.length), ["canary", "t"]);
});

Deno.test("columnName() quotes what cannot stand bare", async () => {
  await using database = await freshDatabase("identifier");
  for (const name of [...HOSTILE, "plain", "plain_2", "year", "date"]) {
    await loadSql(
      database.socket,
      `create or replace table t (${quoteName(name)} int);
       select ${columnName(name)} from t where ${columnName(name)} = 1`,
      database.name,
    );
  }
  assertEquals(columnName("electrode_id"), "electrode_id");
  assertEquals(columnName("order"), "`order`");
  assertEquals(columnName("Upper"), "`Upper`");
});

Deno.test("columnName() quotes each word that this server cannot take bare", async () => {
  const pool = await openPool({ socketPath: testServer(), user: "root" });
  try {
    // MariaDB lists its words; where there is no list there is nothing to try.
    const listed = await pool.texts(
      "SELECT word FROM information_schema.keywords",
    )
      .catch(() => []);
    const words = listed.map(([word]) => word!.toLowerCase())
      .filter((word) => /^[a-z_]+$/.test(word) && columnName(word) === word);
    const wrong: string[] = [];
    for (const word of words) {
      const sql =
        `SELECT ${word} FROM (SELECT 1 AS \`${word}\`) AS t WHERE ${word} = 1`;
      await pool.query(sql).catch(() => wrong.push(word));
    }
    assertEquals(wrong, []);
  } finally {
    await pool.close();
  }
});

Deno.test("quoteName() refuses names that no server has", () => {
  for (const name of ["", "a\0b"]) {
    assertThrows(() => quoteName(name), RangeError, "Cannot quote a name");
  }
});

Deno.test("fullName() is the one spelling of a table", () => {
  assertEquals(fullName("a`b", "#c"), "`a``b`.`#c`");
});

Deno.test("isReserved() knows words in any case", () => {
  assertEquals(isReserved("Select"), true);
  assertEquals(isReserved("electrode"), false);
});
