/**
 * Whether a bundle was made of the log as it is now, and is of one run with the rows in Spyglass' tables.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import { exactly } from "../../log/exports/ids.ts";
import {
  EXPORT_SELECTION,
  SELECTION_TABLE,
} from "../../spyglass/usage_tables.ts";
import { readManifest, type WrittenManifest } from "../manifest.ts";
import { isInWork } from "../populate_lock.ts";
import { digestOfRows } from "../result_digest.ts";
import { resultId } from "../result_id.ts";
import type { BundlePaths } from "../verify/find_dump.ts";

/** What a bundle was made of, beside what there is now. */
export interface BundleState {
  /** True where the bundle was made of the log as it is now. */
  readonly isOfLog: boolean;
  /** True where the rows in Spyglass' tables are those that were written with the bundle. */
  readonly fitsRows: boolean;
}

/**
 * Compares a bundle with the log and with the rows in Spyglass' tables.
 *
 * @param pool The database.
 * @param paperId The paper.
 * @param paths Its bundle.
 */
export async function bundleState(
  pool: Pool,
  paperId: string,
  paths: BundlePaths,
): Promise<BundleState> {
  const state = await lookAt(pool, paperId, paths);
  if (state.fitsRows) return state;
  // Whoever populates the paper just now puts its bundle in place a moment before its rows.
  if (await isInWork(pool, paperId)) return { ...state, fitsRows: true };
  return await lookAt(pool, paperId, paths);
}

async function lookAt(
  pool: Pool,
  paperId: string,
  paths: BundlePaths,
): Promise<BundleState> {
  const manifest = await readManifest(paths.manifest);
  return {
    isOfLog: await isOfLog(pool, paperId, manifest?.reads ?? []),
    fitsRows: await fitsRows(pool, paperId, manifest?.result),
  };
}

async function isOfLog(
  pool: Pool,
  paperId: string,
  reads: NonNullable<WrittenManifest["reads"]>,
): Promise<boolean> {
  const rows = await pool.texts(
    `SELECT export_id, table_id, table_name, restriction FROM ${SELECTION_TABLE} JOIN ${EXPORT_SELECTION} AS s USING (export_id) WHERE ${
      exactly("s.paper_id", paperId)
    }`,
  );
  const written = reads.map((read) =>
    JSON.stringify([
      String(read.export_id),
      String(read.table_id),
      read.table_name,
      read.restriction,
    ])
  );
  const now = rows.map((row) => JSON.stringify(row));
  return written.sort().join("\n") === now.sort().join("\n");
}

async function fitsRows(
  pool: Pool,
  paperId: string,
  result: string | undefined,
): Promise<boolean> {
  if (result === undefined) return true;
  const id = await resultId(pool, paperId);
  return id === null || await digestOfRows(pool, id) === result;
}
