/**
 * A MySQL server of a test's own, where the set-up has put MySQL: `SPYGLASS_TEST_MYSQL` names the folder of its programs.
 *
 * @module
 */
import { join } from "node:path";
import { openPool } from "../src/connection/pool.ts";

/** Folder of `mysqld`, `mysql` and `mysqldump`; `null` where there is no MySQL, so that its tests are left out. */
export const MYSQL_PROGRAMS = Deno.env.get("SPYGLASS_TEST_MYSQL") ?? null;

/** A running server; user `root` without a password. */
export interface MysqlServer extends AsyncDisposable {
  readonly socket: string;
}

/** Defines a test that is given a MySQL server of its own; it is left out where there is no MySQL. */
export function testOnMysql(
  name: string,
  work: (socket: string) => Promise<void>,
): void {
  testWhereMysqlIs(name, async () => {
    await using server = await mysqlServer();
    await work(server.socket);
  });
}

/** Defines a test that starts MySQL itself; it is left out where there is no MySQL. */
export function testWhereMysqlIs(name: string, fn: () => Promise<void>): void {
  const ignore = MYSQL_PROGRAMS === null;
  Deno.test({
    name: ignore ? `${name} (MySQL is missing)` : name,
    ignore,
    fn,
  });
}

/** Starts an empty MySQL server; it ends with the test, or with its process. */
export async function mysqlServer(): Promise<MysqlServer> {
  const folder = await Deno.makeTempDir({ prefix: "spymy-" });
  const program = join(MYSQL_PROGRAMS!, "mysqld");
  const socket = join(folder, "s.sock");
  const common = [
    "--no-defaults",
    "--user=root",
    `--datadir=${join(folder, "data")}`,
    `--log-error=${join(folder, "log.err")}`,
    "--innodb-redo-log-capacity=8M",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=OFF",
  ];
  const template = join(MYSQL_PROGRAMS!, "..", "data");
  await must("cp", ["-r", template, join(folder, "data")]);
  const server = new Deno.Command("bash", {
    args: [
      "-c",
      WATCHER,
      "watcher",
      program,
      ...common,
      `--socket=${socket}`,
      `--pid-file=${join(folder, "pid")}`,
      "--skip-networking",
      "--secure-file-priv=",
      "--mysqlx=OFF",
      "--skip-log-bin",
      "--performance-schema=OFF",
      "--innodb-buffer-pool-size=64M",
      "--innodb-flush-log-at-trx-commit=0",
    ],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await waitFor(socket, join(folder, "log.err"));
  return {
    socket,
    [Symbol.asyncDispose]: async () => {
      await server.stdin.close();
      await server.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Imports a file as a person would, with MySQL's client; gives what that says. */
export async function importByMysql(
  socket: string,
  path: string,
): Promise<string> {
  using file = await Deno.open(path);
  const client = new Deno.Command(join(MYSQL_PROGRAMS!, "mysql"), {
    args: [
      "--no-defaults",
      "-uroot",
      `--socket=${socket}`,
      "--max-allowed-packet=1G",
    ],
    stdin: "piped",
    stderr: "piped",
    stdout: "null",
  }).spawn();
  const sent = file.readable.pipeTo(client.stdin).catch(() => {});
  const { stderr } = await client.output();
  await sent;
  return new TextDecoder().decode(stderr);
}

/** Ends the server when its input ends, which is at the latest with the test's process. */
const WATCHER = `"$@" </dev/null & read -r nothing; kill -9 $!; wait`;

async function must(program: string, args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

async function waitFor(socket: string, log: string): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      const pool = await openPool({ socketPath: socket, user: "root" });
      return await pool.close();
    } catch (error) {
      if (Date.now() > end) {
        throw new Error(await Deno.readTextFile(log), { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
