/**
 * Imports a `.sql` into a private server, as a stream: it may be larger than memory.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { findClientPrograms } from "../../connection/server/server_programs.ts";
import { ExportError, ServerError } from "../../errors.ts";
import type { Progress } from "../progress.ts";
import { asImporter, schemasOf } from "./import_account.ts";

/** What came of an import. */
export interface Imported {
  /** What the client said when it failed, `null` where it did not. */
  readonly failure: string | null;
  readonly bytes: number;
  /** SHA-256 of the file, in hexadecimal digits; of an import that failed, too. */
  readonly sha256: string;
}

/**
 * Imports a `.sql` into a private server, with no rights but on the schemas that it makes.
 *
 * @param socket The server's socket.
 * @param path The file.
 * @returns What came of it: a statement that fails is no error here.
 * @throws {ExportError} The file cannot be read.
 * @throws {ServerError} There is no client program, or the server's disk is full: that says nothing of the dump.
 * @throws {CancelledError} The signal said stop.
 */
export async function importDump(
  socket: string,
  path: string,
  progress: Progress,
): Promise<Imported> {
  progress.check();
  using file = await open(path);
  const imported = await asImporter(
    socket,
    await schemasOf(file),
    (user) =>
      runClient([`--socket=${socket}`, `--user=${user}`], file, progress),
  );
  if (imported.failure !== null && FULL.test(imported.failure)) {
    throw new ServerError(
      `Cannot import ${path}: no room is left for it in ${
        dirname(socket)
      } (${imported.failure}), wanted a disk that holds the dump and its indexes; free some of it, or choose another folder (TMPDIR, where verify() made that one). Nothing was found out about the dump`,
    );
  }
  return imported;
}

/** A table that cannot grow (1114), a disk that is full (1021), or what the system says of either. */
const FULL = /^ERROR (1114|1021)\b|\b[Ee]rrcode: 28\b|No space left on device/m;

/** What the client said, without the statement that it repeats: that may be as long as a million rows. */
function reasonOf(said: string): string {
  const end = said.lastIndexOf(`${LINE}\n`);
  return (end < 0 ? said : said.slice(end + LINE.length)).trim();
}

const LINE = "-".repeat(14);

async function runClient(
  args: readonly string[],
  file: Deno.FsFile,
  progress: Progress,
): Promise<Imported> {
  const { client: program } = await findClientPrograms();
  const { size } = await file.stat();
  const client = new Deno.Command(program, {
    args: [...OPTIONS, ...args],
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const stop = () => killQuietly(client);
  progress.signal?.addEventListener("abort", stop, { once: true });
  const said = new Response(client.stderr).text();
  try {
    const { bytes, sha256 } = await feed(
      file,
      client,
      (bytes) => progress.at(`Importing: ${percent(bytes, size)} of the dump`),
    );
    const { success, code } = await client.status;
    progress.check();
    const failure = success ? null : reasonOf(await said) || `status ${code}`;
    return { failure, bytes, sha256 };
  } finally {
    progress.signal?.removeEventListener("abort", stop);
    stop();
    await Promise.allSettled([client.status, said]);
  }
}

/** Binary mode takes no commands from the file but statements, and leaves NUL and CR in values as they are. */
const OPTIONS = [
  "--no-defaults",
  "--batch",
  "--binary-mode",
  "--default-character-set=utf8mb4",
  "--max-allowed-packet=1G",
  "--local-infile=0",
  // Newer clients insist on TLS, which a private server does not have; others do not know the option.
  "--loose-skip-ssl",
];

async function open(path: string): Promise<Deno.FsFile> {
  try {
    // A folder can be opened, too.
    if ((await Deno.stat(path)).isFile) return await Deno.open(path);
    throw new Error("it is no file");
  } catch (error) {
    throw new ExportError(
      `Cannot import ${path}: ${
        error instanceof Deno.errors.NotFound
          ? "there is no such file"
          : (error as Error).message
      }, wanted a dump that can be read; give the path of one`,
      { cause: error },
    );
  }
}

/** Gives the file to the client, and all of it to the digest, even where the client has ended. */
async function feed(
  file: Deno.FsFile,
  client: Deno.ChildProcess,
  onBytes: (bytes: number) => void,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  const writer = client.stdin.getWriter();
  const buffer = new Uint8Array(1 << 16);
  let bytes = 0;
  let open = true;
  try {
    for (;;) {
      const length = await file.read(buffer);
      if (length === null) break;
      const part = buffer.slice(0, length);
      hash.update(part);
      bytes += length;
      // An error ends the client before it has read everything: what it says is told, not the broken pipe.
      if (open) open = await writer.write(part).then(() => true, () => false);
      onBytes(bytes);
    }
  } finally {
    await writer.close().catch(() => {});
  }
  return { bytes, sha256: hash.digest("hex") };
}

function killQuietly(client: Deno.ChildProcess): void {
  try {
    client.kill("SIGKILL");
  } catch {
    // It has ended.
  }
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 100 : Math.floor(100 * part / whole)} %`;
}
