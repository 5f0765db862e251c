/**
 * Whether a bundle was made of the log as it is now.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import {
  EXPORT_SELECTION,
  SELECTION_TABLE,
} from "../../spyglass/usage_tables.ts";
import { textLiteral } from "../../sql/literal.ts";
import type { BundlePaths } from "../verify/find_dump.ts";

/**
 * True where the bundle was made of the log as it is now.
 *
 * @param pool The database.
 * @param paperId The paper.
 * @param paths Its bundle.
 */
export async function isCurrent(
  pool: Pool,
  paperId: string,
  paths: BundlePaths,
): Promise<boolean> {
  const manifest = await Deno.readTextFile(paths.manifest).then(JSON.parse)
    .catch(() => null) as { reads?: ManifestRead[] } | null;
  const rows = await pool.texts(
    `SELECT export_id, table_id, table_name, restriction FROM ${SELECTION_TABLE} JOIN ${EXPORT_SELECTION} AS s USING (export_id) WHERE s.paper_id = ${
      textLiteral(paperId)
    }`,
  );
  const written = (manifest?.reads ?? []).map((read) =>
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

interface ManifestRead {
  readonly export_id: number;
  readonly table_id: number;
  readonly table_name: string;
  readonly restriction: string;
}
