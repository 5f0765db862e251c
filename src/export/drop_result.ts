/**
 * Dropping a paper's result when its log changes.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import type { Catalog } from "../schema/table.ts";
import { holdingResult } from "./hold_result.ts";
import { forgetPublished, publishedFiles } from "./published_files.ts";
import { deleteResult } from "./result_tables.ts";

/** What dropping needs of the rest. */
export interface DropContext {
  readonly pool: Pool;
  readonly tables: { readonly catalog: Catalog };
  /** Asks a person: yes or no, `null` where there is nobody to ask. */
  readonly ask: (question: string) => boolean | null;
  readonly warn: (text: string) => void;
}

/**
 * Drops a paper's earlier result: a log that changes makes it a result of something else. One that was published
 * stays unless somebody agrees.
 *
 * @returns What to say of it; `null` where nothing was dropped.
 */
export async function dropOldResult(
  { pool, tables, ask, warn }: DropContext,
  paperId: string,
): Promise<string | null> {
  const { catalog } = tables;
  const kept = () => {
    warn(
      `The earlier export of ${paperId} was published: it is kept until it is populated again.`,
    );
    return false;
  };
  const published = await publishedFiles(pool, catalog, paperId, null);
  if (published > 0) {
    const answer = ask(
      `Files of paper ${paperId} were published (${published} rows say where). Drop its earlier export, and these rows?`,
    );
    if (!answer) {
      kept();
      return null;
    }
  }
  const isDropped = await holdingResult(pool, paperId, async (session) => {
    // Nobody was asked about what was published since then.
    const now = await publishedFiles(session, catalog, paperId, null);
    if (now > published) return kept();
    await forgetPublished(session, catalog, paperId);
    return await deleteResult(session, paperId);
  });
  return isDropped
    ? `What was populated for ${paperId} is dropped, for its log changes: populate it again. Its folder stays as it is.`
    : null;
}
