/**
 * Running the command line as a user does: as a program of its own.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What came of a call. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Calls the command line.
 *
 * @param args command, arguments and options
 * @param env the environment, beside `PATH` and what finds MariaDB
 * @param cwd the folder that the user is in
 */
export async function spyglass(
  args: readonly string[],
  env: Record<string, string> = {},
  cwd?: string,
): Promise<Called> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", MAIN, ...args],
    env: { ...inherited(), SPYGLASS_DATA_DIR: NOWHERE, ...env, NO_COLOR: "1" },
    clearEnv: true,
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** A call that was not given a private server must not start one. */
const NOWHERE = "/dev/null/spyglass";

const MAIN = join(
  dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
  "src",
  "cli",
  "main.ts",
);

function inherited(): Record<string, string> {
  return Object.fromEntries(
    ["PATH", "HOME", "TMPDIR", "DENO_DIR", "SPYGLASS_MARIADB_DIR"]
      .map((name) => [name, Deno.env.get(name)])
      .filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
