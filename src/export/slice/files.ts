/**
 * The files of a slice: those that its rows name.
 *
 * @module
 */
import { join, normalize } from "node:path";
import type { Closure } from "../../closure/closure.ts";
import type { TableSlice } from "../../closure/table_slice.ts";
import type { Session } from "../../connection/session.ts";
import { ExportError } from "../../errors.ts";
import type { TableInfo } from "../../schema/table.ts";
import {
  attachmentPath,
  blobPath,
  storedFilePath,
} from "../../external/layout.ts";
import { infosOf } from "./file_infos.ts";
import type { Progress } from "../progress.ts";
import { lookAt, type LookedAtFiles, originalsOf } from "./originals.ts";
import { rowsOfSlice } from "./slice_rows.ts";

/** One file, as the reference lists it. See {@linkcode SelectionCommands.listFilePaths}. */
export interface FilePath {
  readonly file_path: string;
}

/** A file as a row of a hidden table describes it. */
export interface StoredFile {
  readonly path: string;
  /** Its length in bytes, `null` where none was noted. */
  readonly size: number | null;
  /** MD5 of its contents, `null` where none was noted. */
  readonly md5: string | null;
  /** What DataJoint puts before the contents when it computes that. */
  readonly md5Prefix: string;
}

/** `~external_raw` → `raw`: DataJoint keeps the files of a store in a hidden table of that name. */
const EXTERNAL = /^~external_(.+)$/;

/**
 * The local paths of all files that the slice's rows refer to, sorted; a copy that only links to its original is
 * replaced by that original.
 *
 * @param stores Store → folder.
 * @param progress Told how far looking through the files is.
 * @throws {ExportError} No folder is known for a store.
 */
export async function filesOfSlice(
  session: Session,
  closure: Closure,
  stores: Readonly<Record<string, string>>,
  progress?: Progress,
): Promise<FilePath[]> {
  return (await sizedFilesOfSlice(session, closure, stores, progress)).files;
}

/** The files of {@linkcode filesOfSlice}, and path → bytes of those that are there. */
export async function sizedFilesOfSlice(
  session: Session,
  closure: Closure,
  stores: Readonly<Record<string, string>>,
  progress?: Progress,
): Promise<SizedFiles> {
  const stored = await Promise.all(
    [...closure.tables.values()].map((slice) =>
      storedPaths(session, slice, stores)
    ),
  );
  return await sizedFiles(stored.flat(), progress);
}

/** Files, and path → bytes of those that are there. */
export interface SizedFiles {
  readonly files: FilePath[];
  readonly sizes: ReadonlyMap<string, number>;
  /** What was found out about them. */
  readonly infos: ReadonlyMap<string, Deno.FileInfo>;
}

/**
 * The files to ship for rows that name these: of a copy that only links to its original, that one.
 *
 * @param looked What was found out about them just now. On a file server each look takes a while: a file is looked at
 * once.
 */
export async function sizedFiles(
  named: readonly string[],
  progress?: Progress,
  looked: LookedAtFiles | null = null,
): Promise<SizedFiles> {
  const files = looked ?? await lookAt(named);
  const { infos } = files;
  const missing = named.filter((path) => !files.paths.has(path));
  const stand = (await originalsOf(files, progress)).flat();
  const paths = new Set([...missing, ...stand]);
  const unknown = stand.filter((path) => !infos.has(path));
  await infosOf(unknown, infos);
  const sizes = new Map<string, number>();
  for (const [path, { size }] of infos) sizes.set(path, size);
  return {
    files: [...paths].sort().map((file_path) => ({ file_path })),
    sizes,
    infos,
  };
}

/** The folder of a store. */
function storeFolder(
  stores: Readonly<Record<string, string>>,
  store: string,
): string {
  const folder = stores[store];
  if (folder !== undefined) return folder;
  throw new ExportError(
    `Cannot list the files of the store ${
      JSON.stringify(store)
    }: no folder is known for it, wanted one; set stores.${store}.location or custom.spyglass_dirs.base in dj_local_conf.json, or SPYGLASS_BASE_DIR`,
  );
}

