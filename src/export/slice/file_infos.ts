/**
 * Looking at many files. On a local disk a look takes microseconds, and they go one after the other; on a lab's file
 * server each takes a while, so several go at the same time, and where many are in one folder that folder is read once.
 *
 * @module
 */
import type { FileInfos } from "./file_state.ts";

/**
 * Path → what its file system says of it, of those that are files.
 *
 * @param infos What is known just now need not be looked at again; what is found is added.
 */
export async function infosOf(
  paths: readonly string[],
  infos: FileInfos = new Map(),
): Promise<FileInfos> {
  const unknown = infos.size === 0
    ? paths
    : paths.filter((path) => !infos.has(path));
  const looked = await lookQuickly(unknown, infos);
  await lookTogether(unknown.slice(looked), infos);
  return infos;
}

/**
 * Looks at files while that takes no time.
 *
 * @param infos What is found is added.
 * @returns How many were looked at, or more.
 */
export async function lookQuickly(
  paths: readonly string[],
  infos: FileInfos,
): Promise<number> {
  if (paths.length < FEW) return 0;
  // Nobody waits for the first look: a file server may take as long as it likes. It brings the way there into memory.
  await infoOf(paths[0]!);
  const begun = performance.now();
  lookNow(paths[1]!, infos);
  if (performance.now() - begun > MOST_FIRST) return 0;
  let turn = performance.now();
  for (let at = 0; at < paths.length; at += BLOCK) {
    const begun = performance.now();
    const some = paths.slice(at, at + BLOCK);
    for (const path of some) lookNow(path, infos);
    const end = performance.now();
    if (end - begun > MOST_EACH * some.length) return at + BLOCK;
    if (end - turn < TURN) continue;
    // Others have their turn.
    await new Promise((done) => setTimeout(done));
    turn = performance.now();
  }
  return paths.length;
}

/** Looking at fewer takes no time either way. */
const FEW = 64;
const BLOCK = 64;
/** Milliseconds of a look that waits for no disk. */
const MOST_FIRST = 2;
/** Milliseconds of a look that no file server is asked for, also where others keep the processor busy. */
const MOST_EACH = 0.15;
/** Milliseconds that nobody minds: a server's rows may wait to be worked on. */
const TURN = 4;

function lookNow(path: string, infos: FileInfos): void {
  try {
    const info = Deno.statSync(path);
    if (info.isFile) infos.set(path, info);
  } catch {
    // It is not there, or nobody may see it.
  }
}

async function infoOf(path: string): Promise<Deno.FileInfo | null> {
  const info = await Deno.stat(path).catch(() => null);
  return info?.isFile ? info : null;
}

async function lookTogether(
  paths: readonly string[],
  infos: FileInfos,
): Promise<void> {
  const folders = Map.groupBy(paths, folderOf);
  const present = await eachOf(
    [...folders],
    async ([folder, own]) =>
      own.length < MANY ? own : await presentIn(folder, own),
  );
  const there = present.flat();
  const found = await eachOf(there, infoOf);
  found.forEach((info, at) => info && infos.set(there[at]!, info));
}

/** So many in one folder are looked for in it together. */
const MANY = 8;
/** So many looks at the same time. */
const AT_ONCE = 32;

/** Of a path of a file that is absolute and has no part that could be left out. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

async function presentIn(
  folder: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const names = new Set<string>();
  try {
    for await (const { name } of Deno.readDir(folder)) names.add(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    // A folder that may be entered but not listed.
    return paths;
  }
  return paths.filter((path) =>
    names.has(path.slice(path.lastIndexOf("/") + 1))
  );
}

/** Does the same for each of many, a few at the same time; results are in their order. */
export async function eachOf<From, To>(
  list: readonly From[],
  work: (one: From) => Promise<To>,
): Promise<To[]> {
  const results: To[] = new Array(list.length);
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < list.length; at = next++) {
      results[at] = await work(list[at]!);
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, list.length) }, worker),
  );
  return results;
}
