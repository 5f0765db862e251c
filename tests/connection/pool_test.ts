import { assertEquals, assertRejects } from "@std/assert";
import { SQL_MODE } from "../../src/connection/initial_settings.ts";
import { openPool } from "../../src/connection/pool.ts";
import { inTransaction } from "../../src/connection/transaction.ts";
import { within } from "../../src/connection/within.ts";
import { ConnectionError, QueryError } from "../../src/errors.ts";
import { freshDatabase, loadSql, testServer } from "../setup.ts";

function open(options: { size?: number } = {}) {
  return openPool({ socketPath: testServer(), user: "root", ...options });
}

Deno.test("openPool() pins mode and character set of every session", async () => {
  const pool = await open({ size: 3 });
  try {
    const sql =
      "SELECT @@sql_mode, @@character_set_client, @@collation_connection = CONVERT('' USING utf8mb4) COLLATE utf8mb4_bin, SLEEP(0.05)";
    const said = await Promise.all(
      Array.from({ length: 9 }, () => pool.texts(sql)),
    );
    for (const [row] of said) {
      assertEquals(new Set(row![0]!.split(",")), new Set(SQL_MODE.split(",")));
      assertEquals(row![1], "utf8mb4");
    }
    // Texts with and without a named character set go together.
    const both = await pool.texts(
      "SELECT CONCAT('a') = _UTF8MB4 0x61, CONCAT('é') = _utf8mb4 0xC3A9",
    );
    assertEquals(both, [["1", "1"]]);
  } finally {
    await pool.close();
  }
});

Deno.test("run() counts the rows that changed", async () => {
  await using database = await freshDatabase("pool");
  const pool = await open();
  try {
    const t = `\`${database.name}\`.t`;
    await pool.run(
      `CREATE TABLE ${t} (id int primary key auto_increment, v int)`,
    );
    assertEquals(await pool.run(`INSERT INTO ${t} (v) VALUES (1), (2)`), {
      affectedRows: 2,
      insertId: 1,
    });
    assertEquals((await pool.run(`UPDATE ${t} SET v = 2`)).affectedRows, 1);
    assertEquals(
      (await pool.run(
        `INSERT INTO ${t} VALUES (1, 5) ON DUPLICATE KEY UPDATE id = 1`,
      )).affectedRows,
      0,
    );
    assertEquals((await pool.run(`DELETE FROM ${t}`)).affectedRows, 2);
  } finally {
    await pool.close();
  }
});

Deno.test("a statement is one statement, and its text goes as it is", async () => {
  const pool = await open();
  try {
    await assertRejects(() => pool.query("SELECT 1; SELECT 2"), QueryError);
    assertEquals((await pool.query("SELECT '?', ':x', '%'")).rows, [[
      "?",
      ":x",
      "%",
    ]]);
    const [[bytes, none] = []] = await pool.bytes("SELECT x'00ff', NULL");
    assertEquals(new Uint8Array(bytes!), new Uint8Array([0, 255]));
    assertEquals(none, null);
    assertEquals(await pool.texts("SELECT 9007199254740993, 0.10, NULL, 'é'"), [
      ["9007199254740993", "0.10", null, "é"],
    ]);
  } finally {
    await pool.close();
  }
});

Deno.test("a connection that was killed while idle is replaced", async () => {
  const pool = await open({ size: 3 });
  try {
    const sql = "SELECT CONNECTION_ID(), SLEEP(0.02)";
    for (let round = 0; round < 3; round++) {
      const ids = await Promise.all([1, 2, 3].map(() => pool.texts(sql)));
      // On a busy machine one may be free again before another has opened.
      for (const id of new Set(ids.map(([row]) => row![0]))) {
        await loadSql(testServer(), `kill ${id}`);
      }
      const read = round === 1
        ? pool.reserve((session) => session.query("SELECT 1"))
        : pool.query("SELECT 1");
      assertEquals((await read).rows, [[1]]);
    }
  } finally {
    await pool.close();
  }
});

