/**
 * What tests share: real servers. The `test` task starts one for the whole run and names it in
 * `SPYGLASS_TEST_SOCKET`; a test file that is run alone starts its own, which ends with it.
 *
 * @module
 */

import {
  type ScratchServer,
  scratchServer,
} from "../src/connection/server/scratch_server.ts";
import { findClientPrograms } from "../src/connection/server/server_programs.ts";

/** An empty schema of a test's own on the shared server. */
export interface TestDatabase extends AsyncDisposable {
  readonly socket: string;
  /** The schema's random name. */
  readonly name: string;
}

/**
 * The server that all tests share. Tests keep to schemas of their own ({@linkcode freshDatabase}).
 *
 * @returns path of its socket; the user is `root` without a password
 */
export function testServer(): string {
  return sharedSocket;
}

/**
 * A server of a test's own, for tests that stop it, count its schemas, or restore a dump.
 *
 * @returns the server, for `await using`
 */
export function freshServer(): Promise<ScratchServer> {
  return scratchServer();
}

/**
 * A new, empty schema with a random name, dropped at disposal.
 *
 * @param prefix how its name begins
 * @param socket the server's; the shared one's where none is named
 * @returns the schema, for `await using`
 */
export async function freshDatabase(
  prefix = "test",
  socket = testServer(),
): Promise<TestDatabase> {
  const name = `${prefix}_${crypto.randomUUID().replaceAll("-", "_")}`;
  await loadSql(socket, `create database \`${name}\``);
  return {
    socket,
    name,
    [Symbol.asyncDispose]: async () => {
      await loadSql(socket, `drop database if exists \`${name}\``);
    },
  };
}

/**
 * Runs SQL text with the `mysql` client, independent of the code under test.
 *
 * @param socket the server's socket
 * @param text statements, or a dump's bytes
 * @param database the schema to run it in
 * @returns what the client printed: rows with tabs between values, without names
 * @throws {Error} with the client's message when a statement fails
 */
export async function loadSql(
  socket: string,
  text: string | Uint8Array<ArrayBuffer>,
  database?: string,
): Promise<string> {
  const args = ["--no-defaults", "-S", socket, "-uroot", "--batch"];
  args.push("--skip-column-names", "--default-character-set=utf8mb4");
  // Newer clients insist on TLS, which a private server does not have; others do not know the option.
  args.push("--loose-skip-ssl");
  // Binary mode: NUL and CR LF in values pass unchanged.
  args.push("--binary-mode", "--max-allowed-packet=1G");
  if (database !== undefined) args.push(`--database=${database}`);
  const { client: program } = await findClientPrograms();
  const client = new Deno.Command(program, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // An error ends the client before it has read everything: its message says more than the broken pipe.
  const sent = new Blob([text]).stream().pipeTo(client.stdin).catch(() => {});
  const { success, stdout, stderr } = await client.output();
  await sent;
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
  return new TextDecoder().decode(stdout);
}

/** Started here rather than in a test, which would be blamed for a process that outlives it. */
const sharedSocket = Deno.env.get("SPYGLASS_TEST_SOCKET") ??
  (await scratchServer()).socket;
