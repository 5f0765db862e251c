/**
 * Whether files are here.
 *
 * @module
 */
import { ExportError } from "../errors.ts";

/** Whether there is a file at a path. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

/**
 * Refuses to go on without some files.
 *
 * @param action What they are wanted for, as an error begins.
 * @param again What to do when they are back, for example `prepare`.
 * @throws {ExportError} Some of them are not here.
 */
export async function refuseMissing(
  paths: readonly string[],
  action: string,
  again: string,
): Promise<void> {
  const missing: string[] = [];
  for (const path of paths) {
    if (!await isFile(path)) missing.push(path);
  }
  if (missing.length === 0) return;
  throw new ExportError(
    `${action}: ${missing.length} of its files are not here: ${
      missing.join(", ")
    }; put them back, and ${again} again. Nothing was changed`,
  );
}
