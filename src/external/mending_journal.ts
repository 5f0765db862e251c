/**
 * What preparing files has begun, noted beside the files before it is done: whoever comes after a process that was
 * killed can tell what to finish and what to take back.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { ExportError } from "../errors.ts";
import type { Note } from "./noted_files.ts";

/** A file, and the names beside it that mending it takes. */
export interface MendingPlaces {
  /** The file; a symbolic link has been followed. */
  readonly path: string;
  /** The copy that is changed, and will take the file's place. */
  readonly draft: string;
  /** A second name of the file as it was, until it is decided which stays. */
  readonly old: string;
}

/** A file that is about to be replaced. */
export interface ReplacedPlaces extends MendingPlaces {
  /** The file's mark as it was. */
  readonly state: string;
  /** The mark of the copy that takes its place. */
  readonly mended: string;
}

/** What begins when the first file is replaced. */
export interface Replacing {
  readonly files: readonly ReplacedPlaces[];
  /** What the database notes where it was committed. */
  readonly notes: readonly Note[];
}

/** One preparing that was begun, and has not ended. */
export interface BegunMending {
  readonly id: string;
  readonly paperId: string;
  readonly files: readonly MendingPlaces[];
  /** `null` where every file is as it was: there are copies at most. */
  readonly replacing: Replacing | null;
}

/**
 * Notes, in each folder, which files will be mended, before anything is made there.
 *
 * @throws {ExportError} A folder cannot be written.
 */
export async function beginMending(
  paperId: string,
  files: readonly MendingPlaces[],
): Promise<BegunMending> {
  const id = crypto.randomUUID();
  const begun = { id, paperId, files, replacing: null };
  try {
    await append(begun, { paperId, files });
    return begun;
  } catch (error) {
    await endMending(begun);
    throw new ExportError(
      `Cannot prepare the files of paper ${paperId}: ${
        (error as Error).message
      }, wanted folders that may be written; nothing was changed`,
      { cause: error },
    );
  }
}

/** Notes all that it takes to finish, before the first file is replaced. */
export async function noteReplacing(
  begun: BegunMending,
  replacing: Replacing,
): Promise<void> {
  await append(begun, replacing);
}

/** Removes what was noted; where old files are left beside new ones, it stays. */
export async function endMending(begun: BegunMending): Promise<void> {
  for (const { old } of begun.files) {
    if (await Deno.lstat(old).catch(() => null) !== null) return;
  }
  for (const journal of journals(begun)) {
    await Deno.remove(journal).catch(() => {});
  }
}

/** What was begun in the folders of files: of these files or of others. */
export async function begunBeside(
  ...paths: readonly string[]
): Promise<BegunMending[]> {
  const folders = new Set<string>();
  for (const path of paths) {
    // A folder that is not there holds nothing.
    const place = await realPlace(path).catch(() => null);
    if (place !== null) folders.add(dirname(place));
  }
  const found = new Map<string, BegunMending>();
  for (const folder of folders) {
    for (const begun of await begunIn(folder)) found.set(begun.id, begun);
  }
  return [...found.values()];
}

async function begunIn(folder: string): Promise<BegunMending[]> {
  const found: BegunMending[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const id = JOURNAL.exec(name)?.[1];
      if (id === undefined) continue;
      const begun = await readJournal(join(folder, name), id);
      if (begun !== null) found.push(begun);
    }
  } catch {
    // It may not be listed, or it goes away meanwhile.
  }
  return found;
}

/** Whether a file is one of those that are mended. */
export async function isMended(
  { files }: BegunMending,
  path: string,
): Promise<boolean> {
  const place = await realPlace(path);
  return files.some((file) => file.path === place);
}

const JOURNAL = /^\.spyglass-mending-([0-9a-f-]{36})\.jsonl$/;

/** One in each folder. */
function journals({ id, files }: BegunMending): string[] {
  const folders = new Set(files.map(({ path }) => dirname(path)));
  return [...folders].map((folder) =>
    join(folder, `.spyglass-mending-${id}.jsonl`)
  );
}

/** Lines are only added: whenever the process dies, what was noted before is whole. */
async function append(begun: BegunMending, what: unknown): Promise<void> {
  const line = new TextEncoder().encode(`${JSON.stringify(what)}\n`);
  for (const journal of journals(begun)) {
    using file = await Deno.open(journal, { append: true, create: true });
    for (let at = 0; at < line.length;) at += await file.write(line.slice(at));
    await file.sync();
  }
}

/** `null` where nothing was begun: the process died before its first line was whole. */
async function readJournal(
  journal: string,
  id: string,
): Promise<BegunMending | null> {
  const [first, second] = (await Deno.readTextFile(journal)).split("\n");
  const begun = parsed(first) as Omit<BegunMending, "id" | "replacing"> | null;
  if (begun === null) {
    const { mtime } = await Deno.stat(journal);
    const isOld = Date.now() - (mtime?.getTime() ?? 0) > WRITING;
    if (isOld) await Deno.remove(journal).catch(() => {});
    return null;
  }
  return { ...begun, id, replacing: parsed(second) as Replacing | null };
}

/** Milliseconds that writing a line may take. */
const WRITING = 60_000;

function parsed(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? "");
  } catch {
    return null;
  }
}

/** Where a path leads, also where its file is gone. */
async function realPlace(path: string): Promise<string> {
  return await Deno.realPath(path).catch(async () =>
    join(await Deno.realPath(dirname(path)), basename(path))
  );
}
