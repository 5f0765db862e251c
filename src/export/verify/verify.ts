/**
 * Proves an export: restores its dump in a scratch server, and compares that with the database, value by value and
 * read by read.
 *
 * @module
 */
import { basename } from "node:path";
import { decodeBlob } from "../../blob/decode.ts";
import { openPool } from "../../connection/pool.ts";
import type { Pool } from "../../connection/session.ts";
import { ExportError } from "../../errors.ts";
import { exactly } from "../../log/exports/ids.ts";
import { changedReads } from "../../log/notes/drift.ts";
import { redefinedViews } from "../../log/view_definitions_read.ts";
import { type PaperLog, requireReads } from "../../log/paper_log.ts";
import type { Catalog } from "../../schema/table.ts";
import { EXPORT } from "../../spyglass/usage_tables.ts";
import { checkBundle } from "./check_bundle.ts";
import { checkFiles } from "./check_files.ts";
import { checkListed } from "./check_listed.ts";
import type { ClientCredentials } from "../script/client_credentials.ts";
import { type ComparedSlice, compareServers } from "./compare_servers.ts";
import { bundleState } from "../commands/current.ts";
import { Differences } from "./difference.ts";
import {
  bundleDump,
  type BundlePaths,
  bundlePaths,
  factsOf,
} from "./find_dump.ts";
import { importDump, type Imported } from "./import_dump.ts";
import {
  type PaperSlice,
  paperSlice,
  sliceSteps,
} from "../slice/paper_slice.ts";
import { sliceViews } from "../slice/slice_views.ts";
import { Progress, type ProgressOptions } from "../progress.ts";
import { trialServer } from "./trial_server.ts";
import { Verification } from "./verification.ts";
import { noteVerified } from "./verified_note.ts";
import { refuseUnknownOptions } from "../../names/known_options.ts";

/** What `verify` is told. See {@linkcode ExportCommands.verify}. */
export interface VerifyOptions extends ProgressOptions {
  /** Path of the dump. @default {the bundle's own; its script is run where that is missing or older than the script} */
  readonly sql?: string;
}

/** What verifying needs of the rest. */
export interface VerifyContext {
  readonly pool: Pool;
  readonly catalog: Catalog;
  readonly stores: Readonly<Record<string, string>>;
  /** Folder that holds the bundles. */
  readonly exportDir: string;
  /** Makes an option file for the export script. */
  readonly defaultsFile: () => Promise<ClientCredentials>;
  readonly say: (text: string) => void;
}

/**
 * Verifies the dump of a paper against the database as it is now.
 *
 * The slice is computed afresh from the log. The restored server must have exactly its tables, with the same columns,
 * keys, indexes, foreign keys and checks (what is not compared: partitions, engines, what a schema gives new tables),
 * the same views, exactly its rows, each column byte for byte, and no reference that leads nowhere; each logged read must
 * select the same rows on both sides; the files that the rows name must be
 * there, whole, and what they were when the paper was populated, and those of the bundle as they were written. What
 * cannot be checked is a difference, too.
 *
 * @throws {ExportError} There is nothing to verify: the paper was not populated, or its script fails.
 * @throws {ServerError} No scratch server can be started here.
 * @throws {CancelledError} The signal said stop. The scratch server is gone in any case.
 */
export async function verify(
  context: VerifyContext,
  log: PaperLog,
  options: VerifyOptions = {},
): Promise<Verification> {
  refuseUnknownOptions("Cannot verify", options, OPTIONS);
  requireReads(log, `Cannot verify paper ${log.paperId}`);
  const begun = Date.now();
  const progress = new Progress(`verify paper ${log.paperId}`, {
    onProgress: context.say,
    ...options,
  });
  const paths = bundlePaths(context.exportDir, log.paperId);
  const isOwn = options.sql === undefined;
  const included = await includedFiles(context, log, isOwn);
  const sql = options.sql ??
    await bundleDump(paths, context.defaultsFile, progress);
  const slice = await sliceOf(context, log, included, progress);
  const views = await sliceViews(context.pool, context.catalog, log);
  progress.at("Looking for reads whose rows have changed since");
  const redefined = await redefinedViews(
    context.pool,
    log.exports.map(({ exportId }) => exportId),
  );
  const changes = await changedReads(
    context.pool,
    context.catalog,
    log.entries,
  );
  const found = await examine(
    context,
    { ...slice, views },
    sql,
    isOwn ? paths : null,
    included !== null,
    progress,
  );
  const verification = new Verification({
    ...found,
    log,
    changes,
    redefined,
    included,
    script: await factsOf(paths.script) && paths.script,
    sql,
    seconds: (Date.now() - begun) / 1000,
    bundle: isOwn ? await bundleState(context.pool, log.paperId, paths) : null,
  });
  if (isOwn) await noteOutcome(context, paths, verification, found);
  return verification;
}

