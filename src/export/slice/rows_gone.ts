/**
 * Rows of a result that are gone from the database: its conditions select only those that are there, and its bundle tells
 * how many there were.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { readManifest } from "../manifest.ts";
import { digestOfRows } from "../result_digest.ts";
import { bundlePaths } from "../verify/find_dump.ts";

/** A result, and how many rows of each table, by its full name, it selects now. */
export interface FoundResult {
  readonly paperId: string;
  readonly exportId: number;
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Counts the rows that a result had more of when it was written.
 *
 * @param exportDir Folder that holds the bundles.
 * @returns Full name → how many are gone; empty where no bundle of that result is there.
 */
export async function rowsGone(
  session: Session,
  exportDir: string | null,
  { paperId, exportId, counts }: FoundResult,
): Promise<Map<string, number>> {
  const gone = new Map<string, number>();
  if (exportDir === null) return gone;
  const { manifest: path } = bundlePaths(exportDir, paperId);
  const manifest = await readManifest(path);
  const isOfResult = manifest?.export_id === exportId &&
    manifest.result === await digestOfRows(session, exportId);
  if (!isOfResult) return gone;
  for (const { table_name, rows } of manifest.tables) {
    const left = rows - (counts.get(table_name) ?? 0);
    if (left > 0) gone.set(table_name, left);
  }
  return gone;
}
