/**
 * The rows and files of an export, of its log as it is now or of a result that was written.
 *
 * @module
 */
import { decodeBlob } from "../../blob/decode.ts";
import type { Pool, Session } from "../../connection/session.ts";
import { atUtc } from "../../connection/session_settings.ts";
import { inSnapshot } from "../../connection/snapshot.ts";
import { ExportError, QueryError } from "../../errors.ts";
import { columnOf, keyExpression, keyText } from "../../keys/key_column.ts";
import type { Key } from "../../keys/key.ts";
import { KeySet } from "../../keys/key_set.ts";
import { running } from "../../log/entries/entry.ts";
import { exactly } from "../../log/exports/ids.ts";
import type { PaperLog } from "../../log/paper_log.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import {
  EXPORT,
  EXPORT_FILE,
  EXPORT_TABLE,
} from "../../spyglass/usage_tables.ts";
import { counted } from "../../present/slice_view.ts";
import { isOnlyInScript } from "../script/stored_restriction.ts";
import { filesOfSlice } from "./files.ts";
import type { Progress } from "../progress.ts";
import { paperSlice, sliceSteps } from "./paper_slice.ts";
import { restrictionParts } from "./restriction_parts.ts";
import { rowsGone } from "./rows_gone.ts";

/** The rows and files of one export. */
export interface ExportRows {
  /** What it is, in words: `paper1, as its log is now`. */
  readonly title: string;
  /** Which result; `null` for a log. */
  readonly exportId: number | null;
  /** Full name → its table and keys. */
  readonly tables: ReadonlyMap<string, TableKeys>;
  readonly files: readonly string[];
  /** Full name → how many of its rows are gone from the database; their keys are not known. */
  readonly gone: ReadonlyMap<string, number>;
}

/** Some rows of a table. */
export interface TableKeys {
  readonly table: TableInfo;
  readonly keys: readonly Key[];
}

/** What is needed to find them. */
export interface ExportRowsContext {
  readonly pool: Pool;
  readonly catalog: Catalog;
  readonly stores: Readonly<Record<string, string>>;
  /** Folder that holds the bundles; `null` where none is known. */
  readonly exportDir: string | null;
  /** Told how far it is. */
  readonly progress: Progress;
}

/** The rows that a paper's log rests on now. */
export async function rowsOfLog(
  { pool, catalog, stores, progress }: ExportRowsContext,
  log: PaperLog,
): Promise<ExportRows> {
  const { closure } = await paperSlice(
    pool,
    catalog,
    log,
    sliceSteps(progress),
  );
  const files = await filesOfSlice(pool, closure, stores, progress);
  return {
    title: `${log.paperId}, as its log is now`,
    exportId: null,
    tables: new Map(
      [...closure.tables].map(([name, { table, keys }]) => [
        name,
        { table, keys },
      ]),
    ),
    files: files.map(({ file_path }) => file_path),
    gone: new Map(),
  };
}

/**
 * The rows that the result of an export, as populating wrote it, selects now.
 *
 * @throws {ExportError} There is no such result, one of its tables is gone or refuses its restriction, or the keys of
 * one were too long to be stored.
 */
