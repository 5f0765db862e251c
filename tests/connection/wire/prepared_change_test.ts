import { assert, assertEquals, assertRejects } from "@std/assert";
import { openPool } from "../../../src/connection/pool.ts";
import type {
  PreparedChange,
  Session,
} from "../../../src/connection/session.ts";
import { ConnectionError, QueryError } from "../../../src/errors.ts";
import { testOnMysql } from "../../mysql_server.ts";
import { freshDatabase, testServer } from "../../setup.ts";

/** What a prepared INSERT is tested with. */
interface Place {
  readonly insert: PreparedChange;
  readonly session: Session;
  readonly table: string;
}

async function withInsert(
  work: (place: Place) => Promise<void>,
  socketPath = testServer(),
) {
  await using database = await freshDatabase("prepared", socketPath);
  const pool = await openPool({ socketPath, user: "root" });
  const table = `\`${database.name}\`.t`;
  try {
    await pool.run(
      `CREATE TABLE ${table} (id bigint primary key, a longtext, b varchar(20) not null) charset utf8mb4`,
    );
    await pool.reserve(async (session) => {
      const insert = await session.prepare!(
        `INSERT INTO ${table} (id, a, b) VALUES (?, ?, ?)`,
      );
      await work({ insert, session, table });
    });
  } finally {
    await pool.close();
  }
}

async function keepsAll({ insert, session, table }: Place): Promise<void> {
  const numbers = [
    0,
    1,
    -1,
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31) - 1,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ];
  for (const [i, id] of numbers.entries()) await insert([id, "", `n${i}`]);
  const kept = await session.texts(`SELECT id FROM ${table} ORDER BY b`);
  assertEquals(kept, numbers.map((id) => [String(id)]));
  const texts = [
    "",
    "'\"`\\ \0\r\n%_?",
    "é😀\u{10ffff}",
    ...[250, 251, 21_845, 21_846, 65_535, 65_536, 9_000_000].map((length) =>
      "x".repeat(length)
    ),
    ...[21_845, 21_846, 5_000_000].map((length) => "€".repeat(length)),
  ];
  for (const [i, text] of texts.entries()) {
    await insert([100 + i, text, "text"]);
  }
  const there = await session.texts(
    `SELECT a FROM ${table} WHERE b = 'text' ORDER BY id`,
  );
  assertEquals(there.length, texts.length);
  for (const [i, text] of texts.entries()) {
    assert(there[i]![0] === text, `text ${i}`);
  }
}

Deno.test("prepare() gives a statement that keeps every text and whole number", () =>
  withInsert(keepsAll));

testOnMysql(
  "prepare() gives a statement that keeps them on MySQL, too",
  (socket) => withInsert(keepsAll, socket),
);

Deno.test("prepare() gives a statement that says what the server refused, and stays good", () =>
  withInsert(async ({ insert, session, table }) => {
    await insert([1, "a", "b"]);
    const error = await assertRejects(
      () => insert([1, "again", "b"]),
      QueryError,
      "MySQL 1062",
    );
    assertEquals(error.errno, 1062);
    await assertRejects(
      () => insert([2, "a", "longer than its column is"]),
      QueryError,
      "MySQL 1406",
    );
    await insert([3, "a", "b"]);
    assertEquals(await session.texts(`SELECT id FROM ${table}`), [["1"], [
      "3",
    ]]);
    await assertRejects(
      () => session.prepare!(`INSERT INTO ${table} VALUES (?, gone(`),
      QueryError,
      "MySQL 1064",
    );
  }));

Deno.test("prepare() gives a statement that outlives changes of its table", () =>
  withInsert(async ({ insert, session, table }) => {
    await insert([1, "a", "b"]);
    await session.run(`ALTER TABLE ${table} ADD c int FIRST`);
    await insert([2, "a", "b"]);
    await session.run(`DROP TABLE ${table}`);
    await assertRejects(() => insert([3, "a", "b"]), QueryError, "1146");
    await session.run(`CREATE TABLE ${table} (b text, a text, id int)`);
    await insert([4, "a", "b"]);
    assertEquals(await session.texts(`SELECT b, a, id FROM ${table}`), [
      ["b", "a", "4"],
    ]);
  }));

Deno.test("prepare() gives a statement that tells a lost connection from a refusal", async () => {
  const pool = await openPool({ socketPath: testServer(), user: "root" });
  try {
    const lost = pool.reserve(async (session) => {
      const change = await session.prepare!("DO ?");
      await change([1]);
      const [[id]] = await session.texts("SELECT CONNECTION_ID()") as [
        [string],
      ];
      await pool.run(`KILL ${id}`);
      await change([2]);
    });
    await assertRejects(() => lost, ConnectionError, "the connection was lost");
  } finally {
    await pool.close();
  }
});
