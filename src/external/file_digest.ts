/**
 * The digest of a file, read in pieces: it may be larger than memory.
 *
 * @module
 */
import { createHash } from "node:crypto";

/**
 * The digest of a file.
 *
 * @param algorithm SHA-256 says what a file holds; MD5 is what DataJoint notes of files in its stores.
 * @param path The file.
 * @param prefix What is digested before the file's bytes, as DataJoint does with a file's name.
 * @param onRead Told after each piece how many bytes have been read; what it throws ends the reading.
 * @returns Hexadecimal digits.
 * @throws {Deno.errors.NotFound} There is no such file; other errors of reading are passed on, too.
 */
export async function fileDigest(
  algorithm: "sha256" | "md5",
  path: string,
  prefix = "",
  onRead?: (bytes: number) => void,
): Promise<string> {
  const hash = createHash(algorithm).update(prefix);
  using file = await Deno.open(path);
  const buffer = new Uint8Array(1 << 20);
  for (let read = 0;;) {
    const length = await file.read(buffer);
    if (length === null) return hash.digest("hex");
    hash.update(buffer.subarray(0, length));
    onRead?.(read += length);
  }
}

/** What changes when a file becomes another one or is written to; its path is not in it. */
export function fileMark({ ino, mtime, size }: Deno.FileInfo): string {
  return `${ino} ${mtime?.getTime()} ${size}`;
}
