/**
 * Putting a new result in the place of a paper's earlier one.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import type { Catalog } from "../schema/table.ts";
import { holdingResult } from "./hold_result.ts";
import { forgetPublished } from "./published_files.ts";
import { type ExportResult, writeResult } from "./result_tables.ts";

/**
 * Replaces a paper's result, and what is said of files that go.
 *
 * @param finish The last that is done before the rows count, once: where it fails, the earlier result stays.
 */
export async function replaceResult(
  pool: Pool,
  catalog: Catalog,
  result: ExportResult,
  finish: () => Promise<void>,
): Promise<void> {
  const { paperId } = result;
  let isFinal = false;
  await holdingResult(pool, paperId, async (session) => {
    await forgetPublished(session, catalog, paperId, result);
    await writeResult(session, result);
    isFinal = true;
    await finish();
  }, () => isFinal);
}
