/**
 * The files of a slice: those that its rows name.
 *
 * @module
 */
import { join } from "node:path";
import type { Closure, TableSlice } from "../../closure/closure.ts";
import type { Session } from "../../connection/session.ts";
import { ExportError, NwbError } from "../../errors.ts";
import {
  type ExternalLink,
  externalLinks,
  isOnlyLinks,
} from "../../nwb/external.ts";
import { sizesOf } from "./file_sizes.ts";
import { rowsOfSlice } from "./slice_rows.ts";

/** One file, as the reference lists it. */
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
 * @throws {ExportError} No folder is known for a store.
 */
export async function filesOfSlice(
  session: Session,
  closure: Closure,
  stores: Readonly<Record<string, string>>,
): Promise<FilePath[]> {
  return (await sizedFilesOfSlice(session, closure, stores)).files;
}

/** The files of {@linkcode filesOfSlice}, and path → bytes of those that are there. */
export async function sizedFilesOfSlice(
  session: Session,
  closure: Closure,
  stores: Readonly<Record<string, string>>,
): Promise<{ files: FilePath[]; sizes: ReadonlyMap<string, number> }> {
  const named: string[] = [];
  for (const slice of closure.tables.values()) {
    for (const { path } of await storedFiles(session, slice, stores)) {
      named.push(path);
    }
  }
  const sizes = await sizesOf(named);
  const paths = new Set<string>();
  for (const path of named) {
    const stand = sizes.has(path) ? await originals(path) : [path];
    for (const original of stand) paths.add(original);
  }
  const known = new Set(named);
  const isNew = [...paths].filter((path) => !known.has(path));
  for (const [path, size] of await sizesOf(isNew)) sizes.set(path, size);
  const files = [...paths].sort().map((file_path) => ({ file_path }));
  return { files, sizes };
}

/** The folder of a store. */
export function storeFolder(
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
  const store = EXTERNAL.exec(slice.table.name)?.[1];
  if (store === undefined) return [];
  const folder = storeFolder(stores, store);
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
      path: join(
        folder,
        filepath ?? blobPath(slice, hash!, attachment ?? null),
      ),
      size: size == null ? null : Number(size),
      md5: filepath == null ? hash! : contents ?? null,
      md5Prefix: filepath == null && attachment != null
        ? `${attachment}\0`
        : "",
    });
  }
  return files;
}

/** Where DataJoint puts a blob or attachment: by its schema and hash, in two folders of two digits (`external.py`). */
function blobPath(
  slice: TableSlice,
  hash: string,
  attachment: string | null,
): string {
  const uuid = hash.replace(
    /^(.{8})(.{4})(.{4})(.{4})(.{12})$/,
    "$1-$2-$3-$4-$5",
  );
  return join(
    slice.table.schema,
    hash.slice(0, 2),
    hash.slice(2, 4),
    attachment === null ? hash : `${uuid}.${attachment}`,
  );
}

/** A file that cannot be read is listed as it is: `verify` says what is wrong with it. */
async function linksOf(path: string): Promise<ExternalLink[]> {
  try {
    return await externalLinks(path);
  } catch (error) {
    if (error instanceof NwbError) return [];
    throw error;
  }
}

/** Where the original is missing nobody can tell: the copy stays in the list, beside it. */
async function linksOnly(path: string): Promise<boolean> {
  try {
    return await isOnlyLinks(path);
  } catch (error) {
    if (error instanceof NwbError) return false;
    throw error;
  }
}

/** A file that has links of its own and nothing else stands for what it links to. */
async function originals(path: string): Promise<string[]> {
  if (!/\.(nwb|h5|hdf5)$/i.test(path)) return [path];
  const links = await linksOf(path);
  if (links.length === 0) return [path];
  const targets = [...new Set(links.map((link) => link.file))];
  return await linksOnly(path) ? targets : [path, ...targets];
}
