/**
 * Putting values outside of tables, where and as DataJoint 0.14 puts them (`datajoint/external.py`, `put`,
 * `upload_attachment`, `upload_filepath`): the file first, then the row of `~external_{store}` that tells of it. A file
 * whose row was undone is one that DataJoint calls unused.
 *
 * @module
 */
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Session } from "../connection/session.ts";
import { SpyglassError } from "../errors.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import { bytesLiteral, textLiteral } from "../sql/literal.ts";
import {
  attachmentName,
  attachmentPath,
  blobPath,
  contentHash,
  externalTable,
  fileHash,
  type Store,
} from "./layout.ts";
import { listed, type OutsidePlace, storeOf } from "./listing.ts";

/** Where a value goes. */
export interface PutPlace {
  /** The stores; `stages`: the folders that files are put into them from, where those are others. */
  readonly context: Pick<OutsidePlace, "stores" | "subfolding"> & {
    readonly stages?: Readonly<Record<string, string>>;
  };
  /** Where the row that has it will be written. */
  readonly session: Session;
  readonly table: TableInfo;
  readonly column: Column;
}

/** A value, and what to call it in messages. */
export interface PutValue {
  /** The bytes of a blob, or the path of a file. */
  readonly value: unknown;
  readonly place: string;
}

/** True for columns whose values are files, or are kept as such. */
export function isKeptOutside({ kind }: Pick<Column, "kind">): boolean {
  return kind === "external" || kind === "attach" || kind === "filepath";
}

/**
 * Puts a value where its column keeps it.
 *
 * @returns What the column holds: a hash, or an attachment's name and content.
 * @throws {SpyglassError} There is no such file or store, or another file has that place.
 */
export async function putOutside(
  where: PutPlace,
  { value, place }: PutValue,
): Promise<Uint8Array> {
  const { context, table, column } = where;
  if (column.kind === "attach" && column.store === null) {
    return await attachment(pathOf(value, place), place);
  }
  const store = storeOf(context, table, column);
  switch (column.kind) {
    case "attach":
      return await putAttachment(where, store, pathOf(value, place), place);
    case "filepath":
      return await putFile(where, store, pathOf(value, place), place);
    default:
      return await putBlob(where, store, value as Uint8Array);
  }
}

function pathOf(value: unknown, place: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new TypeError(
    `Cannot insert ${place}: received ${
      typeof value === "string" ? "an empty text" : `a ${typeof value}`
    }, wanted the path of a file`,
  );
}

/** An attachment that is kept in the row itself: its name, NUL, its content. */
async function attachment(path: string, place: string): Promise<Uint8Array> {
  await sizeOf(path, place);
  const name = new TextEncoder().encode(`${attachmentName(basename(path))}\0`);
  const content = await Deno.readFile(path);
  const bytes = new Uint8Array(name.length + content.length);
  bytes.set(name);
  bytes.set(content, name.length);
  return bytes;
}

async function putBlob(
  { session, table, column }: PutPlace,
  store: Store,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const hash = contentHash(bytes);
  const path = blobPath(store, table.schema, hash);
  if (!await isFile(path)) {
    await placeFile(
      path,
      ".saving",
      (temporary) => Deno.writeFile(temporary, bytes),
    );
  }
  await note(session, externalTable(table.schema, column.store!), {
    hash: bytesLiteral(Uint8Array.fromHex(hash)),
    size: String(bytes.length),
  });
  return Uint8Array.fromHex(hash);
}

async function putAttachment(
  { session, table, column }: PutPlace,
  store: Store,
  path: string,
  place: string,
): Promise<Uint8Array> {
  const size = await sizeOf(path, place);
  const name = attachmentName(basename(path));
  const hash = await fileHash(path, `${name}\0`);
  await copyFile(path, attachmentPath(store, table.schema, hash, name));
  await note(session, externalTable(table.schema, column.store!), {
    hash: bytesLiteral(Uint8Array.fromHex(hash)),
    size: String(size),
    attachment_name: textLiteral(name),
  });
  return Uint8Array.fromHex(hash);
}

/** The file is in the store's stage; what the store keeps is told by its path there, and never replaced. */
async function putFile(
  { context, session, table, column }: PutPlace,
  store: Store,
  path: string,
  place: string,
): Promise<Uint8Array> {
  const stage = context.stages?.[column.store!] ?? store.location;
  const inside = relative(resolve(stage), resolve(path));
  if (
    inside === "" || inside.split("/")[0] === ".." || inside.startsWith("/")
  ) {
    throw new SpyglassError(
      `Cannot insert ${place}: ${path} is not in the folder of the store ${column.store}, wanted a file in ${stage}; put it there first`,
    );
  }
  const size = await sizeOf(path, place);
  const hash = contentHash(new Uint8Array(), inside);
  const contents = await fileHash(path);
  const known = (await listed(session, table, column, [hash])).get(hash);
  if (known === undefined) {
    await copyFile(path, join(store.location, inside));
    await note(session, externalTable(table.schema, column.store!), {
      hash: bytesLiteral(Uint8Array.fromHex(hash)),
      size: String(size),
      filepath: textLiteral(inside),
      contents_hash: bytesLiteral(Uint8Array.fromHex(contents)),
    });
  } else if (known.contents !== contents) {
    throw new SpyglassError(
      `Cannot insert ${place}: the store ${column.store} holds another version of ${inside}, wanted the same file or another name`,
    );
  }
  return Uint8Array.fromHex(hash);
}

async function note(
  session: Session,
  external: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  await session.run(
    `INSERT INTO ${external} (${Object.keys(values).join(", ")}) VALUES (${
      Object.values(values).join(", ")
    }) ON DUPLICATE KEY UPDATE timestamp = CURRENT_TIMESTAMP`,
  );
}

async function sizeOf(path: string, place: string): Promise<number> {
  const found = await Deno.stat(path).catch(() => null);
  if (found?.isFile) return found.size;
  throw new SpyglassError(
    `Cannot insert ${place}: ${path} is ${
      found === null ? "missing" : "no file"
    }, wanted the path of a file`,
  );
}

async function isFile(path: string): Promise<boolean> {
  return (await Deno.stat(path).catch(() => null))?.isFile ?? false;
}

async function copyFile(from: string, to: string): Promise<void> {
  const [a, b] = await Promise.all(
    [from, to].map((path) => Deno.realPath(path).catch(() => null)),
  );
  if (a !== null && a === b) return;
  await placeFile(
    to,
    ".copying",
    (temporary) => Deno.copyFile(from, temporary),
  );
}

/** Writes beside the place and moves it there: a half-written file never has the name of a whole one. */
async function placeFile(
  path: string,
  suffix: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}${suffix}`;
  try {
    await write(temporary);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}
