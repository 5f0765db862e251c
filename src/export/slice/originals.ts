/**
 * Which files a slice's file stands for: a copy that only links to its original is as good as that. Seeing that a file
 * links to nothing takes some milliseconds, comparing a copy with its original tens of them. What was seen is
 * remembered for as long as the files are as they were, by the next process, too.
 *
 * @module
 */
import { join } from "node:path";
import { dataFolder } from "../../connection/data_folder.ts";
import type { Progress } from "../progress.ts";
import { eachOf, infosOf, lookQuickly } from "./file_infos.ts";
import { type FileInfos, stateIn, stateOf } from "./file_state.ts";
import { type Look, readLooks, writeLooks } from "./kept_looks.ts";
import { lookInto, type SteadyLook } from "./look_into.ts";
import { lookThreads } from "./look_threads.ts";

/**
 * The files to ship for a file: itself, and what it links to; of a copy that has nothing of its own, only the latter.
 *
 * @param path A file that is there.
 * @param infos What is known of files just now; what is looked at is added.
 */
export async function originals(
  path: string,
  infos: FileInfos = new Map(),
  look: LookInto = lookInto,
): Promise<readonly string[]> {
  if (!mayLink(path)) return [path];
  const known = SEEN.get(path);
  const isKnown = known !== undefined &&
    known.stamp === (await stateOf([path, ...known.targets], infos)).stamp;
  return standFor(path, isKnown ? known : await lookAnew(path, look));
}

function standFor(
  path: string,
  { targets, isOnlyLinks }: Look,
): readonly string[] {
  return isOnlyLinks ? targets : [path, ...targets];
}

/** True for the names of files that can link to others. */
function mayLink(path: string): boolean {
  return /\.(nwb|h5|hdf5)$/i.test(path);
}

type LookInto = (path: string) => Promise<SteadyLook>;

/** Files, and what is known of them. */
export interface LookedAtFiles {
  /** Those that are there. */
  readonly paths: Set<string>;
  /** What was found out about them just now, and about files that they link to. */
  readonly infos: FileInfos;
  /** Path → what the file stands for, of those that were seen before and are as they were, with all that they link to. */
  readonly seen: Map<string, readonly string[]>;
}

/** No files so far. */
export function noFiles(): LookedAtFiles {
  return { paths: new Set(), infos: new Map(), seen: new Map() };
}

/**
 * Looks at files, and into none.
 *
 * @param files What was found out just now about these and others; what is found out is added.
 */
export async function lookAt(
  paths: readonly string[],
  files: LookedAtFiles = noFiles(),
): Promise<LookedAtFiles> {
  await infosOf(paths, files.infos);
  const there = paths.filter((path) => files.infos.has(path));
  await recall(keptIn());
  const fresh = there.filter((path) => !files.seen.has(path));
  await standingFor(fresh, files);
  for (const path of there) files.paths.add(path);
  return files;
}

/**
 * Looks at files that are probably asked for soon, while that takes no time.
 *
 * @param files What is found out is added; none of them is there before it was asked for.
 */
export async function lookEarly(
  paths: readonly string[],
  files: LookedAtFiles,
  signal: AbortSignal,
): Promise<void> {
  await recall(keptIn());
  for (let at = 0; at < paths.length && !signal.aborted; at += BLOCK) {
    const some = paths.slice(at, at + BLOCK);
    const looked = await lookQuickly(some, files.infos);
    if (looked < some.length) return;
    const there = some.filter((path) => files.infos.has(path));
    await standingFor(there, files);
    // Others have their turn.
    await new Promise((done) => setTimeout(done));
  }
}

const BLOCK = 512;

/**
 * The files of {@linkcode originals} for each of many.
 *
 * @param files What is looked at is added to what is known of them.
 * @param worth Milliseconds of looking that are worth keeping what was seen.
 * @param many So many files are looked into by threads of their own.
 */
export async function originalsOf(
  { paths: there, infos, seen }: LookedAtFiles,
  progress?: Progress,
  { worth = 250, many = MANY } = {},
): Promise<(readonly string[])[]> {
  const paths = [...there];
  const fresh = paths.filter((path) => !seen.has(path));
  if (fresh.length === 0) return paths.map((path) => seen.get(path)!);
  const folder = keptIn();
  const begun = performance.now();
  const before = looks;
  const mayLinkToOthers = fresh.filter(mayLink).length;
  using threads = mayLinkToOthers < many ? null : lookThreads();
  const look: LookInto = async (path) =>
    await threads?.lookInto(path) ?? await lookInto(path);
  let done = paths.length - fresh.length;
  try {
    return await eachOf(paths, async (path) => {
      const known = seen.get(path);
      if (known !== undefined) return known;
      progress?.at(
        `Looking for links to other files: ${done} of ${paths.length} files`,
      );
      const stand = await originals(path, infos, look);
      done++;
      return stand;
    });
  } finally {
    const isWorth = performance.now() - begun > worth && looks > before;
    if (isWorth && folder !== null) await writeLooks(folder, SEEN);
  }
}

/** See {@linkcode LookedAtFiles.seen}. */
async function standingFor(
  paths: readonly string[],
  { infos, seen }: LookedAtFiles,
): Promise<void> {
  const looks: [string, Look][] = [];
  const targets = new Set<string>();
  for (const path of paths) {
    const look = SEEN.get(path);
    if (look === undefined) continue;
    looks.push([path, look]);
    for (const target of look.targets) targets.add(target);
  }
  await infosOf([...targets], infos);
  for (const [path, look] of looks) {
    const files = [path, ...look.targets].map((file) => infos.get(file));
    if (stateIn(files).stamp === look.stamp) {
      seen.set(path, standFor(path, look));
    }
  }
}

/** What was seen in each file, the one seen last at the end. */
const SEEN = new Map<string, Look>();
/** Then the oldest is forgotten. */
const MOST = 100_000;
/** A thread takes as long to start as looking into so many. */
const MANY = 200;
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

async function lookAnew(path: string, lookInto: LookInto): Promise<Look> {
  looks++;
  const { isSteady, ...look } = await lookInto(path);
  // What is being written meanwhile is looked at again.
  if (isSteady) {
    const oldest = SEEN.size < MOST ? null : SEEN.keys().next();
    if (oldest?.value !== undefined) SEEN.delete(oldest.value);
    SEEN.delete(path);
    SEEN.set(path, look);
  }
  return look;
}
