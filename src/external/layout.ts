/**
 * Where DataJoint keeps what is outside of a table: the paths in a store and the hashes that name them
 * (`datajoint/external.py`, `datajoint/hash.py`, version 0.14). Whoever reads or writes a store asks here.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { fileDigest } from "./file_digest.ts";
import { join } from "node:path";
import { SpyglassError } from "../errors.ts";
import { fullName } from "../sql/identifier.ts";

/** A store: a folder, and how the names of its files are spread over folders. */
export interface Store {
  /** The folder. */
  readonly location: string;
  /** How many digits of a hash name each folder on the way. @default {[2, 2]} */
  readonly subfolding?: readonly number[];
}

/** DataJoint's own default. */
const SUBFOLDING: readonly number[] = [2, 2];

/**
 * Where the blob of this hash is.
 *
 * @param schema The schema of the table; each has a folder of its own.
 * @param hash 32 hexadecimal digits: {@linkcode contentHash} of the packed blob.
 *
 * @example
 * ```ts
 * import { blobPath } from "./layout.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const hash = "0123456789abcdef0123456789abcdef";
 * assertEquals(blobPath({ location: "/store" }, "lab", hash), `/store/lab/01/23/${hash}`);
 * ```
 */
export function blobPath(store: Store, schema: string, hash: string): string {
  let at = 0;
  const folders = (store.subfolding ?? SUBFOLDING).map((digits) =>
    hash.slice(at, at += digits)
  );
  return join(store.location, schema, ...folders, hash);
}

/**
 * Where the attachment of this hash is.
 *
 * @param hash {@linkcode contentHash} of the file, begun with its name and a NUL.
 * @param name The file's own name.
 * @throws {SpyglassError} The name is none of a file: it would lead out of the folder.
 */
export function attachmentPath(
  store: Store,
  schema: string,
  hash: string,
  name: string,
): string {
  return `${blobPath(store, schema, hash)}.${attachmentName(name)}`;
}

/**
 * Where the file of a `filepath` column is.
 *
 * @param relative What `~external_{store}` holds.
 * @throws {SpyglassError} It leads out of the store.
 */
export function storedFilePath(store: Store, relative: string): string {
  if (!relative.split(/[/\\]/).includes("..") && !relative.includes("\0")) {
    return `${store.location}/${relative}`;
  }
  throw new SpyglassError(
    `Cannot find a file of a store: found the path ${
      JSON.stringify(relative)
    }, wanted one inside of ${store.location}; correct the row in the external table`,
  );
}

/**
 * The name of an attachment, checked: it comes out of the database and becomes the name of a file.
 *
 * @throws {SpyglassError} It is none of a file.
 */
export function attachmentName(name: string): string {
  // deno-lint-ignore no-control-regex
  if (!/[/\\\x00-\x1f]/.test(name) && !["", ".", ".."].includes(name)) {
    return name;
  }
  throw new SpyglassError(
    `Cannot use an attachment: found the file name ${
      JSON.stringify(name.slice(0, 200))
    }, wanted a name without folders and control characters`,
  );
}

/** The table that lists what a schema keeps in a store. */
export function externalTable(schema: string, store: string): string {
  return fullName(schema, `~external_${store}`);
}

/**
 * DataJoint's hash of contents: MD5, as 32 hexadecimal digits.
 *
 * @param begin A text that comes before the contents: for attachments the name and a NUL, for `filepath` columns the
 * relative path (and no contents).
 *
 * @example
 * ```ts
 * import { contentHash } from "./layout.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(contentHash(new Uint8Array(), "a.txt\0"), "08a159d72fa573b0c60c895d1e305143");
 * ```
 */
export function contentHash(bytes: Uint8Array, begin = ""): string {
  return createHash("md5").update(begin).update(bytes).digest("hex");
}

/** The same for the contents of a file, however large. */
export async function fileHash(path: string, begin = ""): Promise<string> {
  return await fileDigest("md5", path, begin);
}
