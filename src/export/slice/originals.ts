/**
 * Which files a slice's file stands for: a copy that only links to its original is as good as that. Seeing that a file
 * links to nothing takes some milliseconds, comparing a copy with its original tens of them. What was seen is
 * remembered for as long as the files are as they were, by the next process, too.
 *
 * @module
 */
import { existsSync, lstatSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "../../connection/data_folder.ts";
import { NwbError } from "../../errors.ts";
import { type LinkedContents, linkedContents } from "../../nwb/external.ts";
import type { Progress } from "../progress.ts";
import { eachOf, infosOf } from "./file_infos.ts";
import { type Look, readLooks, writeLooks } from "./kept_looks.ts";

/**
 * The files to ship for a file: itself, and what it links to; of a copy that has nothing of its own, only the latter.
 *
 * @param path A file that is there.
 * @param infos What is known of files just now; what is looked at is added.
 */
export async function originals(
  path: string,
  infos: FileInfos = new Map(),
): Promise<readonly string[]> {
  if (!/\.(nwb|h5|hdf5)$/i.test(path)) return [path];
  const known = SEEN.get(path);
  const isKnown = known !== undefined &&
    known.stamp === (await stateOf([path, ...known.targets], infos)).stamp;
  return standFor(path, isKnown ? known : await lookInto(path));
}

function standFor(
  path: string,
  { targets, isOnlyLinks }: Look,
): readonly string[] {
  return isOnlyLinks ? targets : [path, ...targets];
}

/** Path → what its file system says of it. */
type FileInfos = Map<string, Deno.FileInfo>;

/**
 * The files of {@linkcode originals} for each of many.
 *
 * @param infos The files, and what was found out about them just now; what is looked at is added.
 * @param worth Milliseconds of looking that are worth keeping what was seen.
 */
export async function originalsOf(
  infos: FileInfos,
  progress?: Progress,
  worth = 250,
): Promise<(readonly string[])[]> {
  const folder = keptIn();
  await recall(folder);
  const paths = [...infos.keys()];
  const begun = performance.now();
  const before = looks;
  const seen = await standingFor(paths, infos);
  let done = seen.size;
  try {
    return await eachOf(paths, async (path) => {
      const known = seen.get(path);
      if (known !== undefined) return known;
      progress?.at(
        `Looking for links to other files: ${done} of ${paths.length} files`,
      );
      const stand = await originals(path, infos);
      done++;
      return stand;
    });
  } finally {
    const isWorth = performance.now() - begun > worth && looks > before;
    if (isWorth && folder !== null) await writeLooks(folder, SEEN);
  }
}

/** Path → what the file stands for, of those that were seen before and are as they were, with all that they link to. */
async function standingFor(
  paths: readonly string[],
  infos: FileInfos,
): Promise<Map<string, readonly string[]>> {
  const looks = paths.flatMap((path) => {
    const look = SEEN.get(path);
    return look === undefined ? [] : [[path, look] as const];
  });
  const unknown = new Set(looks.flatMap(([, { targets }]) => targets));
  for (const path of infos.keys()) unknown.delete(path);
  for (const [path, info] of await infosOf([...unknown])) infos.set(path, info);
  const standing = new Map<string, readonly string[]>();
  for (const [path, look] of looks) {
    const files = [path, ...look.targets].map((file) => infos.get(file));
    const { stamp } = stateIn(files);
    if (stamp === look.stamp) standing.set(path, standFor(path, look));
  }
  return standing;
}

/** What was seen in each file, the one seen last at the end. */
const SEEN = new Map<string, Look>();
/** Then the oldest is forgotten. */
const MOST = 100_000;
/** How often a file was looked into. */
let looks = 0;
const recalled = new Set<string>();

/** What earlier processes have seen; what this one has seen is newer. */
async function recall(folder: string | null): Promise<void> {
  if (folder === null || recalled.has(folder)) return;
  recalled.add(folder);
  const own = [...SEEN];
  for (const [path, look] of await readLooks(folder)) SEEN.set(path, look);
  for (const [path, look] of own) SEEN.set(path, look);
}

/** `null` where this user has no folder for data. */
function keptIn(): string | null {
  try {
    return join(dataFolder(), "file-looks");
  } catch {
    return null;
  }
}

async function lookInto(path: string): Promise<Look> {
  looks++;
  const before = await stateOf([path]);
  const contents = await contentsOf(path);
  const links = contents?.links ?? [];
  const targets = [...new Set(links.map(({ file }) => file))];
  const files = [path, ...targets];
  const state = targets.length === 0 ? before : await stateOf(files);
  const look = {
    ...state,
    targets,
    isOnlyLinks: contents !== null && targets.length > 0 &&
      await linksOnly(path, contents, targets),
    // Where a symbolic link's targets are depends on what is beside it, too: not kept for others.
    ...(targets.length > 0 && isSymbolic(path) ? { changed: Infinity } : {}),
  };
  // What is being written meanwhile is looked at again.
  const after = await stateOf(files);
  if (state.stamp.startsWith(before.stamp) && state.stamp === after.stamp) {
    const oldest = SEEN.size < MOST ? null : SEEN.keys().next();
    if (oldest?.value !== undefined) SEEN.delete(oldest.value);
    SEEN.delete(path);
    SEEN.set(path, look);
  }
  return look;
}

function isSymbolic(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/**
 * What changes when one of the files does.
 *
 * @param known What need not be looked at again.
 */
async function stateOf(
  paths: readonly string[],
  known: FileInfos = new Map(),
): Promise<Pick<Look, "stamp" | "changed">> {
  return stateIn(
    await Promise.all(
      paths.map(async (path) => {
        const info = known.get(path) ?? await Deno.stat(path).catch(() => null);
        if (info?.isFile) known.set(path, info);
        return info;
      }),
    ),
  );
}

/** @param infos What there is of each file, nothing where it is missing. */
function stateIn(
  infos: readonly (Deno.FileInfo | null | undefined)[],
): Pick<Look, "stamp" | "changed"> {
  let stamp = "";
  let changed = 0;
  for (const info of infos) {
    if (stamp !== "") stamp += " ";
    if (info == null) {
      stamp += "none";
      continue;
    }
    const [mtime, ctime] = [Number(info.mtime), Number(info.ctime)];
    stamp += `${info.dev}:${info.ino}:${info.size}:${mtime}:${ctime}`;
    changed = Math.max(changed, mtime, ctime);
  }
  return { stamp, changed };
}

/** A file that cannot be read is listed as it is, `null` here: `verify` says what is wrong with it. */
async function contentsOf(path: string): Promise<LinkedContents | null> {
  try {
    return await linkedContents(path);
  } catch (error) {
    if (error instanceof NwbError) return null;
    throw error;
  }
}

/**
 * Where the original is missing, as it may be once it was published, its name alone tells: Spyglass makes `name_.nwb`
 * of `name.nwb`. Of another file nobody can tell: it stays in the list, beside what it links to.
 */
async function linksOnly(
  path: string,
  contents: LinkedContents,
  targets: readonly string[],
): Promise<boolean> {
  try {
    return await contents.isOnlyLinks();
  } catch (error) {
    if (!(error instanceof NwbError)) throw error;
    const [original, ...others] = targets;
    return others.length === 0 && original !== undefined &&
      path.replace(/_(\.nwb)$/i, "$1") === original && !existsSync(original);
  }
}
