/**
 * The result of an export in Spyglass' own tables: `__export`, its tables and its files.
 *
 * @module
 */
import { encodeBlob } from "../blob/encode.ts";
import type { Session } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import type { Catalog } from "../schema/table.ts";
import { EXPORT, EXPORT_FILE, EXPORT_TABLE } from "../spyglass/usage_tables.ts";
import { quoteName } from "../sql/identifier.ts";
import { bytesLiteral, textLiteral } from "../sql/literal.ts";
import type { FilePath } from "./files.ts";

/** What one export's rows say. */
export interface ExportResult {
  readonly paperId: string;
  /** The paper's largest export: it carries the result. */
  readonly exportId: number;
  readonly includedNwbFiles: readonly string[] | null;
  /** Full name → the condition that selects exactly its rows. */
  readonly tables: readonly {
    readonly table: string;
    readonly restriction: string;
  }[];
  readonly files: readonly FilePath[];
}

/**
 * Replaces the paper's result; the caller's transaction makes it all or nothing. A path keeps its `file_id`, and what
 * other tables say of a file is kept with it.
 */
export async function writeResult(
  session: Session,
  result: ExportResult,
): Promise<void> {
  const { exportId, paperId } = result;
  const old = await oldExports(session, paperId);
  await deleteExports(session, old.filter((id) => id !== exportId));
  const included = result.includedNwbFiles === null
    ? "NULL"
    : bytesLiteral(encodeBlob([...result.includedNwbFiles]));
  await session.run(
    `INSERT INTO ${EXPORT} (export_id, paper_id, included_nwb_file_names) VALUES (${exportId}, ${
      textLiteral(paperId)
    }, ${included}) ON DUPLICATE KEY UPDATE included_nwb_file_names = VALUES(included_nwb_file_names)`,
  );
  await session.run(
    `DELETE FROM ${EXPORT_TABLE} WHERE export_id = ${exportId}`,
  );
  for (const [at, { table, restriction }] of result.tables.entries()) {
    await session.run(
      `INSERT INTO ${EXPORT_TABLE} (export_id, table_id, table_name, restriction) VALUES (${exportId}, ${at}, ${
        textLiteral(table)
      }, ${bytesLiteral(encodeBlob(restriction))})`,
    );
  }
  await writeFiles(session, exportId, result.files);
}

/** Removes the paper's result. */
export async function deleteResult(
  session: Session,
  paperId: string,
): Promise<void> {
  await deleteExports(session, await oldExports(session, paperId));
}

/**
 * How many rows of other tables refer to files of the paper's result that `keep` does not keep: files that were
 * published.
 *
 * @param keep The export and paths that stay; `null`: nothing does.
 */
export async function publishedFiles(
  session: Session,
  catalog: Catalog,
  paperId: string,
  keep:
    | { readonly exportId: number; readonly files: readonly FilePath[] }
    | null,
): Promise<number> {
  const old = await oldExports(session, paperId);
  if (old.length === 0) return 0;
  const paths = keep?.files.map(({ file_path }) => textLiteral(file_path)) ??
    [];
  const stays = keep === null || paths.length === 0
    ? "FALSE"
    : `(f.export_id = ${keep.exportId} AND f.file_path IN (${
      paths.join(", ")
    }))`;
  let rows = 0;
  for (const key of catalog.referredBy.get(EXPORT_FILE) ?? []) {
    const on = key.columns.map((column, at) =>
      `c.${quoteName(column)} = f.${quoteName(key.parentColumns[at]!)}`
    );
    const [[count] = ["0"]] = await session.texts(
      `SELECT COUNT(*) FROM ${EXPORT_FILE} AS f JOIN ${key.child} AS c ON ${
        on.join(" AND ")
      } WHERE f.export_id IN (${old.join(", ")}) AND NOT ${stays}`,
    );
    rows += Number(count);
  }
  return rows;
}

/** Removes rows of other tables that refer to files of the paper's result; only after somebody agreed. */
export async function forgetPublished(
  session: Session,
  catalog: Catalog,
  paperId: string,
): Promise<void> {
  const old = await oldExports(session, paperId);
  if (old.length === 0) return;
  for (const key of catalog.referredBy.get(EXPORT_FILE) ?? []) {
    const columns = key.columns.map(quoteName).join(", ");
    await session.run(
      `DELETE FROM ${key.child} WHERE (${columns}) IN (SELECT ${
        key.parentColumns.map(quoteName).join(", ")
      } FROM ${EXPORT_FILE} WHERE export_id IN (${old.join(", ")}))`,
    );
  }
}

async function oldExports(
  session: Session,
  paperId: string,
): Promise<number[]> {
  const rows = await session.texts(
    `SELECT export_id FROM ${EXPORT} WHERE paper_id = ${textLiteral(paperId)}`,
  );
  return rows.map(([id]) => Number(id));
}

async function deleteExports(
  session: Session,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return;
  for (const table of [EXPORT_FILE, EXPORT_TABLE, EXPORT]) {
    await session.run(
      `DELETE FROM ${table} WHERE export_id IN (${ids.join(", ")})`,
    );
  }
}

async function writeFiles(
  session: Session,
  exportId: number,
  files: readonly FilePath[],
): Promise<void> {
  const rows = await session.texts(
    `SELECT file_id, file_path FROM ${EXPORT_FILE} WHERE export_id = ${exportId}`,
  );
  const wanted = new Set(files.map(({ file_path }) => file_path));
  const had = new Map(rows.map(([id, path]) => [path!, Number(id)]));
  for (const [path, id] of had) {
    if (wanted.has(path)) continue;
    await session.run(
      `DELETE FROM ${EXPORT_FILE} WHERE export_id = ${exportId} AND file_id = ${id}`,
    );
  }
  let next = Math.max(-1, ...had.values()) + 1;
  for (const path of wanted) {
    if (had.has(path)) continue;
    if ([...path].length > PATH_LENGTH) {
      throw new ExportError(
        `Cannot note the file ${path}: its path has ${
          [...path].length
        } characters, wanted ${PATH_LENGTH} at most; choose a shorter base folder`,
      );
    }
    await session.run(
      `INSERT INTO ${EXPORT_FILE} (export_id, file_id, file_path) VALUES (${exportId}, ${next++}, ${
        textLiteral(path)
      })`,
    );
  }
}

/** `file_path varchar(255)`. */
const PATH_LENGTH = 255;
