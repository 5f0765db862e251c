import {
  assert,
  assertEquals,
  assertGreater,
  assertLess,
  assertRejects,
} from "@std/assert";
import { once } from "node:events";
import mysql from "mysql2";
import { ConnectionError } from "../../src/errors.ts";
import { IdleConnections } from "../../src/connection/idle_connections.ts";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool, Session } from "../../src/connection/session.ts";
import { loadSql, testServer } from "../setup.ts";

const CONNECTION_ID = "SELECT CONNECTION_ID()";

const idOf = async (session: Session) =>
  Number((await session.query(CONNECTION_ID)).rows[0]![0]);

const slowIdOf = async (session: Session) => {
  await session.query("SELECT SLEEP(0.02)");
  return await idOf(session);
};

Deno.test("more work at once than connections is all done, on no more connections than the limit", async () => {
  const pool = await openPool({ ...ROOT, size: 2 });
  try {
    const work = Array.from(
      { length: 40 },
      (_, at) => at % 2 ? idOf(pool) : pool.reserve(slowIdOf),
    );
    const ids = new Set(await Promise.all(work));
    assertEquals(ids.size, 2);
    assert(ids.has(await idOf(pool)));
  } finally {
    await pool.close();
  }
});

Deno.test("those who wait for a connection are refused when the pool is closed", async () => {
  const pool = await openPool({ ...ROOT, size: 1 });
  const held = Promise.withResolvers<void>();
  const holder = pool.reserve(() => held.promise);
  const waiter = assertRejects(
    () => pool.query("SELECT 1"),
    ConnectionError,
    "the connection was closed",
  );
  await pool.close();
  await waiter;
  held.resolve();
  await holder;
});

Deno.test("where the server has no more connections for this user, work waits for those that the pool has", async () => {
  await using user = await userOf(2);
  const pool = await user.open();
  const work = Array.from({ length: 10 }, () => pool.reserve(slowIdOf));
  assertEquals(new Set(await Promise.all(work)).size, 2);
});

Deno.test("a pool that has no connection waits for nobody, and says how many an export needs", async () => {
  await using user = await userOf(1);
  await user.open();
  const { message } = await assertRejects(() => user.open(), ConnectionError);
  assertEquals(
    message.replace(/ \(MySQL.*/, ""),
    `Cannot connect to ${user.name}@${testServer()}: the server gives this user no more connections, wanted 2 at once for an export (3 with readOnly, more with JupyterLab's sidebar); close other kernels and programs of this user, or ask its administrator to raise max_user_connections`,
  );
});

Deno.test("on a full server, who waits comes before who takes one connection after the other", async () => {
  await using user = await userOf(1);
  const pool = await user.open();
  let isDone = false;
  const waiter = async () => {
    await pool.query("SELECT SLEEP(0.001)");
    isDone = true;
  };
  let reads = 0;
  const loop = async () => {
    for (; !isDone && reads < 500; reads++) {
      await pool.query("SELECT SLEEP(0.001)");
    }
  };
  await Promise.all([loop(), waiter()]);
  assertLess(reads, 50);
});

Deno.test("a full server is asked for one connection at a time, and ever more rarely", async () => {
  await using user = await userOf(2);
  await using few = directly(user, 20_000);
  const reads = async () => {
    const end = performance.now() + 1500;
    while (performance.now() < end) await few.read("SELECT SLEEP(0.02)");
  };
  await Promise.all(Array.from({ length: 8 }, reads));
  // Eight at first, and then after 20, 40, 80 … milliseconds.
  assertLess(few.asked(), 20);
});

Deno.test("on a full server one waits however long work takes, but not for those who hold one and do nothing", async () => {
  await using user = await userOf(1);
  await using few = directly(user, 200);
  const long = few.read("SELECT SLEEP(1)");
  await few.read("SELECT 1");
  await long;
  const held = few.connections.take()!;
  const isRefused = async () => {
    const start = performance.now();
    const read = () => few.read("SELECT 1");
    await assertRejects(read, Error, "max_user_connection");
    assertGreater(performance.now() - start, 200);
  };
  await isRefused();
  // Likewise, while the reader of a stream is away.
  const rows = held.query(MANY).stream();
  await once(rows, "readable");
  await isRefused();
  few.connections.drop(held);
  await few.read("SELECT 1");
});

Deno.test("on a full server a connection is given back that its holder can do without", async () => {
  await using user = await userOf(1);
  const pool = await user.open();
  const asked = Promise.withResolvers<void>();
  const holder = pool.reserve(() => asked.promise, asked.resolve);
  await pool.query("SELECT 1");
  await holder;
});

Deno.test("on a full server a pool gives up what it does not use to another one of its process", async () => {
  await using user = await userOf(3);
  const idle = await user.open();
  await Promise.all([1, 2].map(() => idle.query("SELECT SLEEP(0.1)")));
  const pool = await user.open();
  const outer = await pool.reserve(async (session) => [
    await idOf(session),
    await pool.reserve(idOf),
  ]);
  assertEquals(new Set(outer).size, 2);
  await idle.query("SELECT 1");
});

const MANY =
  "SELECT REPEAT('x', 1000) FROM information_schema.collations a, information_schema.collations b";

const ROOT = { socketPath: testServer(), user: "root" };

/** A user of the shared server who may have so many connections at once. */
interface FewUser extends AsyncDisposable {
  readonly name: string;
  /** A pool of his, closed at the end. */
  open(): Promise<Pool>;
}

async function userOf(connections: number): Promise<FewUser> {
  const name = `u${crypto.randomUUID().slice(0, 8)}`;
  await loadSql(
    testServer(),
    `create user ${name}@localhost identified by 'x' with max_user_connections ${connections}`,
  );
  const open: Pool[] = [];
  return {
    name,
    open: async () => {
      const pool = await openPool({ ...ROOT, user: name, password: "x" });
      open.push(pool);
      return pool;
    },
    [Symbol.asyncDispose]: async () => {
      for (const pool of open) await pool.close();
      await loadSql(testServer(), `drop user ${name}@localhost`);
    },
  };
}

/** Connections without the pool around them; counts how many the server was asked for. */
function directly({ name }: FewUser, patience: number) {
  const pool = mysql.createPool({
    ...ROOT,
    user: name,
    password: "x",
    connectionLimit: 8,
  });
  let asked = 0;
  const get = pool.getConnection.bind(pool);
  pool.getConnection = (callback) => {
    asked++;
    get(callback);
  };
  const connections = new IdleConnections(pool, 8, patience);
  return {
    connections,
    asked: () => asked,
    read: async (sql: string) => {
      const connection = connections.take() ?? await connections.wait();
      await connection.promise().query(sql);
      connections.give(connection);
    },
    [Symbol.asyncDispose]: async () => {
      connections.close(new Error("closed"));
      await pool.promise().end();
    },
  };
}
