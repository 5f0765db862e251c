import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { openPool } from "../../src/connection/pool.ts";
import { startServer, stopServer } from "../../src/connection/server/server.ts";
import { within } from "../../src/connection/within.ts";
import { ConnectionError } from "../../src/errors.ts";

/** What `work` comes to, if it comes to anything in a few seconds. */
async function outcome(work: Promise<unknown>): Promise<string> {
  let said = "hangs";
  const done = work.then(() => "done", (error) => {
    if (!(error instanceof ConnectionError)) throw error;
    return error.code;
  }).then((text) => {
    said = text;
  });
  await within(done, 5000);
  return said;
}

/** Takes all rows that are left, and says how many. */
async function all(rows: AsyncIterable<unknown>): Promise<number> {
  return await rest(rows[Symbol.asyncIterator]());
}

async function rest(rows: AsyncIterator<unknown>): Promise<number> {
  let count = 0;
  while (!(await rows.next()).done) count++;
  return count;
}

Deno.test("a stream whose server is killed ends with an error, whether it waits, gives rows, or has not begun", async () => {
  const folder = await Deno.makeTempDir({ prefix: "spyglass-lost-" });
  const server = { folder: join(folder, "mariadb") };
  const { socket, pid } = await startServer(server);
  const pool = await openPool({ socketPath: socket, user: "root", size: 8 });
  try {
    const waiting = outcome(all(pool.stream("SELECT SLEEP(60)")));
    const half = pool.stream(
      "SELECT seq, REPEAT('x', 1000) FROM mysql.seq_1_to_1000000",
    )[Symbol.asyncIterator]();
    await half.next();
    const idle = pool.reserve(async (session) => {
      await new Promise((done) => setTimeout(done, 1500));
      await all(session.stream("SELECT 1"));
    });
    const late = outcome(idle);
    await new Promise((done) => setTimeout(done, 300));
    Deno.kill(pid, "SIGKILL");
    const given = outcome(rest(half));
    assertEquals(await Promise.all([waiting, given, late]), [
      "PROTOCOL_CONNECTION_LOST",
      "PROTOCOL_CONNECTION_LOST",
      "PROTOCOL_CONNECTION_LOST",
    ]);
    await assertRejects(() => all(pool.stream("SELECT 1")), ConnectionError);
  } finally {
    await pool.close();
    await stopServer(server.folder);
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a stream that is done has no part in what becomes of its connection", async () => {
  const folder = await Deno.makeTempDir({ prefix: "spyglass-lost-" });
  const server = { folder: join(folder, "mariadb") };
  const { socket, pid } = await startServer(server);
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    const rows = pool.stream("SELECT seq FROM mysql.seq_1_to_90")
      [Symbol.asyncIterator]();
    await rows.next();
    await new Promise((done) => setTimeout(done, 200));
    Deno.kill(pid, "SIGKILL");
    await new Promise((done) => setTimeout(done, 200));
    assertEquals(await rest(rows), 89);
  } finally {
    await pool.close();
    await stopServer(server.folder);
    await Deno.remove(folder, { recursive: true });
  }
});
