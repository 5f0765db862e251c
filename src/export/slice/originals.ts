/**
 * Which files a slice's file stands for: a copy that only links to its original is as good as that. Most files link to
 * nothing, which is seen in half a millisecond; comparing a copy with its original takes a hundred times as long. What was
 * found is remembered for as long as the files are as they were.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { NwbError } from "../../errors.ts";
import {
  externalLinks,
  isOnlyLinks,
  mayHaveLinks,
} from "../../nwb/external.ts";

/**
 * The files to ship for a file: itself, and what it links to; of a copy that has nothing of its own, only the latter.
 *
 * @param path A file that is there.
 */
export async function originals(path: string): Promise<readonly string[]> {
  if (!/\.(nwb|h5|hdf5)$/i.test(path)) return [path];
  const known = REMEMBERED.get(path);
  if (known !== undefined && known.stamp === await stampOf(known.files)) {
    return known.stand;
  }
  return await remembered(path);
}

/** What a file stands for, and the state of all files that were looked into. */
interface Remembered {
  readonly files: readonly string[];
  readonly stamp: string;
  readonly stand: readonly string[];
}

const REMEMBERED = new Map<string, Remembered>();
/** Then the oldest is forgotten. */
const MOST = 100_000;

async function remembered(path: string): Promise<readonly string[]> {
  const before = await stampOf([path]);
  const targets = await targetsOf(path);
  const files = [path, ...targets];
  const stamp = targets.length === 0 ? before : await stampOf(files);
  const stand = targets.length > 0 && await linksOnly(path, targets)
    ? targets
    : files;
  // What is being written meanwhile is looked at again.
  if (stamp.startsWith(before) && stamp === await stampOf(files)) {
    const oldest = REMEMBERED.size < MOST ? null : REMEMBERED.keys().next();
    if (oldest?.value !== undefined) REMEMBERED.delete(oldest.value);
    REMEMBERED.set(path, { files, stamp, stand });
  }
  return stand;
}

async function stampOf(paths: readonly string[]): Promise<string> {
  const stamps = await Promise.all(paths.map(async (path) => {
    const info = await Deno.stat(path).catch(() => null);
    return info === null
      ? "none"
      : [info.dev, info.ino, info.size, Number(info.mtime), Number(info.ctime)]
        .join(":");
  }));
  return stamps.join(" ");
}

/** A file that cannot be read is listed as it is: `verify` says what is wrong with it. */
async function targetsOf(path: string): Promise<string[]> {
  if (!mayHaveLinks(path)) return [];
  try {
    const links = await externalLinks(path);
    return [...new Set(links.map(({ file }) => file))];
  } catch (error) {
    if (error instanceof NwbError) return [];
    throw error;
  }
}

/**
 * Where the original is missing, as it may be once it was published, its name alone tells: Spyglass makes `name_.nwb`
 * of `name.nwb`. Of another file nobody can tell: it stays in the list, beside what it links to.
 */
async function linksOnly(
  path: string,
  targets: readonly string[],
): Promise<boolean> {
  try {
    return await isOnlyLinks(path);
  } catch (error) {
    if (!(error instanceof NwbError)) throw error;
    const [original, ...others] = targets;
    return others.length === 0 && original !== undefined &&
      path.replace(/_(\.nwb)$/i, "$1") === original && !existsSync(original);
  }
}
