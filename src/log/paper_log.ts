/**
 * What the log holds of a paper.
 *
 * @module
 */
import { nearestName } from "../names/nearest.ts";
import { shortList } from "../names/short_list.ts";
import type { Pool } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import {
  EXPORT_SELECTION,
  SELECTION_FILE,
  SELECTION_TABLE,
} from "../spyglass/usage_tables.ts";
import { checkId, checkPaper, exactly } from "./exports/ids.ts";

/** One export of a paper. */
export interface LoggedExport {
  readonly exportId: number;
  readonly analysisId: string;
  readonly version: string;
}

/** One log entry of a paper. */
export interface LoggedEntry {
  readonly exportId: number;
  readonly analysisId: string;
  readonly tableId: number;
  readonly table: string;
  /** As it is stored: `%` doubled. */
  readonly restriction: string;
}

/** Everything that the log holds of one paper. */
export interface PaperLog {
  readonly paperId: string;
  readonly exports: readonly LoggedExport[];
  readonly entries: readonly LoggedEntry[];
  /** Names of analysis files that reads opened. */
  readonly files: readonly string[];
}

/** What tells a paper. See {@linkcode SelectionCommands.review}. */
export interface PaperKey {
  readonly paper_id: string;
}

/**
 * Reads the log of a paper.
 *
 * @throws {ExportError} The log has no such paper.
 */
export async function readPaperLog(
  pool: Pool,
  key: PaperKey,
  hasFiles: boolean,
): Promise<PaperLog> {
  const paperId = checkId("paper_id", checkPaper(key).paper_id);
  const paper = `WHERE ${exactly("s.paper_id", paperId)}`;
  const [exports, entries, files] = await Promise.all([
    pool.texts(
      `SELECT export_id, analysis_id, spyglass_version FROM ${EXPORT_SELECTION} AS s ${paper} ORDER BY export_id`,
    ),
    pool.texts(
      `SELECT export_id, analysis_id, table_id, table_name, restriction FROM ${SELECTION_TABLE} JOIN ${EXPORT_SELECTION} AS s USING (export_id) ${paper} ORDER BY export_id, table_id`,
    ),
    hasFiles
      ? pool.texts(
        `SELECT DISTINCT analysis_file_name FROM ${SELECTION_FILE} JOIN ${EXPORT_SELECTION} AS s USING (export_id) ${paper} ORDER BY analysis_file_name`,
      )
      : [],
  ]);
  if (exports.length === 0) throw await unknownPaper(pool, paperId);
  return {
    paperId,
    exports: exports.map(([id, analysis, version]) => ({
      exportId: Number(id),
      analysisId: analysis!,
      version: version!,
    })),
    entries: entries.map(([id, analysis, tableId, table, restriction]) => ({
      exportId: Number(id),
      analysisId: analysis!,
      tableId: Number(tableId),
      table: table!,
      restriction: restriction!,
    })),
    files: files.map(([name]) => name!),
  };
}

/**
 * The one version that all of a paper's reads were logged under.
 *
 * @throws {ExportError} There are several; they are named.
 */
export function oneVersion(log: PaperLog): string {
  const versions = Map.groupBy(log.exports, (logged) => logged.version);
  if (versions.size === 1) return log.exports[0]!.version;
  const list = [...versions].map(([version, exports]) =>
    `${version} (${exports.map((logged) => logged.analysisId).join(", ")})`
  );
  throw new ExportError(
    `Cannot export paper ${log.paperId}: its analyses were logged under several versions: ${
      list.join("; ")
    }, wanted one for all; delete the old analyses (ExportSelection.deleteAnalysis) and run them again`,
  );
}

/**
 * Refuses a paper that no read was logged for.
 *
 * @param action What needs reads, for example `Cannot export paper p1`.
 * @throws {ExportError} Nothing was logged.
 */
export function requireReads(log: PaperLog, action: string): void {
  if (log.entries.length > 0) return;
  throw new ExportError(
    `${action}: nothing was logged for it, wanted at least one read; start its export and read`,
  );
}

/** The papers that were started. */
export async function knownPapers(pool: Pool): Promise<string[]> {
  const papers = await pool.texts(
    `SELECT DISTINCT paper_id FROM ${EXPORT_SELECTION} ORDER BY paper_id`,
  );
  return papers.map(([id]) => id!);
}

async function unknownPaper(pool: Pool, paperId: string): Promise<ExportError> {
  const known = await knownPapers(pool);
  const nearest = nearestName(paperId, known);
  const wanted = nearest === null
    ? `one of ${shortList(known) || "none: nothing was logged yet"}; log`
    : `one that was logged; did you mean ${nearest}? Else log`;
  return new ExportError(
    `Cannot read the log of paper ${
      JSON.stringify(paperId)
    }: there is no such paper, wanted ${wanted} its reads first: ExportSelection.startExport({ paper_id, analysis_id })`,
  );
}
