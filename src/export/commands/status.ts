/**
 * How far a paper's export is: logged → populated → dumped → verified → published.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import { checkId, checkPaper, exactly } from "../../log/exports/ids.ts";
import type { PaperKey } from "../../log/paper_log.ts";
import { knownPapers } from "../../log/paper_log.ts";
import { nearestName } from "../../names/nearest.ts";
import type { Catalog } from "../../schema/table.ts";
import {
  EXPORT_FILE,
  EXPORT_SELECTION,
  EXPORT_TABLE,
  SELECTION_TABLE,
} from "../../spyglass/usage_tables.ts";
import { patternLiteral } from "../../sql/literal.ts";
import { resultId } from "../result_id.ts";
import { bundleState } from "./current.ts";
import {
  type BundlePaths,
  bundlePaths,
  factsOf,
  presentDump,
} from "../verify/find_dump.ts";
import { nextStep } from "./next_step.ts";
import { publishedFiles } from "../published_files.ts";
import { ONLY_IN_SCRIPT } from "../script/stored_restriction.ts";
import { type ExportState, ExportStatus } from "./status_view.ts";
import { readVerified } from "../verify/verified_note.ts";

/** What telling the status needs of the rest. */
export interface StatusContext {
  readonly pool: Pool;
  readonly catalog: Catalog;
  /** Folder that holds the bundles, `null` where none is known. */
  readonly exportDir: string | null;
}

/**
 * Says how far a paper's export is, and what comes next. Changes nothing.
 *
 * @throws {TypeError | RangeError} The paper's id is none.
 */
export async function status(
  { pool, catalog, exportDir }: StatusContext,
  paper: PaperKey,
): Promise<ExportStatus> {
  const paperId = checkId("paper_id", checkPaper(paper).paper_id);
  const { started, at } = await startedAnalyses(pool, paperId);
  const logged = await loggedState(pool, paperId, { analyses: started, at });
  const paths = exportDir === null ? null : bundlePaths(exportDir, paperId);
  const populated = logged && await populatedState(pool, paperId, paths);
  const dumped = populated && paths && await dumpedState(paths);
  const verified = dumped && paths && await verifiedState(paths);
  const rows = await publishedFiles(pool, catalog, paperId, null);
  const state: ExportState = {
    paper_id: paperId,
    started,
    nearest: started > 0 ? null : nearestName(paperId, await knownPapers(pool)),
    logged,
    populated,
    dumped,
    verified,
    published: rows === 0 ? null : { rows },
  };
  return new ExportStatus(state, nextStep(state, paths));
}

/** How many analyses of a paper were started, and when the last one was; `null` where none was. */
async function startedAnalyses(
  pool: Pool,
  paperId: string,
): Promise<{ started: number; at: string | null }> {
  const [[count, at] = []] = await pool.texts(
    `SELECT COUNT(*), MAX(s.time) FROM ${EXPORT_SELECTION} AS s WHERE ${
      exactly("s.paper_id", paperId)
    }`,
  );
  return { started: Number(count), at: at ?? null };
}

async function loggedState(
  pool: Pool,
  paperId: string,
  { analyses, at }: { analyses: number; at: string | null },
): Promise<ExportState["logged"]> {
  const [[reads, tables] = []] = await pool.texts(
    `SELECT COUNT(*), COUNT(DISTINCT t.table_name) FROM ${SELECTION_TABLE} AS t JOIN ${EXPORT_SELECTION} AS s USING (export_id) WHERE ${
      exactly("s.paper_id", paperId)
    }`,
  );
  if (Number(reads) === 0) return null;
  return {
    analyses,
    reads: Number(reads),
    tables: Number(tables),
    at: at!,
  };
}

async function populatedState(
  pool: Pool,
  paperId: string,
  paths: BundlePaths | null,
): Promise<ExportState["populated"]> {
  const id = await resultId(pool, paperId);
  if (id === null) return null;
  const count = async (table: string) => {
    const [[found] = []] = await pool.texts(
      `SELECT COUNT(*) FROM ${table} WHERE export_id = ${id}`,
    );
    return Number(found);
  };
  // What stands in the place of a condition is short: no other is looked at.
  const [[onlyInScript] = []] = await pool.texts(
    `SELECT COUNT(*) FROM ${EXPORT_TABLE} WHERE export_id = ${id} AND OCTET_LENGTH(restriction) < 200 AND restriction LIKE ${
      patternLiteral(`%${ONLY_IN_SCRIPT}%`)
    }`,
  );
  const script = paths && await factsOf(paths.script);
  const bundle = paths && await bundleState(pool, paperId, paths);
  return {
    export_id: id,
    tables: await count(EXPORT_TABLE),
    files: await count(EXPORT_FILE),
    onlyInScript: Number(onlyInScript),
    directory: script && paths.directory,
    at: script && script.modified.toISOString(),
    current: bundle !== null && bundle.isOfLog && bundle.fitsRows,
    fits: bundle?.fitsRows ?? true,
  };
}

async function dumpedState(paths: BundlePaths): Promise<ExportState["dumped"]> {
  const dump = await presentDump(paths);
  if (dump === null) return null;
  return {
    sql: paths.sql,
    bytes: dump.bytes,
    at: dump.modified.toISOString(),
  };
}

async function verifiedState(
  paths: BundlePaths,
): Promise<ExportState["verified"]> {
  const note = await readVerified(paths);
  if (note === null) return null;
  const { ok, at, sha256, differences, changed } = note;
  return { ok, at, sha256, differences, changed };
}
