/**
 * Values that DataJoint keeps outside of the row, or hands out as files: `blob@store`, `attach`, `attach@store` and
 * `filepath@store` columns. What is read is checked against the hash that names it.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { decodeBlob } from "../blob/decode.ts";
import type { Session } from "../connection/session.ts";
import { SpyglassError } from "../errors.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import {
  attachmentName,
  attachmentPath,
  blobPath,
  contentHash,
  storedFilePath,
} from "./layout.ts";
import { type Listed, listed, type OutsidePlace, storeOf } from "./listing.ts";
import { checkFile } from "./checked_file.ts";

/** True for a column whose value is not in the row, or becomes a file. */
export function isOutside(column: Column): boolean {
  return column.kind === "attach" || column.store !== null &&
      (column.kind === "external" || column.kind === "filepath");
}

/**
 * Gets the values of such a column.
 *
 * @param inRows What the rows hold.
 * @returns In the same order: the decoded blob, or the path of a local file.
 * @throws {SpyglassError} A file is missing, or is not the one that was stored.
 */
export async function outsideValues(
  place: OutsidePlace,
  session: Session,
  table: TableInfo,
  column: Column,
  inRows: readonly (Uint8Array | null)[],
): Promise<unknown[]> {
  const where = `column ${column.name} of ${table.schema}.${table.className}`;
  const read = column.store === null
    ? (bytes: Uint8Array) => attachedHere(place, bytes, where)
    : await stored(place, session, { table, column, where }, inRows);
  const known = new Map<string, unknown>();
  const values: unknown[] = [];
  for (const bytes of inRows) {
    if (bytes === null) {
      values.push(null);
      continue;
    }
    const key = column.store === null ? contentHash(bytes) : bytes.toHex();
    if (!known.has(key)) known.set(key, await read(bytes));
    values.push(known.get(key));
  }
  return values;
}

/** A column whose values are in a store. */
interface StoredColumn {
  readonly table: TableInfo;
  readonly column: Column;
  /** As messages name it. */
  readonly where: string;
}

/** What reads one value out of a column's store. */
async function stored(
  place: OutsidePlace,
  session: Session,
  { table, column, where }: StoredColumn,
  inRows: readonly (Uint8Array | null)[],
): Promise<(bytes: Uint8Array) => Promise<unknown>> {
  const store = storeOf(place, table, column);
  const hashes = inRows.filter((row) => row !== null).map((row) => row.toHex());
  const rows = await listed(session, table, column, hashes);
  return (bytes) => {
    const hash = bytes.toHex();
    const row = rows.get(hash);
    if (row === undefined) throw unlisted(hash, where);
    switch (column.kind) {
      case "external":
        return blobOf(blobPath(store, table.schema, hash), hash, {
          older: row.path === null ? null : storedFilePath(store, row.path),
          where,
        });
      case "attach": {
        const name = attachmentName(row.attachmentName ?? "");
        const path = attachmentPath(store, table.schema, hash, name);
        return attachedThere(place, path, { name, hash, where });
      }
      default:
        return filepathOf(storedFilePath(store, row.path ?? ""), row, where);
    }
  };
}

async function blobOf(
  path: string,
  hash: string,
  { older, where }: { older: string | null; where: string },
): Promise<unknown> {
  const bytes = await contentsOf(path).catch((error) => {
    // Blobs of DataJoint 0.11 have kept their path.
    if (older === null) throw error;
    return contentsOf(older);
  });
  if (older === null && contentHash(bytes) !== hash) {
    throw altered(path, where);
  }
  try {
    return decodeBlob(bytes);
  } catch (cause) {
    throw new SpyglassError(
      `Cannot decode ${where}, kept in ${path}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

async function filepathOf(
  path: string,
  { size, contents }: Listed,
  where: string,
): Promise<string> {
  if (contents !== null) await checkFile(path, { size, contents, where });
  return path;
}

/** An attachment in the row: its name, a NUL, its contents. */
async function attachedHere(
  place: OutsidePlace,
  bytes: Uint8Array,
  where: string,
): Promise<string> {
  const end = bytes.indexOf(0);
  if (end < 0) {
    throw new SpyglassError(
      `Cannot read an attachment, ${where}: found no file name before its contents, wanted what DataJoint writes`,
    );
  }
  const name = attachmentName(new TextDecoder().decode(bytes.slice(0, end)));
  return await putFile(
    place,
    name,
    contentHash(bytes),
    bytes.subarray(end + 1),
  );
}

async function attachedThere(
  place: OutsidePlace,
  path: string,
  { name, hash, where }: { name: string; hash: string; where: string },
): Promise<string> {
  const bytes = await contentsOf(path);
  if (contentHash(bytes, `${name}\0`) !== hash) throw altered(path, where);
  return await putFile(place, name, hash, bytes);
}

/**
 * Puts a file where the user finds it. A file that is there already stays when it is the same; one that somebody has
 * altered stays, too, and the new one goes beside it, as in DataJoint.
 */
async function putFile(
  { downloads }: OutsidePlace,
  name: string,
  hash: string,
  contents: Uint8Array,
): Promise<string> {
  const wanted = contentHash(contents);
  for (let n = 0;; n++) {
    const folder = n === 0 ? hash : `${hash}_${n}`;
    const path = join(downloads, folder, name);
    const there = await Deno.readFile(path).catch(() => null);
    if (there !== null && contentHash(there) === wanted) return path;
    if (there !== null) continue;
    await writeWhole(path, contents);
    return path;
  }
}

/** Nobody sees half a file. */
async function writeWhole(path: string, contents: Uint8Array): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const part = `${path}.${crypto.randomUUID().slice(0, 8)}.part`;
  try {
    await Deno.writeFile(part, contents);
    await Deno.rename(part, path);
  } catch (cause) {
    await Deno.remove(part).catch(() => {});
    throw new SpyglassError(
      `Cannot write an attachment to ${path}: ${
        (cause as Error).message
      }; free some space, or set SPYGLASS_DATA_DIR to a folder that may be written`,
      { cause },
    );
  }
}

async function contentsOf(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw new SpyglassError(
      `Cannot read ${path}: ${
        (cause as Error).message
      }; the table refers to it, so the store is incomplete or not mounted here`,
      { cause },
    );
  }
}

function altered(path: string, where: string): SpyglassError {
  return new SpyglassError(
    `Cannot read ${where}: ${path} is not the file that was stored, its checksum differs; get it back from a copy of the store`,
  );
}

function unlisted(hash: string, where: string): SpyglassError {
  return new SpyglassError(
    `Cannot find the file of hash ${hash}, ${where}: its external table has no such row; the database lost a reference`,
  );
}
