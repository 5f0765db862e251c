/**
 * Which files of which exports are where in which archive: rows of `dandi_path` and of the computed exports.
 *
 * @module
 */
import { basename } from "node:path";
import type { Session } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import { exactly } from "../log/exports/ids.ts";
import { DANDI_PATH } from "../spyglass/dandi_tables.ts";
import { EXPORT, EXPORT_FILE } from "../spyglass/usage_tables.ts";
import { originalOf } from "../spyglass/nwb_tables.ts";
import { textLiteral } from "../sql/literal.ts";

/** One file of a paper's computed export. */
export interface ExportFile {
  readonly exportId: number;
  readonly fileId: number;
  readonly path: string;
}

/** Where a file was published. */
export interface PublishedFile {
  readonly dandisetId: string;
  readonly dandiPath: string;
  readonly instance: string;
}

/** A file's place, and the name that it had here. */
export interface NamedPublishedFile extends PublishedFile {
  readonly filename: string;
}

/**
 * The files of a paper's computed export.
 *
 * @param action What they are wanted for, as an error begins.
 * @throws {ExportError} The paper's export was not computed.
 */
export async function exportFiles(
  session: Session,
  paperId: string,
  action: string,
): Promise<ExportFile[]> {
  const exports = await session.texts(
    `SELECT export_id FROM ${EXPORT} WHERE ${exactly("paper_id", paperId)}`,
  );
  if (exports.length === 0) {
    throw new ExportError(
      `${action}: found no export of paper ${
        JSON.stringify(paperId)
      }, wanted its files; run Export.populatePaper({ paper_id: ${
        JSON.stringify(paperId)
      } }) first`,
    );
  }
  const rows = await session.texts(
    `SELECT export_id, file_id, file_path FROM ${EXPORT_FILE} WHERE export_id IN (${
      exports.map(([id]) => id).join(", ")
    }) ORDER BY file_id`,
  );
  return rows.map(([exportId, fileId, path]) => ({
    exportId: Number(exportId),
    fileId: Number(fileId),
    path: path!,
  }));
}

/** Whether a file is one that archives take and dandi-cli knows: others may be in an export, too. */
export function isNwb({ path }: ExportFile): boolean {
  return /\.nwb$/i.test(path);
}

/** Notes where files were published; what was noted of them before is replaced. */
export async function writePublished(
  session: Session,
  files: readonly (ExportFile & PublishedFile)[],
): Promise<void> {
  if (files.length === 0) return;
  const values = files.map((file) =>
    `(${file.exportId}, ${file.fileId}, ${textLiteral(file.dandisetId)}, ${
      textLiteral(basename(file.path))
    }, ${textLiteral(file.dandiPath)}, ${textLiteral(file.instance)})`
  );
  await session.run(
    `INSERT INTO ${DANDI_PATH} (export_id, file_id, dandiset_id, filename, dandi_path, dandi_instance) VALUES ${
      values.join(", ")
    } ON DUPLICATE KEY UPDATE dandiset_id = VALUES(dandiset_id), filename = VALUES(filename), dandi_path = VALUES(dandi_path), dandi_instance = VALUES(dandi_instance)`,
  );
}

/** Where the files of some exports were published, by export and file. */
export async function publishedOf(
  session: Session,
  files: readonly ExportFile[],
): Promise<Map<string, PublishedFile>> {
  if (files.length === 0) return new Map();
  const ids = [...new Set(files.map(({ exportId }) => exportId))];
  const rows = await session.texts(
    `SELECT export_id, file_id, dandiset_id, dandi_path, dandi_instance FROM ${DANDI_PATH} WHERE export_id IN (${
      ids.join(", ")
    })`,
  );
  return new Map(
    rows.map((row) => [`${row[0]} ${row[1]}`, publishedFile(row.slice(2))]),
  );
}

/** Where the file of a path was published, by whichever paper; the newest first. */
export async function publishedByPath(
  session: Session,
  path: string,
): Promise<PublishedFile[]> {
  const rows = await session.texts(
    `SELECT d.dandiset_id, d.dandi_path, d.dandi_instance FROM ${DANDI_PATH} AS d JOIN ${EXPORT_FILE} AS f ON f.export_id = d.export_id AND f.file_id = d.file_id WHERE ${
      exactly("f.file_path", path)
    } ORDER BY d.export_id DESC`,
  );
  return rows.map(publishedFile);
}

/**
 * Where a file was published, the newest first, each place once. A copy that only links to its original was published
 * as that original, whose name lacks its `_`.
 */
export async function publishedByName(
  session: Session,
  name: string,
): Promise<NamedPublishedFile[]> {
  for (const one of [name, originalOf(name)]) {
    if (one === null) continue;
    const rows = await session.texts(
      `SELECT dandiset_id, dandi_path, dandi_instance FROM ${DANDI_PATH} WHERE ${
        exactly("filename", one)
      } GROUP BY dandiset_id, dandi_path, dandi_instance ORDER BY MAX(export_id) DESC`,
    );
    if (rows.length > 0) {
      return rows.map((row) => ({ ...publishedFile(row), filename: one }));
    }
  }
  return [];
}

function publishedFile(
  [dandisetId, dandiPath, instance]: readonly (string | null)[],
): PublishedFile {
  return {
    dandisetId: dandisetId!,
    dandiPath: dandiPath!,
    instance: instance!,
  };
}

/** The papers whose exports have some of these files, but for one. */
export async function otherPapersOf(
  session: Session,
  paperId: string,
  paths: readonly string[],
): Promise<string[]> {
  const names = new Set<string>();
  for (const path of paths) {
    const rows = await session.texts(
      `SELECT DISTINCT e.paper_id FROM ${EXPORT} AS e JOIN ${EXPORT_FILE} AS f ON f.export_id = e.export_id WHERE ${
        exactly("f.file_path", path)
      }`,
    );
    for (const [name] of rows) names.add(name!);
  }
  names.delete(paperId);
  return [...names].sort();
}
