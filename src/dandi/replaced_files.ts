/**
 * Files replaced by others: all of them or none, each whole at every moment.
 *
 * @module
 */
import { chmod, link } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ExportError } from "../errors.ts";
import { fileMark } from "../external/file_digest.ts";
import type { MendingPlaces } from "../external/mending_journal.ts";
import { copyRights } from "./kept_rights.ts";

/** A file, and the copy that will take its place. */
export interface Draft extends MendingPlaces {
  /** What the file was when it was copied. */
  readonly state: string;
}

/** The names beside a file that mending it takes; nothing is made yet. */
export async function placesBeside(file: string): Promise<MendingPlaces> {
  const path = await Deno.realPath(file);
  const id = crypto.randomUUID().slice(0, 8);
  const beside = (what: string) =>
    join(dirname(path), `.${basename(path)}.${what}-${id}`);
  return { path, draft: beside("mended"), old: beside("old") };
}

/**
 * Copies a file beside itself, to be changed there.
 *
 * @throws {ExportError} Its folder cannot be written, or the disk is full.
 */
export async function makeDraft(places: MendingPlaces): Promise<Draft> {
  const { path, draft } = places;
  const state = await stateOf(path);
  try {
    await Deno.copyFile(path, draft);
    // Files of results are often read-only; the copy gets the same rights when it is done.
    await chmod(draft, 0o600);
    return { ...places, state };
  } catch (error) {
    await Deno.remove(draft).catch(() => {});
    throw new ExportError(
      `Cannot copy ${path}: ${
        (error as Error).message
      }, wanted a folder that may be written, with room for the copy; nothing was changed`,
      { cause: error },
    );
  }
}

/** Removes a draft that did not take its file's place. */
export async function dropDraft({ draft }: MendingPlaces): Promise<void> {
  await Deno.remove(draft).catch(() => {});
}

/** Drafts taking their files' places; until it is decided which stay, both are there. */
export class Replacement {
  readonly #drafts: readonly Draft[];
  readonly #done: { readonly path: string; readonly old: string }[] = [];

  /** Nothing is replaced yet. */
  constructor(drafts: readonly Draft[]) {
    this.#drafts = drafts;
  }

  /**
   * Puts the drafts in their files' places.
   *
   * @returns What the files have lost by it, as sentences for people.
   * @throws {ExportError} A file was changed since it was copied, or cannot be replaced: all are as they were.
   */
  async put(): Promise<string[]> {
    const lost: string[] = [];
    try {
      for (const draft of this.#drafts) {
        const without = await replaceOne(draft);
        this.#done.push(draft);
        if (without !== null) lost.push(without);
      }
      return lost;
    } catch (error) {
      throw await this.undoFor(
        error instanceof ExportError ? error : new ExportError(
          `Cannot replace a file by its mended copy: ${
            (error as Error).message
          }`,
          { cause: error },
        ),
      );
    }
  }

  /**
   * Puts the old files back, each of them that can be.
   *
   * @throws {ExportError} Some cannot; the message names each of them, and where its old contents are.
   */
  async undo(): Promise<void> {
    const failed: string[] = [];
    for (const one of this.#done.splice(0)) {
      try {
        await Deno.rename(one.old, one.path);
      } catch (error) {
        this.#done.push(one);
        failed.push(
          `${one.path}, as it was in ${one.old} (${(error as Error).message})`,
        );
      }
    }
    if (failed.length === 0) return;
    throw new ExportError(
      `Cannot put back ${failed.length} of the ${this.#drafts.length} replaced files: ${
        failed.join("; ")
      }; rename them by hand; the other ones are as they were`,
    );
  }

  /** Puts the old files back because of a failure; gives the error that tells of both. */
  async undoFor(error: Error): Promise<Error> {
    try {
      await this.undo();
      return error instanceof ExportError
        ? new ExportError(`${error.message}; all files are as they were`, {
          cause: error,
        })
        : error;
    } catch (left) {
      return new ExportError(
        `${error.message}. And then: ${(left as Error).message}`,
        { cause: error },
      );
    }
  }

  /** Where the old files are until it is decided. */
  get old(): string[] {
    return this.#done.map(({ old }) => old);
  }

  /** Forgets the old files. */
  async keep(): Promise<void> {
    for (const { old } of this.#done.splice(0)) {
      await Deno.remove(old).catch(() => {});
    }
  }
}

async function replaceOne(
  { path, draft, old, state }: Draft,
): Promise<string | null> {
  if (await stateOf(path) !== state) {
    throw new ExportError(
      `Cannot replace ${path}: it was changed while its copy was mended, wanted the file that was copied; prepare the files again when nobody writes them`,
    );
  }
  const lost = await copyRights(path, draft);
  await flushed(draft);
  // A second name keeps the old file while the first one becomes the new one's: there is no moment without a file.
  await link(path, old).catch(() => Deno.copyFile(path, old));
  try {
    await Deno.rename(draft, path);
    return lost;
  } catch (error) {
    await Deno.remove(old).catch(() => {});
    throw error;
  }
}

/** A power failure must not leave an empty file under the old one's name. */
async function flushed(path: string): Promise<void> {
  using file = await Deno.open(path);
  await file.sync();
}

/** What a file is now; another one, or a changed one, is another state. */
export async function stateOf(path: string): Promise<string> {
  return fileMark(await Deno.stat(path));
}
