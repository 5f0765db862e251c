import { assert, assertEquals, assertRejects } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import type { RowCells, Session } from "../../src/connection/session.ts";
import { ConnectionError, QueryError } from "../../src/errors.ts";
import { testOnMysql } from "../mysql_server.ts";
import { freshServer, loadSql, testServer } from "../setup.ts";

const TEXT = new TextDecoder();

/** The first value of a row. */
function first({ bytes, starts, ends }: RowCells): string {
  return TEXT.decode(bytes.subarray(starts[0], ends[0]));
}

const NUMBERS =
  "(SELECT a.d + 10 * b.d + 100 * c.d AS n FROM digits a, digits b, digits c) AS numbers";

async function onSession(
  socketPath: string,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const pool = await openPool({ socketPath, user: "root" });
  try {
    await pool.reserve(async (session) => {
      await session.run("CREATE DATABASE IF NOT EXISTS pipeline");
      await session.run("USE pipeline");
      await session.run(
        "CREATE TABLE IF NOT EXISTS digits (d int PRIMARY KEY)",
      );
      await session.run(
        "INSERT IGNORE INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)",
      );
      await work(session);
    });
  } finally {
    await pool.close();
  }
}

/** Asks for many things at once, in every order of kinds, and gives what came. */
async function askMany(session: Session): Promise<void> {
  const asked: Promise<unknown>[] = [];
  const wanted: unknown[] = [];
  for (let at = 0; at < 120; at++) {
    const rows: string[] = [];
    const count = [1, 0, 1000, 7][at % 4]!;
    const sql = `SELECT n + ${at}, REPEAT('x', ${
      at * 37
    }) FROM ${NUMBERS} WHERE n < ${count} ORDER BY n`;
    switch (at % 11) {
      case 3:
        asked.push(session.texts(`SELECT ${at}`));
        wanted.push([[String(at)]]);
        break;
      case 5:
        asked.push(session.cells(`SELECT gone${at}`, () => {}).catch(String));
        wanted.push(/gone/);
        break;
      case 7:
        asked.push(
          session.cells(sql.replace("< 0", "< 3"), () => {
            throw new RangeError(`enough ${at}`);
          }).catch(String),
        );
        wanted.push(`RangeError: enough ${at}`);
        break;
      case 8:
        asked.push(session.run(`SET @at = ${at}`).then(() => at));
        wanted.push(at);
        break;
      default:
        asked.push(
          session.cells(sql, (row) => rows.push(first(row))).then(() => rows),
        );
        wanted.push(Array.from({ length: count }, (_, n) => String(n + at)));
    }
  }
  for (const [at, given] of (await Promise.all(asked)).entries()) {
    const want = wanted[at];
    if (want instanceof RegExp) assert(want.test(String(given)), String(given));
    else assertEquals(given, want, `number ${at}`);
  }
}

Deno.test("cells() asked for at the same time get their own rows, in order, whatever stands between", async () => {
  await onSession(testServer(), async (session) => {
    await askMany(session);
    assertEquals(await session.texts("SELECT @at"), [["118"]]);
  });
});

testOnMysql(
  "cells() asked for at the same time get their own rows on MySQL, too",
  (socket) => onSession(socket, askMany),
);

Deno.test("cells() has the server run the next SELECT while the rows of one are looked at", async () => {
  await onSession(testServer(), async (session) => {
    let end = 0;
    let run = Infinity;
    const looking = session.cells("SELECT 1", () => {
      const begun = Date.now();
      while (Date.now() < begun + 400);
      end = Date.now();
    });
    const next = session.cells(
      "SELECT 1000 * UNIX_TIMESTAMP(SYSDATE(3))",
      (row) => run = Number(first(row)),
    );
    await Promise.all([looking, next]);
    assert(run < end - 100, `it ran ${run - end} ms after the rows before`);
  });
});

Deno.test("cells() says to everyone who waits that the connection is lost", async () => {
  const pool = await openPool({ socketPath: testServer(), user: "root" });
  try {
    await assertRejects(
      () =>
        pool.reserve(async (session) => {
          const [[id] = []] = await session.texts("SELECT CONNECTION_ID()");
          const asked = ["SELECT SLEEP(20)", "SELECT 1", "SELECT 2", "SELECT 3"]
            .map((sql) =>
              session.cells(sql, () => {}).then(() => null, (error) => error)
            );
          await pool.run(`KILL ${id}`);
          for (const error of await Promise.all(asked)) {
            assert(
              error instanceof ConnectionError || error instanceof QueryError,
              `found ${error}`,
            );
          }
          throw new Error("not to be used again");
        }),
      Error,
      "not to be used again",
    );
    assertEquals(await pool.texts("SELECT 1"), [["1"]]);
  } finally {
    await pool.close();
  }
});

Deno.test("columns() and cells() send statements of several packets, whatever goes before them, and however full these are", async () => {
  await using server = await freshServer();
  const { socket } = server;
  await loadSql(socket, "SET GLOBAL max_allowed_packet = 67108864");
  const pool = await openPool({ socketPath: socket, user: "root" });
  const said: unknown[] = [];
  const { error } = console;
  console.error = (...words) => said.push(...words);
  try {
    await pool.reserve(async (session) => {
      for (const beyond of [-6, -5, -4, -3, -2, -1, 0, 1, 1000]) {
        const head = "SELECT 7 /*";
        const size = 0xff_ff_ff + beyond - 1;
        const sql = head + "x".repeat(size - head.length - 2) + "*/";
        const all = await Promise.all([
          session.runAhead!("SET @a = 1"),
          session.columns(sql),
          session.columns("SELECT 8"),
        ]);
        const alone = await session.columns(sql);
        assertEquals([all[1].columns, all[2].columns, alone.columns], [
          [[7]],
          [[8]],
          [[7]],
        ], String(beyond));
      }
    });
  } finally {
    console.error = error;
    await pool.close();
  }
  assertEquals(said, []);
});
