/**
 * What is known of the files of an export: store, size, checksum, and which are missing.
 *
 * @module
 */
import { dirname, isAbsolute, relative } from "node:path";
import { fileDigest, fileMark } from "../../external/file_digest.ts";
import { infosOf } from "./file_infos.ts";
import type { FilePath } from "./files.ts";
import type { Progress } from "../progress.ts";

/** One file of an export. */
export interface FileFacts extends FilePath {
  /** The store whose folder it is in, `null` where it is in none's. */
  readonly store: string | null;
  /** Bytes, `null` where it is missing. */
  readonly size: number | null;
  /** SHA-256, hexadecimal; `null` where it is missing, unreadable, or larger than what is read. */
  readonly sha256: string | null;
  readonly isMissing: boolean;
}

/**
 * Looks at files. A file whose checksum is known is not read again until it changes.
 *
 * @param largest Larger files are not read, in bytes.
 * @param looked What was found out about some of them; those that must be read are looked at again.
 */
export async function fileFacts(
  files: readonly FilePath[],
  stores: Readonly<Record<string, string>>,
  progress: Progress,
  largest = Infinity,
  looked: ReadonlyMap<string, Deno.FileInfo> = new Map(),
): Promise<FileFacts[]> {
  const infos = await infosUnlessKnown(files, largest, looked);
  const storeOfFolder = new Map<string, string | null>();
  const facts: FileFacts[] = [];
  for (const { file_path } of files) {
    const info = infos.get(file_path);
    const folder = dirname(file_path);
    const store = storeOfFolder.get(folder) ?? storeOf(stores, folder);
    storeOfFolder.set(folder, store);
    facts.push({
      file_path,
      store,
      size: info?.size ?? null,
      sha256: info === undefined || info.size > largest
        ? null
        : await sha256Of(file_path, info, progress),
      isMissing: info === undefined,
    });
  }
  return facts;
}

async function infosUnlessKnown(
  files: readonly FilePath[],
  largest: number,
  looked: ReadonlyMap<string, Deno.FileInfo>,
): Promise<Map<string, Deno.FileInfo>> {
  const infos = new Map<string, Deno.FileInfo>();
  const others: string[] = [];
  for (const { file_path } of files) {
    const info = looked.get(file_path);
    const isKnown = info !== undefined &&
      (info.size > largest || KNOWN.has(markOf(file_path, info)));
    if (isKnown) infos.set(file_path, info);
    else others.push(file_path);
  }
  for (const [path, info] of await infosOf(others)) infos.set(path, info);
  return infos;
}

/** Files for programs: a line each, of path, store, bytes and SHA-256. */
export function filesTable(facts: readonly FileFacts[]): string {
  const lines = facts.map(({ file_path, store, size, sha256, isMissing }) =>
    [
      file_path.replaceAll(/[\t\r\n\\]/g, (sign) => ESCAPED[sign]!),
      store ?? "",
      isMissing ? "missing" : String(size),
      sha256 ?? "",
    ].join("\t")
  );
  return ["file_path\tstore\tbytes\tsha256", ...lines].join("\n") + "\n";
}

/** A file as {@linkcode filesTable} lists it. */
export type ListedFile = Pick<FileFacts, "file_path" | "size" | "sha256">;

/**
 * The files that a table of them lists; lines that are none are left out.
 *
 * @param text What {@linkcode filesTable} wrote.
 */
export function listedFiles(text: string): ListedFile[] {
  return text.split("\n").slice(1).flatMap((line) => {
    const [path, , size, sha256] = line.split("\t");
    if (!path || size === undefined) return [];
    return [{
      file_path: path.replaceAll(/\\[trn\\]/g, (sign) => WRITTEN[sign]!),
      size: /^\d+$/.test(size) ? Number(size) : null,
      sha256: sha256 ? sha256 : null,
    }];
  });
}

const ESCAPED: Readonly<Record<string, string>> = {
  "\t": "\\t",
  "\r": "\\r",
  "\n": "\\n",
  "\\": "\\\\",
};

const WRITTEN: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ESCAPED).map(([sign, written]) => [written, sign]),
);

/** The store that a folder belongs to, the innermost around it. */
function storeOf(
  stores: Readonly<Record<string, string>>,
  folder: string,
): string | null {
  let best: string | null = null;
  for (const [store, base] of Object.entries(stores)) {
    const place = relative(base, folder);
    if (place === ".." || place.startsWith("../") || isAbsolute(place)) {
      continue;
    }
    if (best === null || base.length > stores[best]!.length) best = store;
  }
  return best;
}

const KNOWN = new Map<string, string>();

async function sha256Of(
  path: string,
  info: Deno.FileInfo,
  progress: Progress,
): Promise<string | null> {
  const mark = markOf(path, info);
  const known = KNOWN.get(mark);
  if (known !== undefined) return known;
  if (!await isReadable(path)) return null;
  const sum = await fileDigest(
    "sha256",
    path,
    "",
    (read) =>
      progress.at(`Reading ${path}: ${Math.floor(100 * read / info.size)} %`),
  );
  KNOWN.set(mark, sum);
  return sum;
}

function markOf(path: string, info: Deno.FileInfo): string {
  return `${fileMark(info)} ${path}`;
}

async function isReadable(path: string): Promise<boolean> {
  try {
    (await Deno.open(path)).close();
    return true;
  } catch {
    return false;
  }
}