/**
 * The files that the rows of one hidden table name.
 *
 * @param slice Rows of a table `~external_…`; of any other table no file is named.
 * @param stores Store → folder.
 * @throws {ExportError} No folder is known for its store.
 */
export async function storedFiles(
  session: Session,
  slice: TableSlice,
  stores: Readonly<Record<string, string>>,
): Promise<StoredFile[]> {
  const folder = folderOf(slice.table, stores);
  if (folder === null) return [];
  // Tables made by older versions lack some of the columns.
  const has = (name: string) =>
    slice.table.columns.some((column) => column.name === name);
  const size = has("size") ? "size" : "NULL";
  const contents = has("contents_hash") ? "LOWER(HEX(contents_hash))" : "NULL";
  const files: StoredFile[] = [];
  const select =
    `filepath, LOWER(HEX(hash)), attachment_name, ${size}, ${contents}`;
  for (
    const [filepath, hash, attachment, size, contents] of await rowsOfSlice(
      session,
      slice,
      select,
    )
  ) {
    files.push({
      path: pathIn(folder, slice.table, filepath, hash!, attachment),
      size: size == null ? null : Number(size),
      md5: filepath == null ? hash! : contents ?? null,
      md5Prefix: filepath == null && attachment != null
        ? `${attachment}\0`
        : "",
    });
  }
  return files;
}

/** The paths of {@linkcode storedFiles} alone: there may be many, and what is not asked for need not be read. */
async function storedPaths(
  session: Session,
  slice: TableSlice,
  stores: Readonly<Record<string, string>>,
): Promise<string[]> {
  const folder = folderOf(slice.table, stores);
  if (folder === null) return [];
  const rows = await rowsOfSlice(session, slice, PATH_COLUMNS.join(", "));
  return rows.map((columns) => pathOf(folder, slice.table, columns));
}

/** What a file's path is made of. */
export const PATH_COLUMNS = [
  "filepath",
  "IF(filepath IS NULL, LOWER(HEX(hash)), NULL)",
  "attachment_name",
] as const;

/** The path that the values of {@linkcode PATH_COLUMNS} say. */
export function pathOf(
  folder: string,
  table: TableInfo,
  [filepath, hash, attachment]: readonly (string | null)[],
): string {
  return pathIn(folder, table, filepath, hash!, attachment);
}

/** True for a table whose rows name files. */
export function namesFiles({ name }: TableInfo): boolean {
  return EXTERNAL.test(name);
}

/** The folder of the store whose files the table lists; `null` for any other table. */
export function folderOf(
  table: TableInfo,
  stores: Readonly<Record<string, string>>,
): string | null {
  const store = EXTERNAL.exec(table.name)?.[1];
  if (store === undefined) return null;
  return normalize(storeFolder(stores, store)).replace(/\/$/, "");
}

/**
 * Where a file of the store is: a `filepath`, an attachment or a blob.
 *
 * @throws {SpyglassError} The row names a file that is not in the store's folder: nobody may ship it.
 */
function pathIn(
  folder: string,
  table: TableInfo,
  filepath: string | null | undefined,
  hash: string,
  attachment: string | null | undefined,
): string {
  const store = { location: folder };
  if (filepath != null) {
    const path = storedFilePath(store, filepath);
    return UNUSUAL.test(filepath) ? join(path) : path;
  }
  return attachment == null
    ? blobPath(store, table.schema, hash)
    : attachmentPath(store, table.schema, hash, attachment);
}

/** Empty parts and parts of dots; joining takes a while over many thousands of paths that need no change. */
const UNUSUAL = /^\/|\/$|\/\/|(?:^|\/)\.\.?(?:\/|$)/;
