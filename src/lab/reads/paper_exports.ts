/**
 * The exports of one paper, as one question to the server finds them: what was logged last in each, and how much.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { orNothing } from "../../log/exports/export_key.ts";
import { exactly } from "../../log/exports/ids.ts";
import {
  EXPORT_SELECTION,
  SELECTION_TABLE,
} from "../../spyglass/usage_tables.ts";

/** One export of the paper, as it was last seen. */
export interface SeenExport extends ExportEnd {
  readonly entries: number;
}

/** The end of an export's log. */
export interface ExportEnd {
  readonly exportId: number;
  readonly analysisId: string;
  readonly version: string;
  readonly lastId: number;
  /** Tells the last entry from another one that got its id. */
  readonly lastText: string;
}

/** By a few steps in the keys' indexes, however long the log is; what went away before the end is not seen. */
export async function exportEnds(
  session: Session,
  paperId: string,
): Promise<ExportEnd[]> {
  return (await look(session, paperId, "0")).map(({ end }) => end);
}

/** With the number of entries: the server counts them by the keys' indexes. */
export async function countedExports(
  session: Session,
  paperId: string,
): Promise<SeenExport[]> {
  const count = `(SELECT COUNT(*) ${OF_EXPORT})`;
  return (await look(session, paperId, count))
    .map(({ end, entries }) => ({ ...end, entries }));
}

async function look(
  session: Session,
  paperId: string,
  count: string,
): Promise<{ end: ExportEnd; entries: number }[]> {
  const lastId = `(SELECT MAX(table_id) ${OF_EXPORT})`;
  const lastText =
    `(SELECT CONCAT(table_name, ' ', restriction) ${OF_EXPORT} ORDER BY table_id DESC LIMIT 1)`;
  const rows = await orNothing(() =>
    session.texts(
      `SELECT s.export_id, s.analysis_id, s.spyglass_version, ${count}, COALESCE(${lastId}, 0), COALESCE(SHA2(${lastText}, 256), '')
FROM ${EXPORT_SELECTION} AS s WHERE ${
        exactly("s.paper_id", paperId)
      } ORDER BY s.export_id`,
    )
  );
  return rows.map(([id, analysis, version, entries, last, text]) => ({
    end: {
      exportId: Number(id),
      analysisId: analysis!,
      version: version!,
      lastId: Number(last),
      lastText: text!,
    },
    entries: Number(entries),
  }));
}

const OF_EXPORT =
  `FROM ${SELECTION_TABLE} AS t WHERE t.export_id = s.export_id`;
