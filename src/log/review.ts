/**
 * Looking at a paper's log, and revising it.
 *
 * @module
 */
import { patiently } from "../connection/patience.ts";
import type { Pool, Session } from "../connection/session.ts";
import { inTransaction } from "../connection/transaction.ts";
import { ExportError, QueryError } from "../errors.ts";
import {
  EXPORT_SELECTION,
  SELECTION_FILE,
  SELECTION_TABLE,
} from "../spyglass/usage_tables.ts";
import type { Catalog } from "../schema/table.ts";
import { changeOf } from "./notes/drift.ts";
import { running } from "./entries/entry.ts";
import { checkId, checkPaper, exactly, type ExportKey } from "./exports/ids.ts";
import type { LoggedEntry, PaperLog } from "./paper_log.ts";
import { selectedBy } from "./notes/read_checksum.ts";
import { notesOn, type ReadNote, removeNotes } from "./notes/read_notes.ts";
import { removeViewsRead } from "./views_read.ts";
import { bytesOf, tableSizes } from "./table_sizes.ts";

/** One read of a paper, as the log has it. */
export interface ReviewedRead {
  readonly export_id: number;
  readonly analysis_id: string;
  readonly table_id: number;
  readonly table_name: string;
  readonly restriction: string;
  /** How many rows it selects now; `null` where the server refuses it now. */
  readonly rows: number | null;
  /** About how many bytes these are, by the server's statistics; `null` where it has none. */
  readonly bytes: number | null;
  /** Rows of the slice that this read alone brings: those that leave when it is forgotten; `null` where there is no slice. */
  readonly adds: number | null;
  /** How its rows differ from those that were read; empty where they are the same, `null` where that cannot be told. */
  readonly changed: string | null;
  /** Text of the cell that read it first; `null` where that is not known. */
  readonly cell: string | null;
}

/**
 * Lists the reads of a paper, with what each selects now.
 *
 * @param added What each entry alone adds to the slice, where there is one.
 */
export async function reviewReads(
  pool: Pool,
  catalog: Catalog,
  log: PaperLog,
  added: readonly number[] | null,
): Promise<ReviewedRead[]> {
  const { entries } = log;
  const [notes, sizes] = await Promise.all([
    notesOn(pool, entries),
    tableSizes(pool, [...new Set(entries.map(({ table }) => table))]),
  ]);
  const now = await nowSelected(pool, catalog, entries, notes);
  return entries.map((entry, at) => {
    const rows = now[at]!.rows;
    const size = sizes.get(entry.table);
    const bytes = size === undefined || rows === null
      ? null
      : bytesOf(rows, size);
    return {
      export_id: entry.exportId,
      analysis_id: entry.analysisId,
      table_id: entry.tableId,
      table_name: entry.table,
      restriction: entry.restriction,
      rows,
      bytes,
      adds: added?.[at] ?? null,
      changed: now[at]!.changed,
      cell: notes[at]?.cell ?? null,
    };
  });
}

/** Rows that were noted are summed again; the others are only counted. */
async function nowSelected(
  pool: Pool,
  catalog: Catalog,
  entries: readonly LoggedEntry[],
  notes: readonly (ReadNote | null)[],
): Promise<{ rows: number | null; changed: string | null }[]> {
  const noted = entries.filter((_, at) => notes[at]?.selected);
  const selected = await selectedBy(pool, catalog, noted);
  const sums = new Map(noted.map((entry, at) => [entry, selected[at] ?? null]));
  return await Promise.all(entries.map(async (entry, at) => {
    const then = notes[at]?.selected;
    if (!then) return { rows: await countOf(pool, entry), changed: null };
    const now = sums.get(entry)!;
    return {
      rows: now?.rows ?? null,
      changed: changeOf(then, now) ?? (then.isSure ? "" : null),
    };
  }));
}

/** What became of entries that were to be removed. */
export interface Removed {
  /** Why the notes on them stay; `null` where they are gone. */
  readonly notes: string | null;
  /** How many entries somebody else had removed. */
  readonly gone: number;
}

