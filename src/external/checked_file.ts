/**
 * Files of `filepath` columns, checked against what the database noted of them.
 *
 * @module
 */
import { SpyglassError } from "../errors.ts";
import { fileMark } from "./file_digest.ts";
import { fileHash } from "./layout.ts";
import { begunBeside, isMended } from "./mending_journal.ts";

/** What the database noted. */
export interface Noted {
  readonly size: number;
  /** 32 hexadecimal digits. */
  readonly contents: string;
  /** What to call the place in an error. */
  readonly where: string;
}

/**
 * Checks a file's size, and its contents where it is smaller than {@linkcode LARGEST_CHECKED}. A file that is not there
 * is left to whoever opens it: rows can be read without the lab's files at hand. A file that was checked is not
 * checked again until it changes.
 *
 * @throws {SpyglassError} It is not the file that was stored.
 */
export async function checkFile(path: string, noted: Noted): Promise<void> {
  const info = await Deno.stat(path).catch(() => null);
  if (info === null) return;
  if (info.size !== noted.size) {
    throw await different(path, noted, `${info.size} bytes`, `${noted.size}`);
  }
  if (info.size > LARGEST_CHECKED) return;
  const mark = `${fileMark(info)} ${path}`;
  const hash = CHECKED.get(mark) ?? await fileHash(path);
  CHECKED.set(mark, hash);
  if (hash !== noted.contents) {
    throw await different(path, noted, `checksum ${hash}`, noted.contents);
  }
}

/** Spyglass' own limit (`filepath_checksum_size_limit`), in bytes: hashing a recording takes minutes. */
const LARGEST_CHECKED: number = 1024 ** 3;

const CHECKED = new Map<string, string>();

async function different(
  path: string,
  { where }: Noted,
  found: string,
  wanted: string,
): Promise<SpyglassError> {
  return new SpyglassError(
    `Cannot use ${path}, ${where}: found ${found}, wanted ${wanted}, as when it was stored; ${await remedy(
      path,
    )}`,
  );
}

async function remedy(path: string): Promise<string> {
  for (const begun of await begunBeside(path)) {
    if (begun.replacing === null || !await isMended(begun, path)) continue;
    return `the files of paper ${begun.paperId} are being prepared, or that was interrupted: read again when it is done, or run Export.prepareFilesForExport({ paper_id: ${
      JSON.stringify(begun.paperId)
    } }) again, which finishes it or takes it back`;
  }
  return "get the file back from a copy of the store";
}
