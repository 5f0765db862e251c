import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { scratchServer } from "../../../src/connection/server/scratch_server.ts";
import {
  processRuns,
  waitUntil,
} from "../../../src/connection/server/server_process.ts";
import { ServerError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { withVariable } from "../../with_variable.ts";

/** Starts a scratch server in a process of its own, which then ends in some way. */
async function endElsewhere(end: string) {
  const module = new URL(
    "../../../src/connection/server/scratch_server.ts",
    import.meta.url,
  );
  const script = `
    import { scratchServer } from ${JSON.stringify(module.href)};
    const { folder, pid } = await scratchServer();
    console.log(JSON.stringify({ folder, pid }));
    ${end}`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    stderr: "null",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout)) as {
    folder: string;
    pid: number;
  };
}

function exists(path: string): Promise<boolean> {
  return Deno.lstat(path).then(() => true, () => false);
}

Deno.test("scratchServer() starts empty, and nothing is left after disposal", async () => {
  let folder = "";
  let pid = 0;
  {
    await using server = await scratchServer();
    ({ folder, pid } = server);
    const schemas = await loadSql(server.socket, "show databases");
    assertEquals(
      schemas,
      "information_schema\nmysql\nperformance_schema\nsys\n",
    );
  }
  assert(!await exists(folder));
  assert(!processRuns(pid));
});

Deno.test("scratchServer() gives servers that know nothing of each other", async () => {
  await using one = await scratchServer();
  await using other = await scratchServer();
  await loadSql(one.socket, "create database only_here");
  assert(!(await loadSql(other.socket, "show databases")).includes("only"));
});

Deno.test("scratchServer() can be disposed of twice, and after its server died", async () => {
  const server = await scratchServer();
  Deno.kill(server.pid, "SIGKILL");
  await server[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  assert(!await exists(server.folder));
});

for (
  const [how, end] of [
    ["ends", ""],
    ["throws", "throw new Error('x');"],
    ["calls Deno.exit()", "Deno.exit(3);"],
    ["is killed", 'Deno.kill(Deno.pid, "SIGKILL");'],
  ] as const
) {
  Deno.test(`scratchServer() goes away when its process ${how}`, async () => {
    const { folder, pid } = await endElsewhere(end);
    const gone = async () => !processRuns(pid) && !await exists(folder);
    assert(await waitUntil(gone, 10_000));
  });
}

Deno.test("scratchServer() leaves no folder when its process is killed while it is filled", async () => {
  await using stack = new AsyncDisposableStack();
  const place = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(place, { recursive: true }));
  const temporary = join(place, "tmp");
  await Deno.mkdir(temporary);
  // Copying the empty database takes its time.
  await Deno.writeTextFile(join(place, "cp"), "#!/bin/sh\nexec sleep 2\n", {
    mode: 0o755,
  });
  const program = starting({
    env: { TMPDIR: temporary, PATH: `${place}:${Deno.env.get("PATH")}` },
  }).spawn();
  // It is filled under the eyes of a watcher.
  const isFilled = async () => {
    const [name] = namesIn(temporary);
    return name !== undefined && await exists(join(temporary, name, "tmp"));
  };
  assert(await waitUntil(isFilled, 60_000));
  program.kill("SIGKILL");
  await program.status;
  assert(await waitUntil(() => namesIn(temporary).length === 0, 10_000));
});

Deno.test("scratchServer() leaves no folder where nothing can watch over it", async () => {
  const temporary = await Deno.makeTempDir();
  try {
    const { success, stderr } = await starting({
      options: ["--deny-run=/bin/sh"],
      env: { TMPDIR: temporary },
    }).output();
    assert(!success);
    assertStringIncludes(new TextDecoder().decode(stderr), "/bin/sh");
    assertEquals(namesIn(temporary), []);
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
});

/** A process that starts a scratch server, and ends. */
function starting(
  { options = [], env }: {
    readonly options?: readonly string[];
    readonly env: Record<string, string>;
  },
): Deno.Command {
  const module = new URL(
    "../../../src/connection/server/scratch_server.ts",
    import.meta.url,
  );
  const text = `import { scratchServer } from ${JSON.stringify(module.href)};
    await scratchServer();`;
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      ...options,
      `data:text/javascript,${encodeURIComponent(text)}`,
    ],
    env,
  });
}

function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name);
}

Deno.test("scratchServer() takes a value of 100 MB", async () => {
  await using server = await scratchServer();
  const text = `create database d; create table d.t (a longblob);
    insert into d.t values (repeat('x', 100000000)); select length(a) from d.t`;
  assertEquals(await loadSql(server.socket, text), "100000000\n");
});

Deno.test("scratchServer() does without a data folder that it cannot write", async () => {
  const before = Deno.env.get("SPYGLASS_DATA_DIR");
  Deno.env.set("SPYGLASS_DATA_DIR", "/dev/null/nowhere");
  try {
    await using server = await scratchServer();
    assertEquals(await loadSql(server.socket, "select 1"), "1\n");
  } finally {
    if (before === undefined) Deno.env.delete("SPYGLASS_DATA_DIR");
    else Deno.env.set("SPYGLASS_DATA_DIR", before);
  }
});

Deno.test("scratchServer() says which version it found where its programs are too old", async () => {
  const folder = await Deno.makeTempDir();
  const installer = join(folder, "mysql_install_db");
  await Deno.writeTextFile(
    installer,
    "#!/bin/sh\necho \"[ERROR] mysqld: unknown option '--skip-test-db'\" >&2\nexit 1\n",
    { mode: 0o755 },
  );
  try {
    const { message } = await assertRejects(
      () =>
        withVariable("SPYGLASS_DATA_DIR", folder, () =>
          scratchServer({
            kind: "MariaDB",
            server: join(folder, "mysqld"),
            installer,
            version: "10.2.11-MariaDB",
            baseFolder: null,
          })),
      ServerError,
    );
    assertStringIncludes(
      message,
      "found MariaDB 10.2.11, wanted 10.11 or later",
    );
    assertStringIncludes(message, "unknown option '--skip-test-db'");
    assert(!message.includes("disk"), message);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("scratchServer() hands nothing of the environment on that may be a secret", async () => {
  const name = "DANDI_API_KEY";
  const before = Deno.env.get(name);
  Deno.env.set(name, "s3cret-k3y");
  try {
    await using server = await scratchServer();
    const environment = await Deno.readTextFile(`/proc/${server.pid}/environ`);
    assertEquals(environment.includes("s3cret-k3y"), false);
    assert(environment.includes("PATH="), environment);
  } finally {
    if (before === undefined) Deno.env.delete(name);
    else Deno.env.set(name, before);
  }
});
