import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import {
  serverStatus,
  startServer,
  stopServer,
} from "../../../src/connection/server/server.ts";
import {
  processRuns,
  waitUntil,
} from "../../../src/connection/server/server_process.ts";
import { ServerError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";

/** A folder for one server, which is stopped and removed at disposal. */
async function serverFolder(name = "server") {
  const root = await Deno.makeTempDir({ prefix: "spyglass-server-test-" });
  const folder = join(root, name);
  return {
    root,
    folder,
    [Symbol.asyncDispose]: async () => {
      await stopServer(folder);
      await Deno.remove(root, { recursive: true });
    },
  };
}

/** Starts the server of a folder from a process of its own, which then ends: as a kernel would. */
async function startElsewhere(folder: string, env = {}, then = "") {
  const module = new URL(
    "../../../src/connection/server/server.ts",
    import.meta.url,
  );
  const script = `
    import { startServer } from ${JSON.stringify(module.href)};
    const server = await startServer({ folder: ${JSON.stringify(folder)} });
    console.log(JSON.stringify(server));
    ${then}`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    env,
  }).output();
  const [line = ""] = new TextDecoder().decode(stdout).split("\n");
  if (line === "") throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(line) as { socket: string; pid: number; folder: string };
}

async function killHard(pid: number): Promise<void> {
  Deno.kill(pid, "SIGKILL");
  await waitUntil(() => !processRuns(pid), 10_000);
}

Deno.test("startServer() called by five processes at once starts one server", async () => {
  await using own = await serverFolder();
  const servers = await Promise.all(
    [1, 2, 3, 4, 5].map(() => startElsewhere(own.folder)),
  );
  assertEquals(new Set(servers.map((server) => server.pid)).size, 1);
  const socket = servers[0]!.socket;
  assertEquals(await loadSql(socket, "select 1"), "1\n");
  assertEquals((await serverStatus(own.folder)).state, "running");
});

Deno.test("startServer() twice in one process gives the same server", async () => {
  await using own = await serverFolder();
  const first = await startElsewhere(own.folder);
  const [second, third] = await Promise.all([
    startServer({ folder: own.folder }),
    startServer({ folder: own.folder }),
  ]);
  assertEquals([second, third], [first, first]);
});

Deno.test("startServer() gives a server that outlives a killed starter", async () => {
  await using own = await serverFolder();
  const then = 'Deno.kill(Deno.pid, "SIGKILL");';
  const { pid, socket } = await startElsewhere(own.folder, {}, then);
  assertEquals(await loadSql(socket, "select 1"), "1\n");
  // A session of its own: an interrupt from the starter's terminal does not reach it.
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  assertEquals(stat.split(") ")[1]?.split(" ")[3], String(pid));
});

Deno.test("startServer() keeps acknowledged rows over kill -9 of the server", async () => {
  await using own = await serverFolder();
  const first = await startElsewhere(own.folder);
  const rows = Array.from({ length: 200 }, (_, i) => `(${i},'ü😀\\'${i}')`);
  await loadSql(
    first.socket,
    `create database d; create table d.t (a int primary key, b text); insert into d.t values ${rows}`,
  );
  await killHard(first.pid);
  // The socket and the process id are still there, and mean nothing.
  assert(await Deno.lstat(first.socket));
  assertEquals((await serverStatus(own.folder)).state, "stopped");
  const second = await startElsewhere(own.folder);
  assert(second.pid !== first.pid);
  assertEquals(
    await loadSql(second.socket, "select count(*), max(b) from d.t"),
    "200\tü😀'99\n",
  );
});

Deno.test("startServer() is not misled by a process id that now belongs to another", async () => {
  await using own = await serverFolder();
  const first = await startElsewhere(own.folder);
  await killHard(first.pid);
  await Deno.writeTextFile(join(own.folder, "server.pid"), `${Deno.pid}\n`);
  assertEquals((await serverStatus(own.folder)).pid, null);
  assertEquals(await stopServer(own.folder), false);
  const second = await startElsewhere(own.folder);
  assertEquals(await loadSql(second.socket, "select 1"), "1\n");
});

Deno.test("startServer() replaces a data folder that was never finished", async () => {
  await using own = await serverFolder();
  await Deno.mkdir(join(own.folder, "data.new-abc", "mysql"), {
    recursive: true,
  });
  await Deno.mkdir(join(own.folder, "data"));
  const { socket } = await startElsewhere(own.folder);
  assertEquals(await loadSql(socket, "select 1"), "1\n");
  const names = [...Deno.readDirSync(own.folder)].map((entry) => entry.name);
  assertEquals(names.filter((name) => name.startsWith("data")), ["data"]);
});

