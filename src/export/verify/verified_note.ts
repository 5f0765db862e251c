/**
 * What was verified, and when: a note in the bundle, `verified.json`.
 *
 * @module
 */
import { fileDigest } from "../../external/file_digest.ts";
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
  /** How many reads gave other rows when they were read than the database had then. */
  readonly changed: number;
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
  if (await fileDigest("sha256", paths.sql) !== note.sha256) return null;
  return { ...note, changed: note.changed ?? 0 };
}

/** Notes of older bundles do not count changed reads. */
type StoredNote = Omit<VerifiedNote, "changed"> & { readonly changed?: number };

function isNote(value: unknown): value is StoredNote {
  const note = value as Partial<VerifiedNote> | null;
  return typeof note?.ok === "boolean" && typeof note.sha256 === "string" &&
    typeof note.bytes === "number" && typeof note.at === "string" &&
    typeof note.differences === "number" &&
    (note.changed === undefined || typeof note.changed === "number");
}
