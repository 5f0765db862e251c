/**
 * Sets up the demo: the private server, and in it a small database with its files.
 *
 * @module
 */

import { join } from "node:path";
import { readConfiguration } from "../../src/connection/options.ts";
import { openPool } from "../../src/connection/pool.ts";
import { dataFolder } from "../../src/connection/data_folder.ts";
import { embeddedServer } from "../../src/connection/server/server.ts";
import { type DemoReport, makeDemo } from "../../src/demo/demo.ts";
import { step } from "./step.ts";

/**
 * Starts the private server and makes what is missing of the demo in it. No other server is touched, whatever is
 * configured.
 *
 * @returns what had to be made
 */
export async function setUpDemoData(): Promise<DemoReport> {
  const server = await step(
    "Starting the private database server",
    () => embeddedServer({ say: (line) => console.log(`  ${line}`) }),
  );
  return await step("Making what is missing of the demo database", async () => {
    const pool = await openPool({ socketPath: server.socket, user: "root" });
    try {
      // Where connect looks for the files of the private server.
      return await makeDemo(pool, {
        baseDir: join(dataFolder(), "base"),
        onProgress: (what) => console.log(`  ${what}`),
      });
    } finally {
      await pool.close();
    }
  });
}

/**
 * Sends everything that this process and its children do to the private server and its folders, whatever the user has
 * configured.
 *
 * @returns the server that was configured, in words without credentials; `null` where none was
 */
export function usePrivateServer(): string | null {
  const configured = configuredServer();
  for (const name of Object.keys(Deno.env.toObject())) {
    if (/^(DJ_|SPYGLASS_)/.test(name) && !KEPT.has(name)) Deno.env.delete(name);
  }
  Deno.env.set("SPYGLASS_EMBEDDED", "1");
  return configured;
}

/**
 * The server that the user has configured.
 *
 * @returns its name and who named it, without credentials; `null` where the private one is used
 */
export function configuredServer(): string | null {
  try {
    const { host, namedBy } = readConfiguration().address;
    return host === null ? null : `${host} (named by ${namedBy})`;
  } catch {
    // Whatever is wrong with it, it is not used.
    return null;
  }
}

/** Where this project keeps its own things, for whoever wants them elsewhere. */
const KEPT = new Set(["SPYGLASS_DATA_DIR", "SPYGLASS_MARIADB_DIR"]);
