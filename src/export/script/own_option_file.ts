/**
 * The user's own option file, `~/.my.cnf`, where the script looks for credentials when it is told of no other one.
 *
 * @module
 */
import { join } from "node:path";
import type { PoolOptions } from "../../connection/pool.ts";
import { ExportError } from "../../errors.ts";
import { credentialsText } from "./client_credentials.ts";

/**
 * Writes the connection's credentials into `~/.my.cnf`, which nobody else may read. One that is there is never changed.
 *
 * @param server Where the server is and who we are.
 * @param home The user's home folder.
 * @returns What was done, for the user; without the credentials.
 * @throws {ExportError} It cannot be written.
 *
 * @example
 * ```ts
 * import { writeOwnOptionFile } from "./own_option_file.ts";
 *
 * const home = await Deno.makeTempDir();
 * const said = await writeOwnOptionFile({ host: "db.example.org", user: "lab", password: "secret" }, home);
 * said.includes("secret"); // false
 * await Deno.remove(home, { recursive: true });
 * ```
 */
export async function writeOwnOptionFile(
  server: PoolOptions,
  home: string | undefined = Deno.env.get("HOME"),
): Promise<string> {
  try {
    if (!home) throw new Error("no home folder is known (HOME)");
    const path = join(home, NAME);
    if (await exists(path)) {
      return `~/${NAME} is there and was left as it is: the script takes its credentials from there`;
    }
    const text = await credentialsText(server, join(home, AUTHORITY));
    await Deno.writeTextFile(path, text, { createNew: true, mode: 0o600 });
    return `Credentials of this connection written to ~/${NAME}, which only you may read: the script, and every MySQL client that you run, takes them from there`;
  } catch (error) {
    throw new ExportError(
      `Cannot write ~/${NAME}: ${
        (error as Error).message
      }, wanted a home folder that may be written; correct that, or write an option file by hand and name it in MYSQL_DEFAULTS_FILE. The export is written`,
      { cause: error },
    );
  }
}

const NAME = ".my.cnf";
/** The certificate authority that the connection is checked by, where it has one of its own. */
const AUTHORITY = ".my.cnf.ca.pem";

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
