/**
 * The files of tests, and those that a user chooses by a word of their path.
 *
 * @module
 */
import { join } from "node:path";
import { PROJECT } from "./setup/project.ts";

/** Paths of all files below a folder that are named so, in order. */
export async function filesBelow(
  folder: string,
  name: RegExp,
): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(join(PROJECT, folder))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) found.push(...await filesBelow(path, name));
    else if (name.test(entry.name)) found.push(path);
  }
  return found.sort();
}

/**
 * Those of the files whose path contains one of the words; all of them without words.
 *
 * @throws {RangeError} There are none.
 */
export function chosenFiles(
  files: readonly string[],
  words: readonly string[],
): readonly string[] {
  if (words.length === 0) return files;
  const chosen = files.filter((path) =>
    words.some((word) => path.includes(word))
  );
  if (chosen.length > 0) return chosen;
  throw new RangeError(
    `Cannot choose tests: no test file's path contains ${words.join(" or ")}`,
  );
}