export async function rowsOfResult(
  { pool, catalog, exportDir }: ExportRowsContext,
  which: { readonly paperId: string } | { readonly exportId: number },
): Promise<ExportRows> {
  const { exportId, paperId } = await resultOf(pool, which);
  const stored = await pool.bytes(
    `SELECT table_name, restriction FROM ${EXPORT_TABLE} WHERE export_id = ${exportId} ORDER BY table_id`,
  );
  const text = new TextDecoder();
  // Before any of them is read: of such a size that takes minutes.
  const conditions = stored.map(([name, blob]) => {
    const table = tableOf(catalog, text.decode(name!), paperId);
    const condition = running(String(decodeBlob(blob!)));
    if (isOnlyInScript(condition)) throw notStored(table, paperId);
    return { table, condition };
  });
  const tables = new Map<string, TableKeys>();
  await inSnapshot(pool, (session) =>
    atUtc(session, async () => {
      for (const { table, condition } of conditions) {
        const keys = await keysWhere(session, table, condition)
          .catch((error) => {
            throw refused(error, table, paperId);
          });
        tables.set(table.fullName, { table, keys });
      }
    }));
  const files = await pool.texts(
    `SELECT file_path FROM ${EXPORT_FILE} WHERE export_id = ${exportId} ORDER BY file_path`,
  );
  const counts = new Map(
    Array.from(tables, ([name, { keys }]) => [name, keys.length]),
  );
  const gone = await rowsGone(pool, exportDir, { paperId, exportId, counts });
  return {
    title: `${paperId}, as populated (export ${exportId})${goneText(gone)}`,
    exportId,
    tables,
    files: files.map(([path]) => path!),
    gone,
  };
}

function goneText(gone: ReadonlyMap<string, number>): string {
  const rows = gone.values().reduce((sum, count) => sum + count, 0);
  return rows === 0
    ? ""
    : `, of which ${
      counted(rows, "row is", "rows are")
    } gone from the database`;
}

async function resultOf(
  pool: Pool,
  which: { readonly paperId: string } | { readonly exportId: number },
): Promise<{ exportId: number; paperId: string }> {
  const condition = "paperId" in which
    ? exactly("paper_id", which.paperId)
    : `export_id = ${which.exportId}`;
  const [[id, paperId] = []] = await pool.texts(
    `SELECT export_id, paper_id FROM ${EXPORT} WHERE ${condition} ORDER BY export_id DESC LIMIT 1`,
  );
  if (id != null) return { exportId: Number(id), paperId: paperId! };
  const what = "paperId" in which
    ? `paper ${which.paperId}`
    : `export ${which.exportId}`;
  throw new ExportError(
    `Cannot compare ${what}: it has no result, wanted one that was populated; run Export.populatePaper first`,
  );
}

function tableOf(catalog: Catalog, name: string, paperId: string): TableInfo {
  const table = catalog.tables.get(name);
  if (table !== undefined) return table;
  throw new ExportError(
    `Cannot compare paper ${paperId}: its result names ${name}, which does not exist or may not be seen, wanted a table to read; restore it, or populate the paper again`,
  );
}

/** Columns that a condition names may have gone, or got other names. */
function refused(
  error: unknown,
  { fullName }: TableInfo,
  paperId: string,
): unknown {
  if (!(error instanceof QueryError)) return error;
  return new ExportError(
    `Cannot compare paper ${paperId} as it was populated: the rows that its result names in ${fullName} cannot be read (${error.message}), wanted the columns that it had then; populate the paper again`,
    { cause: error },
  );
}

function notStored({ fullName }: TableInfo, paperId: string): ExportError {
  return new ExportError(
    `Cannot compare paper ${paperId} as it was populated: the result does not name the rows of ${fullName}, whose keys do not fit there, wanted all of them; compare its log, { paper_id: ${
      JSON.stringify(paperId)
    } }, or verify what the script wrote: Export.verify`,
  );
}

async function keysWhere(
  session: Session,
  table: TableInfo,
  condition: string,
): Promise<Key[]> {
  const columns = table.primaryKey.map((name) => columnOf(table, name));
  const select = `SELECT ${
    columns.map(keyExpression).join(", ")
  } FROM ${table.fullName}`;
  const keys: Key[] = [];
  const known = new KeySet(columns.length);
  for (const part of restrictionParts(condition)) {
    const rows = await session.texts(`${select} WHERE (${part}\n)`);
    for (const row of rows) {
      const key = row.map((text, at) => keyText(columns[at]!, text!));
      // Of conditions that Python stored, a row may fulfil several.
      if (known.add(key) === keys.length) keys.push(key);
    }
  }
  return keys;
}
