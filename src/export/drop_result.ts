/**
 * Dropping a paper's result when its log changes.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import { inTransaction } from "../connection/transaction.ts";
import type { Catalog } from "../schema/table.ts";
import {
  deleteResult,
  forgetPublished,
  publishedFiles,
} from "./result_tables.ts";

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
 */
export async function dropOldResult(
  { pool, tables, ask, warn }: DropContext,
  paperId: string,
): Promise<void> {
  await inTransaction(pool, async (session) => {
    const published = await publishedFiles(
      session,
      tables.catalog,
      paperId,
      null,
    );
    if (published > 0) {
      const answer = ask(
        `Files of paper ${paperId} were published (${published} rows say where). Drop its earlier export, and these rows?`,
      );
      if (!answer) {
        warn(
          `The earlier export of ${paperId} was published: it is kept until it is populated again.`,
        );
        return;
      }
    }
    await forgetPublished(session, tables.catalog, paperId);
    await deleteResult(session, paperId);
  });
}
