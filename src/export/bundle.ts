/**
 * The folder of a paper's export: written whole beside the old one, then put in its place.
 *
 * @module
 */
import { join } from "node:path";
import { ExportError } from "../errors.ts";

/** Name → text, of files in the bundle; names may have folders in them. */
export type BundleFiles = Readonly<Record<string, string>>;

/** A bundle that is written and not yet in its place. */
export interface PreparedBundle {
  /** Puts it in its place; the old one stands aside until `finish` or `undo`. */
  commit(): Promise<void>;
  /** Throws the old one away. */
  finish(): Promise<void>;
  /** Puts everything back as it was. */
  undo(): Promise<void>;
}

/** Names of what we write into a bundle, so that what others put there is kept. */
const OWN =
  /^(_ExportSQL_.*\.sh|_Populate_.*\.sql(\.sha256)?|README\.md|manifest\.json|files\.txt|verified\.json|spyglass_version|environment)$/;

/**
 * Writes a bundle beside its place.
 *
 * @param directory `{export_dir}/{paper_id}`.
 * @throws {ExportError} The folder cannot be written.
 */
export async function prepareBundle(
  directory: string,
  files: BundleFiles,
): Promise<PreparedBundle> {
  const fresh = `${directory}.new-${crypto.randomUUID().slice(0, 8)}`;
  try {
    await Deno.mkdir(fresh, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      const path = join(fresh, name);
      await Deno.mkdir(join(path, ".."), { recursive: true });
      await Deno.writeTextFile(path, text, {
        mode: name.endsWith(".sh") ? 0o755 : 0o644,
      });
    }
  } catch (error) {
    await remove(fresh);
    throw new ExportError(
      `Cannot write the export to ${directory}: ${
        (error as Error).message
      }, wanted a folder that may be written; correct its rights, or choose another base folder (SPYGLASS_BASE_DIR). The earlier export is as it was`,
      { cause: error },
    );
  }
  const aside = `${directory}.old-${crypto.randomUUID().slice(0, 8)}`;
  let state: "prepared" | "committed" = "prepared";
  let hadOld = false;
  return {
    async commit() {
      hadOld = await rename(directory, aside);
      try {
        if (hadOld) await keepOthers(aside, fresh);
        await Deno.rename(fresh, directory);
        state = "committed";
      } catch (error) {
        if (hadOld) await rename(aside, directory);
        throw error;
      }
    },
    finish: () => remove(aside),
    async undo() {
      await remove(state === "committed" ? directory : fresh);
      if (state === "committed" && hadOld) await rename(aside, directory);
    },
  };
}

async function keepOthers(from: string, to: string): Promise<void> {
  for await (const entry of Deno.readDir(from)) {
    if (OWN.test(entry.name)) continue;
    await copy(join(from, entry.name), join(to, entry.name));
  }
}

async function copy(from: string, to: string): Promise<void> {
  if (!(await Deno.lstat(from)).isDirectory) {
    return await Deno.copyFile(from, to);
  }
  await Deno.mkdir(to, { recursive: true });
  for await (const entry of Deno.readDir(from)) {
    await copy(join(from, entry.name), join(to, entry.name));
  }
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
