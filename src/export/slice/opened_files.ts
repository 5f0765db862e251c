/**
 * The files that reads opened, and the raw files behind them, as Spyglass' `list_file_paths` gives them.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { ExportError } from "../../errors.ts";
import { running } from "../../log/entries/entry.ts";
import type { PaperLog } from "../../log/paper_log.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import {
  ANALYSIS_FILE_NAME,
  ANALYSIS_NWBFILE,
  NWBFILE,
} from "../../spyglass/nwb_tables.ts";
import { fullName, quoteName } from "../../sql/identifier.ts";
import { textLiteral } from "../../sql/literal.ts";
import { type FilePath, folderOf, PATH_COLUMNS, pathOf } from "./files.ts";

/**
 * Lists files: first the raw ones, then those of results.
 *
 * @throws {ExportError} No folder is known for a store, or its hidden table is missing.
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
    ...await pathsWhere(session, catalog, raw, behind, stores),
    ...await pathsWhere(session, catalog, analysis, opened, stores),
  ];
  return [...new Set(paths)].map((file_path) => ({ file_path }));
}

async function pathsWhere(
  session: Session,
  catalog: Catalog,
  table: TableInfo,
  condition: string,
  stores: Readonly<Record<string, string>>,
): Promise<string[]> {
  const column = table.columns.find(({ kind }) => kind === "filepath");
  if (column?.store == null) return [];
  const listing = fullName(table.schema, `~external_${column.store}`);
  const external = catalog.tables.get(listing);
  const name = quoteName(column.name);
  const named = `FROM ${table.fullName} WHERE ${condition}`;
  if (external === undefined) {
    const rows = await session.texts(
      `SELECT 1 FROM (SELECT ${name} AS named ${named}) AS rows_ WHERE named IS NOT NULL LIMIT 1`,
    );
    if (rows.length === 0) return [];
    throw unlisted(table, listing);
  }
  const rows = await session.texts(
    `SELECT ${
      PATH_COLUMNS.join(", ")
    } FROM ${listing} WHERE hash IN (SELECT ${name} ${named}) ORDER BY filepath`,
  );
  if (rows.length === 0) return [];
  const folder = folderOf(external, stores)!;
  return rows.map((columns) => pathOf(folder, external, columns));
}

function unlisted(table: TableInfo, listing: string): ExportError {
  return new ExportError(
    `Cannot list the files of ${table.fullName}: ${listing}, which has their paths, does not exist or may not be seen, wanted a table to read; restore it, or ask for GRANT SELECT ON ${listing}`,
  );
}
