/**
 * Preparing that was killed: finished where the database has noted the new files, and taken back where it has not.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import {
  begunBeside,
  type BegunMending,
  endMending,
  isMended,
  type ReplacedPlaces,
  type Replacing,
} from "../external/mending_journal.ts";
import { areNoted } from "../external/noted_files.ts";
import { alone, lockName } from "../export/populate_lock.ts";
import { copyOf } from "../spyglass/nwb_tables.ts";
import { counted } from "../present/slice_view.ts";
import { dropDraft, stateOf } from "./replaced_files.ts";

/**
 * What was begun and has not ended: by a paper, or with some of its files by another one. It may be going on.
 *
 * @param paths The paper's files.
 */
export async function interrupted(
  paperId: string,
  paths: readonly string[],
): Promise<BegunMending[]> {
  // The copy that only links to a file is mended with it.
  const all = paths.flatMap((path) => [path, copyOf(path)]);
  const found: BegunMending[] = [];
  for (const begun of await begunBeside(...paths)) {
    if (begun.paperId === paperId || await isAnyMended(begun, all)) {
      found.push(begun);
    }
  }
  return found;
}

async function isAnyMended(
  begun: BegunMending,
  paths: readonly string[],
): Promise<boolean> {
  for (const path of paths) {
    if (await isMended(begun, path).catch(() => false)) return true;
  }
  return false;
}

/**
 * Finishes or takes back what killed processes have begun with a paper's files. Whoever calls it is alone with the paper.
 *
 * @returns What was done, as sentences for people.
 * @throws {ExportError} Another paper with some of these files is being worked on.
 */
export async function settleInterrupted(
  pool: Pool,
  paperId: string,
  paths: readonly string[],
): Promise<string[]> {
  const done: string[] = [];
  for (const { id, paperId: owner } of await interrupted(paperId, paths)) {
    const work = async () => {
      // It may have ended while we waited for its turn.
      const now = await interrupted(paperId, paths);
      const begun = now.find((one) => one.id === id);
      if (begun) done.push(...await settle(pool, begun));
    };
    if (lockName(owner) === lockName(paperId)) await work();
    else await alone(pool, owner, work);
  }
  return done;
}

async function settle(pool: Pool, begun: BegunMending): Promise<string[]> {
  const { replacing, files, paperId } = begun;
  const done: string[] = [];
  if (replacing !== null) {
    const isCommitted = await wasCommitted(pool, replacing);
    done.push(
      `Preparing the files of paper ${paperId} was interrupted: ${
        counted(files.length, "file")
      } ${
        isCommitted
          ? "had been mended and noted, which is finished now"
          : "had not been noted, and all are as they were again"
      }`,
    );
    for (const file of replacing.files) {
      if (isCommitted) await Deno.remove(file.old).catch(() => {});
      else done.push(...await takeBack(file));
    }
  }
  for (const file of files) await dropDraft(file);
  await endMending(begun);
  return done;
}

/** Rows change in one transaction, whose locks are waited for. */
async function wasCommitted(
  pool: Pool,
  { notes }: Replacing,
): Promise<boolean> {
  for (const { row, now } of notes) {
    if (await areNoted(pool, row, now)) return true;
  }
  return false;
}

/** Puts a file back where it was replaced; gives what a person has to know. */
async function takeBack(
  { path, old, state, mended }: ReplacedPlaces,
): Promise<string[]> {
  const now = await stateOf(path).catch(() => null);
  const isOld = await stateOf(old).then(() => true, () => false);
  if (now === state || !isOld && now !== mended) {
    await Deno.remove(old).catch(() => {});
    return [];
  }
  if (now === mended && isOld) {
    await Deno.rename(old, path);
    return [];
  }
  if (!isOld) {
    return [
      `${path} is the mended one, and what it was is gone: get it back from a copy of the store`,
    ];
  }
  return [await keptAside(path, old)];
}

/** Neither ours nor as it was: what somebody has put there stays, and so does what it was. */
async function keptAside(path: string, old: string): Promise<string> {
  const aside = old.replace(/\.old-/, ".before-");
  await Deno.rename(old, aside);
  return `${path} was changed or removed by somebody since; as it was before it is in ${aside}`;
}