Deno.test("a connection that is killed while it reads is replaced once, while it writes it is not", async () => {
  const pool = await open();
  const killer = await open();
  const kill = async (mark: string) => {
    for (let tries = 0; tries < 200; tries++) {
      const found = await killer.texts(
        `SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%${mark}%'`,
      );
      for (const [id] of found) await killer.run(`KILL ${id}`).catch(() => {});
      if (found.length > 0) return;
      await new Promise((done) => setTimeout(done, 10));
    }
  };
  try {
    const read = pool.query("SELECT SLEEP(0.3) AS first_read");
    await kill("first_read");
    assertEquals((await read).rows, [[0]]);
    const write = assertRejects(
      () => pool.run("SELECT SLEEP(0.3) AS a_write"),
      ConnectionError,
      "the connection was lost",
    );
    await kill("a_write");
    await write;
    assertEquals((await pool.query("SELECT 1")).rows, [[1]]);
  } finally {
    await pool.close();
    await killer.close();
  }
});

Deno.test("reserve() gives up a session that failed, with all it held", async () => {
  await using database = await freshDatabase("pool");
  const pool = await open({ size: 1 });
  try {
    const t = `\`${database.name}\`.t`;
    await pool.run(`CREATE TABLE ${t} (id int primary key)`);
    await assertRejects(
      () =>
        pool.reserve(async (session) => {
          await session.run("SET @mine = 1");
          await session.run("START TRANSACTION");
          await session.run(`INSERT INTO ${t} VALUES (1)`);
          throw new Error("stop");
        }),
      Error,
      "stop",
    );
    assertEquals(
      await pool.texts(`SELECT (SELECT count(*) FROM ${t}), @mine`),
      [["0", null]],
    );
    await assertRejects(
      () =>
        inTransaction(pool, async (session) => {
          await session.run(`INSERT INTO ${t} VALUES (2)`);
          await session.run(`INSERT INTO ${t} VALUES (2)`);
        }),
      QueryError,
      "1062",
    );
    assertEquals(await pool.texts(`SELECT count(*) FROM ${t}`), [["0"]]);
    await inTransaction(
      pool,
      (session) => session.run(`INSERT INTO ${t} VALUES (3)`),
    );
    assertEquals(await pool.texts(`SELECT count(*) FROM ${t}`), [["1"]]);
  } finally {
    await pool.close();
  }
});

Deno.test("openPool() says why a session cannot be set up", async () => {
  await using database = await freshDatabase("setup");
  // One statement an hour: the one that has the session refuse whatever writes is its second.
  await loadSql(
    database.socket,
    "create user slow@localhost with max_queries_per_hour 1",
    database.name,
  );
  const opening = openPool({
    socketPath: database.socket,
    user: "slow",
    readOnly: true,
  });
  try {
    const late = await within(
      assertRejects(() => opening, QueryError, "max_queries_per_hour"),
      4_000,
    );
    assertEquals(late, false);
  } finally {
    await loadSql(database.socket, "drop user slow@localhost", database.name);
  }
});

Deno.test("cells() shows every row, passes on what its reader throws, and tells the server's errors", async () => {
  const pool = await open({ size: 1 });
  try {
    const seen: string[] = [];
    const text = new TextDecoder();
    await pool.cells(
      "SELECT 'é', NULL, X'00FF' UNION ALL SELECT '', 1.50, ''",
      ({ bytes, starts, ends }) => {
        const row = Array.from(
          starts,
          (start, at) => start < 0 ? null : bytes.subarray(start, ends[at]),
        );
        seen.push(
          row.map((value) => value && (text.decode(value) || "nothing")).join(),
        );
      },
    );
    assertEquals(seen, ["é,,\0\ufffd", "nothing,1.50,nothing"]);
    let count = 0;
    await assertRejects(
      () =>
        pool.cells("SELECT seq FROM mysql.seq_1_to_50000", () => {
          if (++count === 3) throw new RangeError("enough");
        }),
      RangeError,
      "enough",
    );
    assertEquals(count, 3);
    await assertRejects(() => pool.cells("SELECT gone", () => {}), QueryError);
    assertEquals(await pool.texts("SELECT 1"), [["1"]]);
  } finally {
    await pool.close();
  }
});
