/**
 * The dump of a paper: the one that was named, or the bundle's own, made by the bundle's script where it is missing or
 * older than that.
 *
 * @module
 */
import { join } from "node:path";
import { ExportError } from "../../errors.ts";
import type { ClientCredentials } from "../script/client_credentials.ts";
import type { Progress } from "../progress.ts";
import { runScript } from "../script/run_script.ts";

/** Where the parts of a bundle are. */
export interface BundlePaths {
  readonly directory: string;
  readonly script: string;
  readonly sql: string;
  /** What was verified, and when. */
  readonly verified: string;
  readonly manifest: string;
  /** The files of the rows, with their checksums. */
  readonly files: string;
}

/**
 * Where the parts of a paper's bundle are.
 *
 * @param exportDir Folder that holds the bundles.
 * @param paperId The paper.
 */
export function bundlePaths(exportDir: string, paperId: string): BundlePaths {
  const directory = join(exportDir, paperId);
  return {
    directory,
    script: join(directory, `_ExportSQL_${paperId}.sh`),
    sql: join(directory, `_Populate_${paperId}.sql`),
    verified: join(directory, "verified.json"),
    manifest: join(directory, "manifest.json"),
    files: join(directory, "files.tsv"),
  };
}

/** A file's length and age. */
export interface FileFacts {
  readonly bytes: number;
  readonly modified: Date;
}

/** What the disk says of a file, `null` where there is none. */
export async function factsOf(path: string): Promise<FileFacts | null> {
  const info = await Deno.stat(path).catch(() => null);
  if (!info?.isFile) return null;
  return { bytes: info.size, modified: info.mtime ?? new Date(0) };
}

/** The bundle's own dump where it was made by its present script, else `null`. */
export async function presentDump(
  paths: BundlePaths,
): Promise<FileFacts | null> {
  const [sql, script] = await Promise.all([
    factsOf(paths.sql),
    factsOf(paths.script),
  ]);
  return sql !== null && script !== null && sql.modified < script.modified
    ? null
    : sql;
}

/**
 * Finds the bundle's dump, and runs its script first where there is none or an older one.
 *
 * @param paths The bundle.
 * @param defaultsFile Makes the option file for the script.
 * @returns The dump's path.
 * @throws {ExportError} There is no script either, or it fails.
 * @throws {CancelledError} The signal said stop.
 */
export async function bundleDump(
  paths: BundlePaths,
  defaultsFile: () => Promise<ClientCredentials>,
  progress: Progress,
): Promise<string> {
  if (await presentDump(paths) !== null) return paths.sql;
  if (await factsOf(paths.script) === null) {
    throw new ExportError(
      `Cannot find the dump: ${paths.sql} and the script that makes it are not there, wanted one of them; populate the paper (Export.populatePaper), or name a dump: { sql: "path" }`,
    );
  }
  progress.tell(`Running ${paths.script}`);
  await using credentials = await defaultsFile();
  const { sql } = await runScript(paths.script, {
    defaultsFile: credentials.path,
    out: paths.sql,
    onProgress: (line) => progress.at(line),
    ...(progress.signal ? { signal: progress.signal } : {}),
  });
  return sql;
}
