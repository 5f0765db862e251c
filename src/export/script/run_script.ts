/**
 * Runs an export script.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import { CancelledError, ExportError } from "../../errors.ts";

/** How a script is run. */
export interface RunScriptOptions {
  /** Option file with the credentials; the script's own default is `~/.my.cnf`. */
  readonly defaultsFile: string;
  /** The `.sql` to write, or the folder to write it to. @default {beside the script} */
  readonly out?: string;
  /** Called with each line that the script says. */
  readonly onProgress?: (line: string) => void;
  /** Ends the script; what it had begun goes away, an earlier `.sql` stays. */
  readonly signal?: AbortSignal;
}

/** What a script has written. */
export interface ScriptResult {
  /** Path of the `.sql`. */
  readonly sql: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Runs an export script and waits for its end.
 *
 * @param path Path of `_ExportSQL_{paper_id}.sh`.
 * @returns What it wrote.
 * @throws {ExportError} When it fails: with the sentence that it said; nothing was written then.
 * @throws {CancelledError} When `signal` ended it.
 *
 * @example
 * ```ts ignore (needs the files of an export)
 * const { sql } = await runScript("export/paper1/_ExportSQL_paper1.sh", {
 *   defaultsFile: "/path/to/.my.cnf",
 *   onProgress: console.error,
 * });
 * ```
 */
export async function runScript(
  path: string,
  options: RunScriptOptions,
): Promise<ScriptResult> {
  const { signal } = options;
  if (signal?.aborted) throw cancelled(path);
  const sql = outputOf(path, options);
  const script = start(path, sql, options);
  const said = await lines(script.stderr, options.onProgress);
  const { success, code } = await script.status;
  if (signal?.aborted && !success) throw cancelled(path);
  if (!success) throw failure(path, code, said);
  return await written(sql);
}

function outputOf(path: string, options: RunScriptOptions): string {
  const name = basename(path)
    .replace(/^_ExportSQL_/, "_Populate_").replace(/\.sh$/, ".sql");
  const out = resolve(options.out ?? dirname(path));
  return isFolder(out) ? join(out, name) : out;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function start(
  path: string,
  out: string,
  { defaultsFile, signal }: RunScriptOptions,
) {
  try {
    return new Deno.Command("bash", {
      args: ["--", resolve(path)],
      env: { MYSQL_DEFAULTS_FILE: resolve(defaultsFile), OUT: out },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      ...(signal ? { signal } : {}),
    }).spawn();
  } catch (error) {
    throw new ExportError(
      `Cannot run ${path}: found no bash (${
        (error as Error).message
      }), wanted bash 4.4 or later; install it, or run the script where there is one`,
      { cause: error },
    );
  }
}

async function lines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void = () => {},
): Promise<string[]> {
  const said: string[] = [];
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    said.push(...parts);
    parts.forEach(onLine);
  }
  if (rest !== "") {
    said.push(rest);
    onLine(rest);
  }
  return said;
}

function cancelled(path: string): CancelledError {
  return new CancelledError(
    `Cancelled ${path}: nothing was written, and an earlier result is as it was`,
  );
}

/** Its own sentence and what follows that; without one, the last that it or a program in it said. */
function failure(path: string, code: number, said: string[]): ExportError {
  const at = said.findLastIndex((line) => line.startsWith("Cannot export: "));
  const reason = at < 0
    ? said.slice(-3)
    : [said[at]!.slice("Cannot export: ".length), ...said.slice(at + 1)];
  return new ExportError(
    `Cannot run ${path}: it ended with status ${code}: ${
      reason.join("\n").trim() || "it said nothing"
    }`,
  );
}

async function written(sql: string): Promise<ScriptResult> {
  const { size } = await Deno.stat(sql);
  const line = await Deno.readTextFile(`${sql}.sha256`);
  return { sql, bytes: size, sha256: line.split(" ")[0]! };
}
