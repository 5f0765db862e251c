/**
 * Are the files of an export those that were there when it was populated?
 *
 * @module
 */
import type { Progress } from "../progress.ts";
import {
  type FileFacts,
  fileFacts,
  type ListedFile,
  listedFiles,
} from "../slice/file_facts.ts";
import type { Differences } from "./difference.ts";
import type { BundlePaths } from "./find_dump.ts";

/**
 * Compares the files that `files.tsv` of a bundle lists with what it says of them: their size, and their SHA-256, where
 * it has that. Rows may say neither, and of what a copy links to no row says anything.
 *
 * @param told Paths of files of which something was found already.
 */
export async function checkListed(
  bundle: BundlePaths,
  told: ReadonlySet<string>,
  differences: Differences,
  progress: Progress,
): Promise<void> {
  const text = await Deno.readTextFile(bundle.files).catch(() => null);
  // That it is not there, or another one, is told of the bundle.
  if (text === null) return;
  const listed = listedFiles(text).filter(({ file_path, size }) =>
    size !== null && !told.has(file_path)
  );
  const summed = listed.filter(({ sha256 }) => sha256 !== null);
  const others = listed.filter(({ sha256 }) => sha256 === null);
  for (
    const { files, largest } of [
      { files: summed, largest: Infinity },
      { files: others, largest: 0 },
    ]
  ) {
    const now = await fileFacts(files, {}, progress, largest);
    files.forEach((then, at) => compare(then, now[at]!, differences));
  }
}

function compare(
  then: ListedFile,
  now: FileFacts,
  differences: Differences,
): void {
  // A row names it, or a copy links to it, which was told; else its store has another place now.
  if (now.isMissing) return;
  const isSame = now.size === then.size &&
    (then.sha256 === null || now.sha256 === then.sha256);
  if (isSame) return;
  const [expected, found] = [words(then), words(now)];
  differences.add({
    table: "files.tsv",
    kind: "altered file",
    expected: `${then.file_path} (${expected})`,
    found,
    message:
      `files.tsv: the file ${then.file_path} is not what it was when the paper was populated: found ${found}, wanted ${expected}`,
  });
}

function words({ size, sha256 }: Pick<FileFacts, "size" | "sha256">): string {
  return sha256 === null ? `${size} bytes` : `${size} bytes, SHA-256 ${sha256}`;
}
