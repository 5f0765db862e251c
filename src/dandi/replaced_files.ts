/**
 * Files replaced by others: all of them or none, each whole at every moment.
 *
 * @module
 */
import { chmod, link } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ExportError } from "../errors.ts";
import { fileMark } from "../external/file_digest.ts";

/** A file, and the copy that will take its place. */
export interface Draft {
  /** The file; a symbolic link has been followed. */
  readonly path: string;
  readonly draft: string;
  /** What the file was when it was copied. */
  readonly state: string;
}

/**
 * Copies a file beside itself, to be changed there.
 *
 * @throws {ExportError} Its folder cannot be written, or the disk is full.
 */
export async function makeDraft(file: string): Promise<Draft> {
  const path = await Deno.realPath(file);
  const draft = beside(path, "mended");
  const state = await stateOf(path);
  try {
    await Deno.copyFile(path, draft);
    // Files of results are often read-only; the copy gets the same rights when it is done.
    await chmod(draft, 0o600);
    return { path, draft, state };
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
export async function dropDraft({ draft }: Draft): Promise<void> {
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
   * @throws {ExportError} A file was changed since it was copied, or cannot be replaced: all are as they were.
   */
  async put(): Promise<void> {
    try {
      for (const draft of this.#drafts) {
        const old = beside(draft.path, "old");
        await replaceOne(draft, old);
        this.#done.push({ path: draft.path, old });
      }
    } catch (error) {
      await this.undo();
      throw error instanceof ExportError ? error : new ExportError(
        `Cannot replace a file by its mended copy: ${
          (error as Error).message
        }; all files are as they were`,
        { cause: error },
      );
    }
  }

  /** Puts the old files back. */
  async undo(): Promise<void> {
    for (const { path, old } of this.#done.splice(0)) {
      await Deno.rename(old, path);
    }
  }

  /** Forgets the old files. */
  async keep(): Promise<void> {
    for (const { old } of this.#done.splice(0)) {
      await Deno.remove(old).catch(() => {});
    }
  }
}

async function replaceOne(
  { path, draft, state }: Draft,
  old: string,
): Promise<void> {
  if (await stateOf(path) !== state) {
    throw new ExportError(
      `Cannot replace ${path}: it was changed while its copy was mended, wanted the file that was copied; prepare the files again when nobody writes them. All files are as they were`,
    );
  }
  const { mode } = await Deno.stat(path);
  if (mode !== null) await chmod(draft, mode & 0o7777);
  await flushed(draft);
  // A second name keeps the old file while the first one becomes the new one's: there is no moment without a file.
  await link(path, old).catch(() => Deno.copyFile(path, old));
  try {
    await Deno.rename(draft, path);
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

async function stateOf(path: string): Promise<string> {
  return fileMark(await Deno.stat(path));
}

function beside(path: string, what: string): string {
  const id = crypto.randomUUID().slice(0, 8);
  return join(dirname(path), `.${basename(path)}.${what}-${id}`);
}
