/**
 * The files that reads opened, and the raw files behind them, as Spyglass' `list_file_paths` gives them.
 *
 * @module
 */
import { join } from "node:path";
import type { Session } from "../../connection/session.ts";
import { running } from "../../log/entry.ts";
import type { PaperLog } from "../../log/paper_log.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import {
  ANALYSIS_FILE_NAME,
  ANALYSIS_NWBFILE,
  NWBFILE,
} from "../../spyglass/nwb_tables.ts";
import { fullName, quoteName } from "../../sql/identifier.ts";
import { textLiteral } from "../../sql/literal.ts";
import { type FilePath, storeFolder } from "./files.ts";

/**
 * Lists files: first the raw ones, then those of results.
 *
 * @throws {ExportError} No folder is known for a store.
 */
export async function openedFiles(
  session: Session,
  catalog: Catalog,
  log: PaperLog,
  stores: Readonly<Record<string, string>>,
): Promise<FilePath[]> {
  const analysis = catalog.tables.get(ANALYSIS_NWBFILE);
  const raw = catalog.tables.get(NWBFILE);
  if (analysis === undefined || raw === undefined) return [];
  const opened = log.files.length === 0
    ? "FALSE"
    : `${quoteName(ANALYSIS_FILE_NAME)} IN (${
      log.files.map(textLiteral).join(", ")
    })`;
  const key = raw.primaryKey.map(quoteName).join(", ");
  const readRaw = log.entries.filter(({ table }) => table === NWBFILE)
    .map(({ restriction }) => `(${running(restriction)}\n)`);
  const behind = [
    `(${key}) IN (SELECT ${key} FROM ${ANALYSIS_NWBFILE} WHERE ${opened})`,
    ...readRaw,
  ].join(" OR ");
  const paths = [
    ...await pathsWhere(session, raw, behind, stores),
    ...await pathsWhere(session, analysis, opened, stores),
  ];
  return [...new Set(paths)].map((file_path) => ({ file_path }));
}

async function pathsWhere(
  session: Session,
  table: TableInfo,
  condition: string,
  stores: Readonly<Record<string, string>>,
): Promise<string[]> {
  const column = table.columns.find(({ kind }) => kind === "filepath");
  if (column?.store == null) return [];
  const external = fullName(table.schema, `~external_${column.store}`);
  const rows = await session.texts(
    `SELECT filepath FROM ${external} WHERE hash IN (SELECT ${
      quoteName(column.name)
    } FROM ${table.fullName} WHERE ${condition}) ORDER BY filepath`,
  );
  if (rows.length === 0) return [];
  const folder = storeFolder(stores, column.store);
  return rows.map(([path]) => join(folder, path!));
}
