/**
 * Entries in statements that are not too long.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Entry } from "./entry.ts";

/** Some of many. */
export interface Batch<T> {
  /** Where they begin. */
  readonly at: number;
  readonly some: readonly T[];
}

/** Entries in the order they came, so many at once as one statement may name. */
export function* batches<T extends Entry>(
  entries: readonly T[],
): Generator<Batch<T>> {
  let at = 0;
  let bytes = 0;
  for (const [i, entry] of entries.entries()) {
    const more = bytesOf(entry);
    if (i > at && bytes + more > MOST_BYTES) {
      yield { at, some: entries.slice(at, i) };
      at = i;
      bytes = 0;
    }
    bytes += more;
  }
  if (at < entries.length) yield { at, some: entries.slice(at) };
}

function bytesOf({ table, restriction }: Entry): number {
  return Buffer.byteLength(table) + Buffer.byteLength(restriction) + AROUND;
}

/** What stands around an entry's texts, at most. */
const AROUND = 250;
/** A server may refuse statements of more than 64 KiB, and what is escaped takes twice its bytes. */
const MOST_BYTES = 30_000;
