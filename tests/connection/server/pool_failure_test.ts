import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { openPool } from "../../../src/connection/pool.ts";
import { makeData } from "../../../src/connection/server/server_folder.ts";
import {
  answers,
  serverCommand,
  serverFiles,
  waitUntil,
} from "../../../src/connection/server/server_process.ts";
import { findServerPrograms } from "../../../src/connection/server/server_programs.ts";
import { ConnectionError, QueryError } from "../../../src/errors.ts";
import { loadSql, testServer } from "../../setup.ts";

const SECRET = "s3cret-w0rd";

Deno.test("openPool() says in one sentence what is wrong, and never a password", async () => {
  const user = `u${crypto.randomUUID().slice(0, 8)}`;
  await loadSql(
    testServer(),
    `create user ${user}@localhost identified by '${SECRET}'`,
  );
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  try {
    const socketPath = testServer();
    for (
      const [options, code, said] of [
        [
          { socketPath, user, password: "wrong" + SECRET },
          "ER_ACCESS_DENIED_ERROR",
          "correct DJ_USER and DJ_PASS",
        ],
        [
          { socketPath, user },
          "ER_ACCESS_DENIED_ERROR",
          "user name or password is wrong",
        ],
        [
          { socketPath, user: "nobody_x", password: SECRET },
          "ER_ACCESS_DENIED_ERROR",
          "MySQL 1045",
        ],
        [
          { socketPath: "/nowhere/s.sock", user, password: SECRET },
          "ENOENT",
          "no such socket",
        ],
        [
          { host: "127.0.0.1", port, user, password: SECRET },
          "ECONNREFUSED",
          "no server answers there",
        ],
        [
          { host: "localhost", port, user, password: SECRET },
          "ECONNREFUSED",
          "no server answers there",
        ],
        [
          { host: "no-such-host.invalid", user, password: SECRET },
          "ENOTFOUND",
          "no machine has that name",
        ],
      ] as const
    ) {
      const error = await assertRejects(
        () => openPool(options),
        ConnectionError,
      );
      assertEquals(error.code, code, error.message);
      assert(error.message.startsWith("Cannot connect to "), error.message);
      assert(error.message.includes(said), error.message);
      for (
        const text of [
          Deno.inspect(error),
          Deno.inspect(error, { showHidden: true, depth: 9 }),
          JSON.stringify(error),
          String(error.stack),
        ]
      ) {
        assert(!text.includes(SECRET), text);
      }
    }
    const pool = await openPool({ socketPath, user, password: SECRET });
    assert(
      !Deno.inspect(pool, { showHidden: true, depth: 9 }).includes(SECRET),
    );
    const refused = await assertRejects(
      () => pool.query("SELECT * FROM mysql.user"),
      QueryError,
    );
    assert(
      refused.message.includes("ask the server's administrator for that right"),
      refused.message,
    );
    assert(!Deno.inspect(refused).includes("SELECT *"));
    await pool.close();
  } finally {
    await loadSql(testServer(), `drop user ${user}@localhost`);
  }
});

Deno.test("reads go on after the server was restarted", async () => {
  const programs = await findServerPrograms();
  const folder = await Deno.makeTempDir();
  const files = serverFiles(folder, join(folder, "s.sock"));
  await Deno.mkdir(files.temporary, { recursive: true });
  await makeData(programs, files, ["--innodb-log-file-size=8M"]);
  const start = async () => {
    const [program, ...args] = serverCommand(programs, files, [
      "--innodb-log-file-size=8M",
    ]);
    const server = new Deno.Command(program!, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    assert(await waitUntil(() => answers(files.socket), 30_000));
    return {
      stop: async (signal: Deno.Signal) => {
        server.kill(signal);
        await server.status;
      },
    };
  };
  let server = await start();
  const pool = await openPool({
    socketPath: files.socket,
    user: "root",
    size: 4,
  });
  try {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      // All connections are open when the server goes.
      await Promise.all(
        [1, 2, 3, 4].map(() => pool.query("SELECT SLEEP(0.05)")),
      );
      await server.stop(signal);
      const error = await assertRejects(
        () => pool.query("SELECT 1"),
        ConnectionError,
      );
      assert(/start/.test(error.message), error.message);
      server = await start();
      for (let i = 0; i < 6; i++) {
        assertEquals((await pool.query("SELECT 1")).rows, [[1]]);
        await pool.run("DO 1");
      }
    }
  } finally {
    await pool.close();
    await server.stop("SIGKILL");
    await Deno.remove(folder, { recursive: true });
  }
});