Deno.test("startServer() touches no data folder that lacks its parts", async () => {
  await using own = await serverFolder();
  await Deno.mkdir(join(own.folder, "data"), { recursive: true });
  const precious = join(own.folder, "data", "precious.txt");
  await Deno.writeTextFile(precious, "mine");
  await assertRejects(
    () => startServer({ folder: own.folder }),
    ServerError,
    "holds files but no whole database",
  );
  assertEquals(await Deno.readTextFile(precious), "mine");
});

Deno.test("startServer() tells what the server's log says when it cannot start", async () => {
  await using own = await serverFolder();
  await startElsewhere(own.folder);
  await stopServer(own.folder);
  const file = join(own.folder, "data", "ibdata1");
  await Deno.truncate(file, 100);
  const error = await assertRejects(
    () => startServer({ folder: own.folder }),
    ServerError,
  );
  assert(error.message.startsWith("Cannot start the private server: it ended"));
  assert(error.message.includes("ibdata1"), error.message);
  assertEquals((await serverStatus(own.folder)).state, "stopped");
});

Deno.test("startServer() closes its folder to other users", async () => {
  await using own = await serverFolder();
  await Deno.mkdir(own.folder, { mode: 0o777 });
  await Deno.chmod(own.folder, 0o777);
  await startElsewhere(own.folder);
  assertEquals((await Deno.stat(own.folder)).mode! & 0o777, 0o700);
});

Deno.test("startServer() puts a long path's socket elsewhere, for all environments alike", async () => {
  const long = join("déep ".repeat(20).trim(), "x".repeat(60), "server");
  await using own = await serverFolder(long);
  const runtime = join(own.root, "run");
  await Deno.mkdir(runtime);
  const first = await startElsewhere(own.folder, { XDG_RUNTIME_DIR: runtime });
  const second = await startElsewhere(own.folder, { XDG_RUNTIME_DIR: "" });
  assertEquals(second, first);
  assert(first.socket.startsWith(runtime) && first.socket.length <= 100);
  assertEquals(
    (await Deno.stat(join(first.socket, ".."))).mode! & 0o777,
    0o700,
  );
  assertEquals(await loadSql(first.socket, "select 1"), "1\n");
});

Deno.test("startServer() gives no environment variable to the server", async () => {
  await using own = await serverFolder();
  const { pid } = await startElsewhere(own.folder, {
    DJ_PASS: "secret",
    SPYGLASS_EXPORT_ID: "7",
  });
  const environment = await Deno.readTextFile(`/proc/${pid}/environ`);
  assert(!/secret|EXPORT_ID/.test(environment));
});

Deno.test("startServer() reads no option file of the user's", async () => {
  await using own = await serverFolder();
  const home = join(own.root, "home");
  await Deno.mkdir(home);
  await Deno.writeTextFile(
    join(home, ".my.cnf"),
    "[client]\nhost=dead.invalid\n[mysqld]\nport=1\nno-such-option=1\n",
  );
  const { socket } = await startElsewhere(own.folder, { HOME: home });
  assertEquals(await loadSql(socket, "select @@skip_networking"), "1\n");
});

Deno.test("stopServer() ends the server, and says when there was none", async () => {
  await using own = await serverFolder();
  assertEquals((await serverStatus(own.folder)).state, "absent");
  assertEquals(await stopServer(own.folder), false);
  const { pid } = await startElsewhere(own.folder);
  assertEquals(await stopServer(own.folder), true);
  assert(!processRuns(pid));
  const status = await serverStatus(own.folder);
  assertEquals([status.state, status.pid], ["stopped", null]);
});

Deno.test("startServer() waits for a server that is starting already, and names one that hangs", async () => {
  await using own = await serverFolder();
  const { pid, socket } = await startElsewhere(own.folder);
  Deno.kill(pid, "SIGSTOP");
  try {
    const waiting = startServer({ folder: own.folder, patience: 30 });
    setTimeout(() => Deno.kill(pid, "SIGCONT"), 3500);
    assertEquals((await waiting).socket, socket);
    Deno.kill(pid, "SIGSTOP");
    await assertRejects(
      () => startServer({ folder: own.folder, patience: 0.1 }),
      ServerError,
      `process ${pid} already serves this folder but does not answer`,
    );
  } finally {
    Deno.kill(pid, "SIGCONT");
  }
});
