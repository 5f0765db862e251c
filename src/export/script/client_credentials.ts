/**
 * The connection's own credentials for client programs: in an option file that only we may read, for as long as they
 * are needed.
 *
 * @module
 */
import { join } from "node:path";
import {
  type FolderWatch,
  goesWithUs,
} from "../../connection/passing_folder.ts";
import type { PoolOptions } from "../../connection/pool.ts";
import { ExportError } from "../../errors.ts";
import { optionFileText } from "./option_file.ts";

/** An option file that goes away. */
export interface ClientCredentials extends AsyncDisposable {
  /** Path of the option file, for `--defaults-file`. */
  readonly path: string;
  /** Removes it. */
  dispose(): Promise<void>;
}

/**
 * Writes an option file, mode 0600, in a new folder for temporary files that only its owner may enter. It goes away with
 * our process, too, however that ends: interrupting a cell kills the kernel in the middle of a dump.
 *
 * @param server Where the server is and who we are.
 * @throws {ExportError} It cannot be written.
 *
 * @example
 * ```ts
 * import { clientCredentials } from "./client_credentials.ts";
 *
 * await using credentials = await clientCredentials({ host: "db.example.org", user: "lab", password: "secret" });
 * console.log(credentials.path);
 * ```
 */
export async function clientCredentials(
  server: PoolOptions,
): Promise<ClientCredentials> {
  let folder: string | null = null;
  let watch: FolderWatch | null = null;
  const dispose = async () => {
    await watch?.remove();
    if (folder === null) return;
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  };
  try {
    folder = await Deno.makeTempDir({ prefix: "spyglass-client-" });
    watch = goesWithUs(folder);
    const path = join(folder, "client.cnf");
    const text = await credentialsText(server, join(folder, "ca.pem"));
    await Deno.writeTextFile(path, text, { createNew: true, mode: 0o600 });
    return { path, dispose, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    const isUnwatched = folder !== null && watch === null;
    await dispose();
    throw new ExportError(
      `Cannot hand the connection to the client programs: ${
        (error as Error).message
      }, wanted ${isUnwatched ? WATCHED : WRITABLE}`,
      { cause: error },
    );
  }
}

const WRITABLE =
  "a folder for temporary files that can be written; set TMPDIR to one";
const WATCHED =
  "a shell that removes the option file when our process ends; see that /bin/sh is there, end programs that are not needed, and try again";

/**
 * What an option file says of a connection.
 *
 * @param authority Where to write the certificate authority that it is checked by, if it has one of its own.
 */
export async function credentialsText(
  server: PoolOptions,
  authority: string,
): Promise<string> {
  const { host, port, socketPath, user, password, tls } = server;
  const isLocal = socketPath !== undefined;
  const ca = await certificate(server, authority);
  const values = optionFileText({
    user,
    ...(password === undefined ? {} : { password }),
    ...(isLocal ? { socketPath } : {
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
    }),
    ...(ca === null ? {} : { sslCa: ca }),
  });
  // Clients take `localhost` for the socket, whatever the port; newer ones insist on TLS where there is none.
  const also = [
    isLocal ? "protocol=socket" : "protocol=tcp",
    ...(isLocal || tls === false ? ["loose-skip-ssl"] : []),
  ];
  return values + also.map((line) => `${line}\n`).join("");
}

async function certificate(
  { tls }: PoolOptions,
  path: string,
): Promise<string | null> {
  if (typeof tls !== "object" || tls === null || !tls.ca) return null;
  // One is there where an option file was removed without it; why it stays, the writing says.
  await Deno.remove(path).catch(() => {});
  await Deno.writeTextFile(path, tls.ca, { createNew: true, mode: 0o600 });
  return path;
}
