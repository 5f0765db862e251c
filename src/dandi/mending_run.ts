/**
 * Files mended together, from the first copy to the last note: what is begun is noted beside them first, so that it can
 * be finished or taken back by whoever comes after a killed process.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import {
  beginMending,
  endMending,
  type MendingPlaces,
  noteReplacing,
  type ReplacedPlaces,
} from "../external/mending_journal.ts";
import type { Note } from "../external/noted_files.ts";
import { replaceNoted } from "./noted_replacement.ts";
import {
  type Draft,
  dropDraft,
  makeDraft,
  placesBeside,
  stateOf,
} from "./replaced_files.ts";

/** What is mended, and how. */
export interface Mending {
  readonly paperId: string;
  readonly paths: readonly string[];
  /** Changes the copies, which are in the order of the paths. */
  change(drafts: readonly Draft[]): Promise<void>;
  /** What the database is to note of the changed copies. */
  notes(drafts: readonly Draft[]): Promise<readonly Note[]>;
}

/**
 * Mends files and what the database notes of them: all, or none.
 *
 * @returns What the files have lost by it, as sentences for people.
 * @throws {Error} All files and rows are as they were, or the message names each file that is not.
 */
export async function mendTogether(
  pool: Pool,
  { paperId, paths, change, notes }: Mending,
): Promise<string[]> {
  const places: MendingPlaces[] = [];
  for (const path of paths) places.push(await placesBeside(path));
  const begun = await beginMending(paperId, places);
  try {
    const drafts: Draft[] = [];
    for (const one of places) drafts.push(await makeDraft(one));
    await change(drafts);
    const noted = await notes(drafts);
    const files: ReplacedPlaces[] = [];
    for (const one of drafts) {
      files.push({ ...one, mended: await stateOf(one.draft) });
    }
    await noteReplacing(begun, { files, notes: noted });
    return await replaceNoted(pool, drafts, noted);
  } finally {
    for (const one of places) await dropDraft(one);
    await endMending(begun);
  }
}
