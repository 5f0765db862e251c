/**
 * Are the files of a bundle beside its dump there, and as they were written?
 *
 * @module
 */
import { basename, join } from "node:path";
import { fileDigest } from "../../external/file_digest.ts";
import { readManifest } from "../manifest.ts";
import type { Differences } from "./difference.ts";
import type { BundlePaths } from "./find_dump.ts";

/**
 * Compares the files that the manifest names with what it says of them, and looks whether the dump's checksum is there,
 * without which whoever is given the bundle cannot check it. A manifest of an earlier version names none.
 */
export async function checkBundle(
  { directory, manifest, sql }: BundlePaths,
  differences: Differences,
): Promise<void> {
  const written = (await readManifest(manifest))?.beside ?? [];
  const sum = `${basename(sql)}.sha256`;
  for (const { name, sha256 } of [{ name: sum, sha256: null }, ...written]) {
    const found = await digestOrReason(join(directory, String(name)));
    if (found.sha256 !== null && (sha256 ?? found.sha256) === found.sha256) {
      continue;
    }
    differences.add({
      table: name,
      kind: found.sha256 === null ? "missing file" : "altered file",
      expected: sha256 ?? `the SHA-256 of ${basename(sql)}`,
      found: found.sha256 ?? found.reason,
      message: found.sha256 === null
        ? `${name}: the bundle's file cannot be read: ${found.reason}; ${ADVICE}`
        : `${name}: the bundle's file has the SHA-256 ${found.sha256}, and ${sha256} when it was written; ${ADVICE}`,
    });
  }
}

const ADVICE = "get it again, or populate the paper again";

async function digestOrReason(
  path: string,
): Promise<{ sha256: string | null; reason: string }> {
  try {
    // Whoever reads a pipe may wait for ever.
    if (!(await Deno.stat(path)).isFile) throw new Error("it is no file");
    return { sha256: await fileDigest("sha256", path), reason: "" };
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? "no such file"
      : (error as Error).message;
    return { sha256: null, reason };
  }
}
