/**
 * Files and what the database notes of them, changed together: both or neither.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import { inTransaction } from "../connection/transaction.ts";
import { ExportError } from "../errors.ts";
import { areNoted, type Note, noteContents } from "../external/noted_files.ts";
import { type Draft, Replacement } from "./replaced_files.ts";

/**
 * Puts drafts in their files' places and changes the rows that note them.
 *
 * @param pauses Milliseconds to wait before each try to learn from the server what became of a commit that it did not
 * answer.
 * @returns What the files have lost by it, as sentences for people.
 * @throws {Error} All files and rows are as they were, or the message names each file that is not.
 */
export async function replaceNoted(
  pool: Pool,
  drafts: readonly Draft[],
  notes: readonly Note[],
  pauses: readonly number[] = PAUSES,
): Promise<string[]> {
  const replacement = new Replacement(drafts);
  let lost: string[] | null = null;
  try {
    await inTransaction(pool, async (session) => {
      for (const { row, now } of notes) await noteContents(session, row, now);
      lost = await replacement.put();
    });
  } catch (error) {
    // Whatever failed behind the last file was the commit, and a lost answer is no refusal.
    const isCommitted = lost !== null &&
      await wasCommitted(pool, notes, replacement, pauses);
    if (!isCommitted) throw await replacement.undoFor(error as Error);
  }
  await replacement.keep();
  return lost ?? [];
}

/** A server may take a while to start again. */
const PAUSES = [0, 1000, 3000, 10_000, 20_000];

async function wasCommitted(
  pool: Pool,
  [note]: readonly Note[],
  replacement: Replacement,
  pauses: readonly number[],
): Promise<boolean> {
  if (note === undefined) return false;
  let last: unknown = null;
  for (const pause of pauses) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      return await areNoted(pool, note.row, note.now);
    } catch (error) {
      last = error;
    }
  }
  throw new ExportError(
    `Cannot tell whether the database has noted the mended files: the server did not answer the commit, and cannot be asked (${
      (last as Error).message
    }); the mended files are in place, and those as they were are beside them: ${
      replacement.old.join(", ")
    }. When the server answers, run Export.prepareFilesForExport again: it finishes this, or takes it back`,
    { cause: last },
  );
}