/** Leaves beside the dump what was found: `Export.status` looks there. */
async function noteOutcome(
  { say }: VerifyContext,
  paths: BundlePaths,
  { ok, changedReads }: Verification,
  { sha256, bytes, count }: Awaited<ReturnType<typeof examine>>,
): Promise<void> {
  const at = new Date().toISOString();
  const note = {
    ok,
    at,
    sha256,
    bytes,
    differences: count,
    changed: changedReads.length,
  };
  if (await noteVerified(paths, note)) return;
  say(
    `${paths.verified} cannot be written: Export.status() does not know of this verification`,
  );
}

/** Restores the dump, and compares everything. */
async function examine(
  { pool, stores, say }: VerifyContext,
  slice: ComparedSlice,
  sql: string,
  bundle: BundlePaths | null,
  isCut: boolean,
  progress: Progress,
) {
  const differences = new Differences();
  if (bundle !== null) await checkBundle(bundle, differences, progress);
  await using server = await trialServer(pool, say);
  const imported = await importDump(server.socket, sql, progress);
  await checkImport(sql, imported, differences);
  const restored = await openPool({ socketPath: server.socket, user: "root" });
  const compared = await compareServers({
    source: pool,
    restored,
    slice,
    isCut,
    differences,
    progress,
  }).finally(() => restored.close());
  const { closure } = slice;
  const { told, ...files } = await checkFiles(
    pool,
    closure,
    stores,
    differences,
    progress,
  );
  if (bundle !== null) await checkListed(bundle, told, differences, progress);
  return {
    ...compared,
    server: { name: server.name, caveat: server.caveat },
    exported: { tables: closure.tables.size, rows: closure.total, ...files },
    differences: differences.list(),
    count: differences.count,
    sha256: imported.sha256,
    bytes: imported.bytes,
  };
}

const OPTIONS = ["sql", "onProgress", "every", "signal", "paper_id"];

/** Sessions that the paper's export was limited to, `null` for all. */
async function includedFiles(
  { pool }: VerifyContext,
  log: PaperLog,
  mustBePopulated: boolean,
): Promise<readonly string[] | null> {
  const [row] = await pool.bytes(
    `SELECT included_nwb_file_names FROM ${EXPORT} WHERE ${
      exactly("paper_id", log.paperId)
    } ORDER BY export_id DESC LIMIT 1`,
  );
  if (row === undefined && mustBePopulated) {
    throw new ExportError(
      `Cannot verify paper ${log.paperId}: it was not populated since its log changed last, wanted its export; run Export.populatePaper, or name a dump: { sql: "path" }`,
    );
  }
  const names = row?.[0] ? decodeBlob(row[0]) : null;
  return Array.isArray(names) ? names.map(String) : null;
}

async function sliceOf(
  { pool, catalog }: VerifyContext,
  log: PaperLog,
  includedNwbFiles: readonly string[] | null,
  progress: Progress,
): Promise<PaperSlice> {
  return await paperSlice(pool, catalog, log, {
    includedNwbFiles,
    ...sliceSteps(progress),
  });
}

/** What failed, and whether the file is still the one that its script wrote. */
async function checkImport(
  sql: string,
  { failure, sha256 }: Imported,
  differences: Differences,
): Promise<void> {
  const table = basename(sql);
  if (failure !== null) {
    differences.add({
      table,
      kind: "not importable",
      expected: "an import without an error",
      found: failure,
      message: `${sql}: the import stopped: ${failure}`,
    });
  }
  const line = await Deno.readTextFile(`${sql}.sha256`).catch(() => null);
  const expected = line?.split(" ")[0];
  if (expected === undefined || expected === sha256) return;
  differences.add({
    table,
    kind: "altered file",
    expected,
    found: sha256,
    message:
      `${sql}: its SHA-256 is ${sha256}, and was ${expected} when it was written`,
  });
}
