/**
 * Files of a paper's result that rows of other tables refer to: those that were published, and what checks found.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import type { Catalog, ForeignKey } from "../schema/table.ts";
import { VALIDATION, VALIDATION_SELECTION } from "../spyglass/dandi_tables.ts";
import { EXPORT_FILE } from "../spyglass/usage_tables.ts";
import { quoteName } from "../sql/identifier.ts";
import { carrier, type KeptFiles, oldExports } from "./result_tables.ts";

/**
 * How many rows of other tables refer to files of the paper's result that `keep` does not keep: files that were
 * published.
 *
 * @param keep The export and paths that stay; `null`: nothing does.
 */
export async function publishedFiles(
  session: Session,
  catalog: Catalog,
  paperId: string,
  keep: KeptFiles | null,
): Promise<number> {
  const lost = await lostRows(session, catalog, paperId, keep);
  return lost.filter(isPublished).reduce((sum, { count }) => sum + count, 0);
}

/** The paths of the files of the paper's result that rows of other tables refer to: files that were published. */
export async function publishedPaths(
  session: Session,
  catalog: Catalog,
  paperId: string,
): Promise<Set<string>> {
  const rows = await lostRows(session, catalog, paperId, null);
  return new Set(rows.filter(isPublished).map(({ path }) => path));
}

/**
 * Removes the rows that {@linkcode publishedFiles} counts, only after somebody agreed, and what checks found in the
 * files that go.
 */
export async function forgetPublished(
  session: Session,
  catalog: Catalog,
  paperId: string,
  keep: KeptFiles | null = null,
): Promise<void> {
  const lost = await lostRows(session, catalog, paperId, keep);
  for (const { key, exportId, fileId } of lost) {
    const file =
      `${EXPORT_FILE} WHERE export_id = ${exportId} AND file_id = ${fileId}`;
    await deleteReferring(session, catalog, key, file);
  }
}

/** What a check says goes with all its parts. */
async function deleteReferring(
  session: Session,
  catalog: Catalog,
  { child, columns, parentColumns }: ForeignKey,
  parent: string,
): Promise<void> {
  const names = (list: readonly string[]) => list.map(quoteName).join(", ");
  const rows = `${child} WHERE (${names(columns)}) IN (SELECT ${
    names(parentColumns)
  } FROM ${parent})`;
  if (CHECKS.has(child)) {
    for (const key of catalog.referredBy.get(child) ?? []) {
      await deleteReferring(session, catalog, key, rows);
    }
  }
  await session.run(`DELETE FROM ${rows}`);
}

const CHECKS: ReadonlySet<string> = new Set([VALIDATION_SELECTION, VALIDATION]);

/** A file that was only checked was not published. */
function isPublished({ key }: LostRows): boolean {
  return !CHECKS.has(key.child);
}

/** Rows of one other table that refer to one file. */
interface LostRows {
  readonly key: ForeignKey;
  readonly exportId: number;
  readonly fileId: number;
  readonly path: string;
  readonly count: number;
}

async function lostRows(
  session: Session,
  catalog: Catalog,
  paperId: string,
  keep: KeptFiles | null,
): Promise<LostRows[]> {
  const old = await oldExports(session, paperId);
  if (old.length === 0) return [];
  const kept = keep === null ? null : carrier(old, keep.exportId);
  const paths = new Set(keep?.files.map(({ file_path }) => file_path));
  const lost: LostRows[] = [];
  for (const key of catalog.referredBy.get(EXPORT_FILE) ?? []) {
    const on = key.columns.map((column, at) =>
      `c.${quoteName(column)} = f.${quoteName(key.parentColumns[at]!)}`
    );
    const rows = await session.texts(
      `SELECT f.export_id, f.file_id, f.file_path, COUNT(*) FROM ${EXPORT_FILE} AS f JOIN ${key.child} AS c ON ${
        on.join(" AND ")
      } WHERE f.export_id IN (${
        old.join(", ")
      }) GROUP BY f.export_id, f.file_id, f.file_path`,
    );
    for (const [exportId, fileId, path, count] of rows) {
      if (Number(exportId) === kept && paths.has(path!)) continue;
      lost.push({
        key,
        exportId: Number(exportId),
        fileId: Number(fileId),
        path: path!,
        count: Number(count),
      });
    }
  }
  return lost;
}
