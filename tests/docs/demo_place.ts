/**
 * The demo database that examples run on, and what its server was sent.
 *
 * @module
 */
import { openPool } from "../../src/connection/pool.ts";
import { privateServer } from "../private_server.ts";

/** A server with the demo, that `connect()` reaches. */
export interface DemoPlace extends AsyncDisposable {
  /** Begins to listen to what the server is sent; its result ends that, and gives the statements. */
  listen(): Promise<() => Promise<string[]>>;
  /** Takes away what an example made beside the demo, the log among it. */
  reset(): Promise<void>;
}

/** Starts it, and points the environment to it. */
export async function demoPlace(): Promise<DemoPlace> {
  const server = await privateServer();
  const before = Deno.env.toObject();
  for (const [name, value] of Object.entries(server.env)) {
    Deno.env.set(name, value);
  }
  const pool = await openPool({ socketPath: server.socket, user: "root" });
  const schemas = async () =>
    (await pool.texts("select schema_name from information_schema.schemata"))
      .map(([name]) => name!);
  const demo = (await schemas()).filter((name) => name !== "common_usage");
  await pool.query("set global log_output = 'TABLE'");
  return {
    listen: async () => {
      await pool.query("truncate table mysql.general_log");
      await pool.query("set global general_log = on");
      return async () => {
        await pool.query("set global general_log = off");
        const rows = await pool.texts(SENT);
        return rows.map(([text]) => text!);
      };
    },
    reset: async () => {
      Deno.env.delete("SPYGLASS_EXPORT_ID");
      await pool.query("set foreign_key_checks = 0");
      for (const name of await schemas()) {
        if (!demo.includes(name)) await pool.query(`drop schema \`${name}\``);
      }
    },
    [Symbol.asyncDispose]: async () => {
      await pool.close();
      for (const name of Object.keys(server.env)) {
        if (before[name] === undefined) Deno.env.delete(name);
        else Deno.env.set(name, before[name]);
      }
      await server[Symbol.asyncDispose]();
    },
  };
}

const SENT =
  "select convert(argument using utf8mb4) from mysql.general_log where command_type in ('Query', 'Execute') order by event_time";
