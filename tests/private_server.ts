/**
 * A user's private server with the demo in it, in a data folder of a test's own.
 *
 * @module
 */

import { join } from "node:path";
import { openPool } from "../src/connection/pool.ts";
import { startServer, stopServer } from "../src/connection/server/server.ts";
import { makeDemo } from "../src/demo/demo.ts";

/** What a test knows of it. */
export interface PrivateServer extends AsyncDisposable {
  readonly socket: string;
  /** The data folder; goes away at disposal, with every server that was started in it. */
  readonly folder: string;
  /** Where the private server's files are. */
  readonly baseDir: string;
  /** The environment of programs that are to use it. */
  readonly env: Record<string, string>;
}

/**
 * Starts a private server and makes the demo in it.
 *
 * @param also folders, below the data folder, of servers that the test will start
 * @returns the server, for `await using`
 */
export async function privateServer(
  ...also: readonly string[]
): Promise<PrivateServer> {
  const folder = await Deno.makeTempDir({ prefix: "spyglass-test-" });
  const baseDir = join(folder, "base");
  const { socket } = await startServer({ folder: join(folder, "mariadb") });
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    await makeDemo(pool, { baseDir });
  } finally {
    await pool.close();
  }
  return {
    socket,
    folder,
    baseDir,
    env: { SPYGLASS_EMBEDDED: "1", SPYGLASS_DATA_DIR: folder },
    [Symbol.asyncDispose]: async () => {
      for (const name of ["mariadb", ...also]) {
        await stopServer(join(folder, name));
      }
      await Deno.remove(folder, { recursive: true });
    },
  };
}
