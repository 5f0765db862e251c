/**
 * Are the files of a bundle beside its dump there, and as they were written?
 *
 * @module
 */
import { basename, join } from "node:path";
import { CancelledError } from "../../errors.ts";
import { fileDigest } from "../../external/file_digest.ts";
import { readManifest } from "../manifest.ts";
import type { Progress } from "../progress.ts";
import type { Differences } from "./difference.ts";
import type { BundlePaths } from "./find_dump.ts";

/**
 * Compares the files that the manifest names with what it says of them, and looks whether the dump's checksum is there,
 * without which whoever is given the bundle cannot check it.
 *
 * @throws {CancelledError} The progress is told to stop.
 */
export async function checkBundle(
  { directory, manifest, sql }: BundlePaths,
  differences: Differences,
  progress: Progress,
): Promise<void> {
  const written = await readManifest(manifest);
  const expected: ExpectedFile[] = [
    { name: `${basename(sql)}.sha256`, sha256: null },
    ...written?.beside ?? [],
  ];
  for (const file of expected) {
    const found = await lookAt(directory, file.name, progress);
    const isAsWritten = file.sha256 === null || file.sha256 === found.sha256;
    if (found.sha256 === null || !isAsWritten) add(differences, file, found);
  }
  if (written === null) {
    const name = basename(manifest);
    const found = await lookAt(directory, name, progress);
    add(differences, { name, sha256: null }, found);
  }
}

interface ExpectedFile {
  readonly name: string;
  /** `null` where it is only to be there. */
  readonly sha256: string | null;
}

interface FoundFile {
  /** `null` where it cannot be read. */
  readonly sha256: string | null;
  /** Why it cannot be read. */
  readonly reason: string;
}

function add(
  differences: Differences,
  { name, sha256 }: ExpectedFile,
  found: FoundFile,
): void {
  const [kind, what] = found.sha256 === null
    ? ["missing file", `cannot be read: ${found.reason}`] as const
    : ["altered file", `has the SHA-256 ${found.sha256}`] as const;
  const wanted = sha256 === null
    ? "the file as it was written"
    : `${sha256}, as when it was written`;
  differences.add({
    table: name,
    kind,
    expected: wanted,
    found: found.sha256 ?? found.reason,
    message: `${name}: the bundle's file ${what}, wanted ${wanted}; ${ADVICE}`,
  });
}

const ADVICE = "get it again, or populate the paper again";

/** The manifest may be somebody else's: what is not a file in the folder itself is not looked at. */
async function lookAt(
  directory: string,
  name: string,
  progress: Progress,
): Promise<FoundFile> {
  const path = join(directory, name);
  try {
    if (!path.startsWith(join(directory, "/"))) {
      throw new Error("it is outside of the bundle");
    }
    // Whoever reads a pipe may wait for ever; what a link leads to is not given with the bundle.
    if (!(await Deno.lstat(path)).isFile) throw new Error("it is no file");
    const sha256 = await fileDigest("sha256", path, "", () => progress.check());
    return { sha256, reason: "" };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    const reason = error instanceof Deno.errors.NotFound
      ? "no such file"
      : (error as Error).message;
    return { sha256: null, reason };
  }
}
