/**
 * What was verified, and when: a note in the bundle, `verified.json`.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { BundlePaths } from "./find_dump.ts";
import { factsOf } from "./find_dump.ts";

/** The note. */
export interface VerifiedNote {
  readonly ok: boolean;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** SHA-256 of the dump that was verified, in hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: number;
  readonly differences: number;
}

/** Writes the note. Where the bundle cannot be written, there is none: that is no fault of what was verified. */
export async function noteVerified(
  paths: BundlePaths,
  note: VerifiedNote,
): Promise<boolean> {
  const text = JSON.stringify({ format: 1, ...note }, null, 2) + "\n";
  return await Deno.writeTextFile(paths.verified, text)
    .then(() => true, () => false);
}

/** Reads the note; `null` where there is none, or the dump is another one now. */
export async function readVerified(
  paths: BundlePaths,
): Promise<VerifiedNote | null> {
  const [note, dump] = await Promise.all([
    Deno.readTextFile(paths.verified).then(JSON.parse).catch(() => null),
    factsOf(paths.sql),
  ]);
  if (!isNote(note) || dump?.bytes !== note.bytes) return null;
  return await sha256Of(paths.sql) === note.sha256 ? note : null;
}

/** SHA-256 of a file, in hexadecimal digits. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const buffer = new Uint8Array(1 << 20);
  for (;;) {
    const length = await file.read(buffer);
    if (length === null) return hash.digest("hex");
    hash.update(buffer.subarray(0, length));
  }
}

function isNote(value: unknown): value is VerifiedNote {
  const note = value as Partial<VerifiedNote> | null;
  return typeof note?.ok === "boolean" && typeof note.sha256 === "string" &&
    typeof note.bytes === "number" && typeof note.at === "string" &&
    typeof note.differences === "number";
}
