/**
 * What populating again would lose: rows that say where files of the earlier result were published.
 *
 * @module
 */
import { ExportError } from "../errors.ts";
import type { PopulateContext } from "./populate_context.ts";
import type { PopulateOptions } from "./populate_options.ts";
import { publishedFiles } from "./published_files.ts";
import { type ExportResult } from "./result_tables.ts";

/**
 * Asks before anything is held or written.
 *
 * @throws {ExportError} The answer is no, or there is nobody to ask.
 */
export async function agreeToLoss(
  { pool, catalog, ask }: Pick<PopulateContext, "pool" | "catalog" | "ask">,
  result: ExportResult,
  options: PopulateOptions,
): Promise<void> {
  const lost = await publishedFiles(pool, catalog, result.paperId, result);
  if (lost === 0 || options.force) return;
  const question =
    `${lost} rows say where files of paper ${result.paperId} were published, and the new result lacks those files. Lose these rows?`;
  if (ask(question)) return;
  throw new ExportError(
    `Cannot populate paper ${result.paperId}: ${lost} rows say where files of its earlier result were published, and would be lost, wanted your word that they may be; pass { force: true }. The earlier result is as it was`,
  );
}
