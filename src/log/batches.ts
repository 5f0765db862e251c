/**
 * Entries in statements that are not too long.
 *
 * @module
 */
import type { Entry } from "./entry.ts";

/** Some of many. */
export interface Batch<T> {
  /** Where they begin. */
  readonly at: number;
  readonly some: readonly T[];
}

/** Entries in the order they came, so many at once as one statement names. */
export function* batches<T extends Entry>(
  entries: readonly T[],
): Generator<Batch<T>> {
  for (let at = 0; at < entries.length; at += LARGE) {
    yield { at, some: entries.slice(at, at + LARGE) };
  }
}

/** How many entries one statement names. */
const LARGE = 100;
