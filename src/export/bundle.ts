/**
 * The folder of a paper's export: written whole beside the old one, then put in its place.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { ExportError } from "../errors.ts";

/** Name → text, or its pieces, of files in the bundle; names may have folders in them. */
export type BundleFiles = Readonly<Record<string, string | Iterable<string>>>;

/** A bundle that is written and not yet in its place. */
export interface PreparedBundle {
  /** Puts it in its place; the old one stands aside until `finish` or `undo`. */
  commit(): Promise<void>;
  /** Gives what others had put into the old one to the new one, and throws the rest of it away. */
  finish(): Promise<void>;
  /** Puts everything back as it was. */
  undo(): Promise<void>;
}

/** Names of what we write into a bundle, so that what others put there is kept. */
const OWN =
  /^(_ExportSQL_.*\.sh|_Populate_.*\.sql(\.sha256)?|README\.md|manifest\.json|files\.(txt|tsv)|verified\.json|spyglass_version|environment)$/;

/**
 * Writes a bundle beside its place. What a run that was killed had left there is put in order first: the caller sees
 * to it that no other one is going on.
 *
 * @param directory `{export_dir}/{paper_id}`.
 * @throws {ExportError} The folder cannot be written.
 */
export async function prepareBundle(
  directory: string,
  files: BundleFiles,
): Promise<PreparedBundle> {
  return await explained(directory, async () => {
    const place = await placeOf(directory);
    await sweep(place);
    const fresh = beside(place, "new");
    try {
      await writeFiles(fresh, files);
    } catch (error) {
      await remove(fresh);
      throw error;
    }
    return new Prepared(directory, place, fresh);
  });
}

class Prepared implements PreparedBundle {
  readonly #directory: string;
  readonly #place: string;
  readonly #fresh: string;
  readonly #aside: string;
  #hadOld = false;
  #isInPlace = false;

  constructor(directory: string, place: string, fresh: string) {
    this.#directory = directory;
    this.#place = place;
    this.#fresh = fresh;
    this.#aside = beside(place, "old");
  }

  async commit(): Promise<void> {
    await explained(this.#directory, async () => {
      this.#hadOld = await rename(this.#place, this.#aside);
      await Deno.rename(this.#fresh, this.#place);
      this.#isInPlace = true;
    });
  }

  async finish(): Promise<void> {
    if (!this.#hadOld) return;
    try {
      await clear(this.#aside, this.#place);
    } catch (error) {
      throw new ExportError(
        `Cannot clear away the earlier export in ${this.#aside}: ${
          (error as Error).message
        }, wanted to move what is not ours from there to ${this.#place}; correct the rights and populate again. The new export is in its place`,
        { cause: error },
      );
    }
  }

  async undo(): Promise<void> {
    // Nothing is removed before the old one is back: that may take long, or fail.
    if (this.#isInPlace) await rename(this.#place, this.#fresh);
    if (this.#hadOld) await rename(this.#aside, this.#place);
    await remove(this.#fresh);
  }
}

/** A link to a folder elsewhere stays a link: what it leads to is replaced, on its own disk. */
async function placeOf(directory: string): Promise<string> {
  try {
    const place = await Deno.realPath(directory);
    if ((await Deno.stat(place)).isDirectory) return place;
    throw new Error("there is something else than a folder in its place");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    // A folder of its own in its place would be another one when the disk is there again.
    const leadsTo = await Deno.readLink(directory).catch(() => null);
    if (leadsTo !== null) {
      throw new Error(
        `it is a link to ${leadsTo}, where nothing is (a disk that is not mounted?)`,
        { cause: error },
      );
    }
    await Deno.mkdir(dirname(directory), { recursive: true });
    return directory;
  }
}

/** An id of a paper does not begin with a dot: no bundle has such a name. */
function beside(place: string, what: "new" | "old"): string {
  const id = crypto.randomUUID().slice(0, 8);
  return join(dirname(place), `.${basename(place)}.${what}-${id}`);
}

async function sweep(place: string): Promise<void> {
  const prefix = `.${basename(place)}.`;
  const names: string[] = [];
  for await (const { name } of Deno.readDir(dirname(place))) {
    if (name.startsWith(prefix)) names.push(name.slice(prefix.length));
  }
  const leftover = (what: string) =>
    names.filter((name) => new RegExp(`^${what}-[0-9a-f]{8}$`).test(name))
      .map((name) => join(dirname(place), prefix + name));
  for (const path of leftover("new")) await remove(path);
  for (const path of leftover("old")) {
    // Killed between its two steps: the old one had gone and the new one had not come.
    if (await exists(place)) await clear(path, place);
    else await Deno.rename(path, place);
  }
}

async function writeFiles(folder: string, files: BundleFiles): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    const stream = typeof text === "string" ? text : ReadableStream.from(text);
    await Deno.writeTextFile(path, stream, {
      mode: name.endsWith(".sh") ? 0o755 : 0o644,
    });
  }
}

/** Removes an old bundle when all in it that is not ours has been moved, however large it is. */
async function clear(old: string, place: string): Promise<void> {
  for (const { name } of await Array.fromAsync(Deno.readDir(old))) {
    if (OWN.test(name) || await exists(join(place, name))) continue;
    await Deno.rename(join(old, name), join(place, name));
  }
  await remove(old);
}

async function explained<T>(
  directory: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new ExportError(
      `Cannot write the export to ${directory}: ${
        (error as Error).message
      }, wanted a folder that may be written and has room; correct its rights, free some of its disk, or choose another base folder (SPYGLASS_BASE_DIR). The earlier export is as it was`,
      { cause: error },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

async function rename(from: string, to: string): Promise<boolean> {
  try {
    await Deno.rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch(() => {});
}
