/**
 * What the database notes of the files of its stores, in every table that notes them.
 *
 * @module
 */
import { isAbsolute, relative } from "node:path";
import type { Session } from "../connection/session.ts";
import type { Catalog } from "../schema/table.ts";
import { quoteName } from "../sql/identifier.ts";
import { bytesLiteral, textLiteral } from "../sql/literal.ts";

/** One row that notes a file. */
export interface NotedFile {
  /** Full name of the `~external_…` table. */
  readonly table: string;
  readonly store: string;
  /** Path in the store. */
  readonly filepath: string;
}

/**
 * Finds the rows that note a file: those of labs' own tables, too.
 *
 * @param stores Store → folder.
 * @param path The file's path, below the folder of a store.
 */
export async function notedFiles(
  session: Session,
  catalog: Catalog,
  stores: Readonly<Record<string, string>>,
  path: string,
): Promise<NotedFile[]> {
  const found: NotedFile[] = [];
  for (const { name, fullName: table, columns } of catalog.tables.values()) {
    const store = EXTERNAL.exec(name)?.[1];
    const filepath = store === undefined ? null : within(stores[store], path);
    if (filepath === null) continue;
    if (!columns.some((column) => column.name === "filepath")) continue;
    const rows = await session.texts(
      `SELECT 1 FROM ${table} WHERE ${isAt(filepath)} LIMIT 1`,
    );
    if (rows.length > 0) found.push({ table, store: store!, filepath });
  }
  return found;
}

/** What is noted of a file. */
export interface NotedContents {
  readonly size: number;
  /** MD5 of the contents, 32 hexadecimal digits. */
  readonly contents: string;
}

/** A row that notes a file, and what it will note. */
export interface Note {
  readonly row: NotedFile;
  readonly now: NotedContents;
}

/** Notes other contents of a file. */
export async function noteContents(
  session: Session,
  { table, filepath }: NotedFile,
  { size, contents }: NotedContents,
): Promise<void> {
  const hash = bytesLiteral(Uint8Array.fromHex(contents));
  await session.run(
    `UPDATE ${table} SET ${
      quoteName("size")
    } = ${size}, contents_hash = ${hash} WHERE ${isAt(filepath)}`,
  );
}

/** Whether these contents are what is noted, when whoever is writing the row has done it or given it up. */
export async function areNoted(
  session: Session,
  { table, filepath }: NotedFile,
  { size, contents }: NotedContents,
): Promise<boolean> {
  const [[found, hash] = []] = await session.texts(
    `SELECT ${
      quoteName("size")
    }, LOWER(HEX(contents_hash)) FROM ${table} WHERE ${
      isAt(filepath)
    } FOR UPDATE`,
  );
  return Number(found) === size && hash === contents;
}

const EXTERNAL = /^~external_(.+)$/;

/** Paths are compared character by character, whatever the column's collation. */
function isAt(filepath: string): string {
  const text = textLiteral(filepath);
  const exact = (value: string) => `BINARY CONVERT(${value} USING utf8mb4)`;
  return `filepath = ${text} AND ${exact("filepath")} = ${exact(text)}`;
}

/** A path's place in a folder, `null` outside of it. */
function within(folder: string | undefined, path: string): string | null {
  if (folder === undefined) return null;
  const place = relative(folder, path);
  const isOutside = place === "" || place === ".." ||
    place.startsWith("../") || isAbsolute(place);
  return isOutside ? null : place;
}