/**
 * Removes entries of the log and the notes on them, all or none. Others may be doing the same: that they are gone is
 * what was wanted.
 *
 * @throws {ExportError} Another entry has the number of one of them.
 */
export async function removeEntries(
  pool: Pool,
  entries: readonly LoggedEntry[],
): Promise<Removed> {
  const inOrder = entries.toSorted((a, b) => a.tableId - b.tableId);
  return await patiently(() =>
    inTransaction(pool, async (session) => {
      let gone = 0;
      for (const entry of inOrder) {
        if (!await removeEntry(session, entry)) gone++;
      }
      const exports = Map.groupBy(inOrder, ({ exportId }) => exportId);
      let notes: string | null = null;
      for (const [id, some] of exports) {
        const ids = some.map(({ tableId }) => tableId);
        notes ??= await removeNotes(session, id, ids);
      }
      return { notes, gone };
    })
  );
}

/** @returns False where it is gone. */
async function removeEntry(
  session: Session,
  { exportId, tableId, table, restriction }: LoggedEntry,
): Promise<boolean> {
  const place = `export_id = ${exportId} AND table_id = ${tableId}`;
  const { affectedRows } = await session.run(
    `DELETE FROM ${SELECTION_TABLE} WHERE ${place} AND ${
      exactly("table_name", table)
    } AND ${exactly("restriction", restriction)}`,
  );
  if (affectedRows === 1) return true;
  const other = await session.texts(
    `SELECT 1 FROM ${SELECTION_TABLE} WHERE ${place} LOCK IN SHARE MODE`,
  );
  if (other.length === 0) return false;
  throw new ExportError(
    `Cannot remove reads: entry ${tableId} of export ${exportId} is not what it was, wanted the read of ${table}; the log was changed meanwhile: look at it again. Nothing was removed`,
  );
}

/**
 * The export of an analysis.
 *
 * @throws {ExportError} There is no such analysis.
 */
export async function analysisId(pool: Pool, key: ExportKey): Promise<number> {
  const paper = checkId("paper_id", checkPaper(key).paper_id);
  const analysis = checkId("analysis_id", key.analysis_id);
  const [row] = await pool.texts(
    `SELECT export_id FROM ${EXPORT_SELECTION} WHERE ${
      exactly("paper_id", paper)
    } AND ${exactly("analysis_id", analysis)}`,
  );
  if (row !== undefined) return Number(row[0]);
  throw new ExportError(
    `Cannot delete an analysis: the log has no (${paper}, ${analysis}), wanted one that it has; look at ExportSelection()`,
  );
}

/**
 * Removes an analysis and all that was logged and noted for it.
 *
 * @returns Why the notes stay; `null` where they are gone.
 * @throws {ExportError} Something else refers to it.
 */
export async function removeAnalysis(
  pool: Pool,
  exportId: number,
  hasFiles: boolean,
): Promise<string | null> {
  const tables = [
    SELECTION_TABLE,
    ...(hasFiles ? [SELECTION_FILE] : []),
    EXPORT_SELECTION,
  ];
  try {
    return await patiently(() =>
      inTransaction(pool, async (session) => {
        for (const table of tables) {
          const sql = `DELETE FROM ${table} WHERE export_id = ${exportId}`;
          await session.run(sql);
        }
        await removeViewsRead(session, exportId);
        return await removeNotes(session, exportId);
      })
    );
  } catch (error) {
    if (!(error instanceof QueryError && error.errno === REFERRED_TO)) {
      throw error;
    }
    throw new ExportError(
      `Cannot delete the analysis of export ${exportId}: its export was populated and published, or other rows refer to it, wanted none that do; delete those first. Nothing was changed (${error.message})`,
      { cause: error },
    );
  }
}

const REFERRED_TO = 1451;

async function countOf(
  pool: Pool,
  { table, restriction }: LoggedEntry,
): Promise<number | null> {
  try {
    const [[count] = ["0"]] = await pool.texts(
      `SELECT COUNT(*) FROM ${table} WHERE (${running(restriction)}\n)`,
    );
    return Number(count);
  } catch {
    return null;
  }
}
