/**
 * Looking into one file: which others it links to, and whether it has anything else.
 *
 * @module
 */
import { existsSync, lstatSync } from "node:fs";
import { NwbError } from "../../errors.ts";
import { type LinkedContents, linkedContents } from "../../nwb/external.ts";
import { stateOf } from "./file_state.ts";
import type { Look } from "./kept_looks.ts";

/** What was seen in a file. */
export interface SteadyLook extends Look {
  /** False where one of the files was being changed meanwhile. */
  readonly isSteady: boolean;
}

/** Looks into a file, and into its original where it may be nothing but a copy. */
export async function lookInto(path: string): Promise<SteadyLook> {
  const before = await stateOf([path]);
  const contents = await contentsOf(path);
  const links = contents?.links ?? [];
  const targets = [...new Set(links.map(({ file }) => file))];
  const files = [path, ...targets];
  const state = targets.length === 0 ? before : await stateOf(files);
  const isOnlyLinks = contents !== null && targets.length > 0 &&
    await linksOnly(path, contents, targets);
  const after = await stateOf(files);
  return {
    ...state,
    targets,
    isOnlyLinks,
    // Where a symbolic link's targets are depends on what is beside it, too: not kept for others.
    ...(targets.length > 0 && isSymbolic(path) ? { changed: Infinity } : {}),
    isSteady: state.stamp.startsWith(before.stamp) &&
      state.stamp === after.stamp,
  };
}

function isSymbolic(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
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
