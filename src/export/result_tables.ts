/**
 * The result of an export in Spyglass' own tables: `__export`, its tables and its files.
 *
 * @module
 */
import { encodeBlob } from "../blob/encode.ts";
import type { Session } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import { exactly } from "../log/exports/ids.ts";
import { EXPORT, EXPORT_FILE, EXPORT_TABLE } from "../spyglass/usage_tables.ts";
import { bytesLiteral, textLiteral } from "../sql/literal.ts";
import type { FilePath } from "./slice/files.ts";

/** What one export's rows say. */
export interface ExportResult {
  readonly paperId: string;
  /** The paper's largest export: it carries the result. */
  readonly exportId: number;
  readonly includedNwbFiles: readonly string[] | null;
  /** Full name → the condition that selects exactly its rows, as a blob. */
  readonly tables: readonly {
    readonly table: string;
    readonly restriction: Uint8Array;
  }[];
  readonly files: readonly FilePath[];
}

/** What stays of a paper's earlier result: the files with these paths, under this export. */
export type KeptFiles = Pick<ExportResult, "exportId" | "files">;

/**
 * Replaces the paper's result; the caller's transaction makes it all or nothing. A path keeps its `file_id`, and what
 * other tables say of a file is kept with it, also where the result goes over to a newer export.
 */
export async function writeResult(
  session: Session,
  result: ExportResult,
): Promise<void> {
  const { exportId, paperId } = result;
  await takeOver(session, paperId, exportId);
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
  await insertMany(
    session,
    `INSERT INTO ${EXPORT_TABLE} (export_id, table_id, table_name, restriction) VALUES`,
    result.tables.map(({ table, restriction }, at) =>
      `(${exportId}, ${at}, ${textLiteral(table)}, ${
        bytesLiteral(restriction)
      })`
    ),
  );
  await writeFiles(session, exportId, result.files);
}

/**
 * Removes the paper's result.
 *
 * @returns Whether there was one.
 */
export async function deleteResult(
  session: Session,
  paperId: string,
): Promise<boolean> {
  const old = await oldExports(session, paperId);
  await deleteExports(session, old);
  return old.length > 0;
}

/** The earlier export whose files stay: the result's own, else the last one. */
export function carrier(old: readonly number[], exportId: number): number {
  return old.includes(exportId) ? exportId : Math.max(...old);
}

/** Leaves of the earlier results one, under the new one's id; what refers to its files follows (`ON UPDATE CASCADE`). */
async function takeOver(
  session: Session,
  paperId: string,
  exportId: number,
): Promise<void> {
  const old = await oldExports(session, paperId);
  if (old.length === 0) return;
  const kept = carrier(old, exportId);
  await deleteExports(session, old.filter((id) => id !== kept));
  if (kept === exportId) return;
  await session.run(
    `UPDATE ${EXPORT} SET export_id = ${exportId} WHERE export_id = ${kept}`,
  );
}

/** Ids of the exports that carry the paper's result: one, unless Python made several. */
export async function oldExports(
  session: Session,
  paperId: string,
): Promise<number[]> {
  const rows = await session.texts(
    `SELECT export_id FROM ${EXPORT} WHERE ${exactly("paper_id", paperId)}`,
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
  const gone = rows.filter(([, path]) => !wanted.has(path!)).map(([id]) => id!);
  for (let from = 0; from < gone.length; from += MANY) {
    await session.run(
      `DELETE FROM ${EXPORT_FILE} WHERE export_id = ${exportId} AND file_id IN (${
        gone.slice(from, from + MANY).join(", ")
      })`,
    );
  }
  const had = new Set(rows.map(([, path]) => path));
  const fresh = [...wanted].filter((path) => !had.has(path));
  fresh.forEach(checkLength);
  const next = 1 + rows.reduce((most, [id]) => Math.max(most, Number(id)), -1);
  await insertMany(
    session,
    `INSERT INTO ${EXPORT_FILE} (export_id, file_id, file_path) VALUES`,
    fresh.map((path, at) =>
      `(${exportId}, ${next + at}, ${textLiteral(path)})`
    ),
  );
}

/** So many rows are named at once. */
const MANY = 900;
/** Characters of one statement, unless a single row takes more. */
const STATEMENT = 1_000_000;

/** Inserts rows, many in one statement. */
async function insertMany(
  session: Session,
  insert: string,
  rows: readonly string[],
): Promise<void> {
  let own: string[] = [];
  let length = 0;
  const flush = async () => {
    if (own.length > 0) await session.run(`${insert} ${own.join(", ")}`);
    own = [];
    length = 0;
  };
  for (const row of rows) {
    if (length + row.length > STATEMENT) await flush();
    own.push(row);
    length += row.length + 2;
  }
  await flush();
}

/** `file_path varchar(255)`. */
const PATH_LENGTH = 255;

function checkLength(path: string): void {
  const length = [...path].length;
  if (length <= PATH_LENGTH) return;
  throw new ExportError(
    `Cannot note the file ${path}: its path has ${length} characters, wanted ${PATH_LENGTH} at most; choose a shorter base folder`,
  );
}
