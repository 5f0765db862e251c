/**
 * How many reads that have ended rest on what: only counted, so that a loop of a million reads costs little.
 *
 * @module
 */
import type { Entry } from "../entries/entry.ts";
import { hashOf } from "../entries/entry_hash.ts";

/** How many reads of one export rest on what. A set of entries is what one read rests on, by {@linkcode hashesOf}. */
export class ReadCounts {
  /** Hash of a set → how many reads rest on just this set. */
  readonly #sets = new Map<number, number>();
  /** Hash of an entry → how many reads rest on it and on others. */
  readonly #shared = new Map<number, number>();
  /** Hash of a set → {@linkcode forgettings} when its reads were forgotten, all of them. */
  readonly #forgotten = new Map<number, number>();
  /** How often all reads of some set were forgotten. */
  forgettings = 0;

  /** Counts reads that rest on a set and nothing else, or counts them no more. */
  add(set: readonly number[], reads: number): void {
    addTo(this.#sets, setHash(set), reads);
    if (set.length === 1) return;
    for (const hash of set) addTo(this.#shared, hash, reads);
  }

  /** How many reads rest on an entry, alone or among others. */
  on(entry: Entry): number {
    const hash = hashOf(entry);
    return (this.#sets.get(hash) ?? 0) + (this.#shared.get(hash) ?? 0);
  }

  /** How many reads rest on a set and on nothing else. */
  alike(set: readonly number[]): number {
    return this.#sets.get(setHash(set)) ?? 0;
  }

  /** Counts none of those any more. */
  forget(set: readonly number[]): void {
    this.add(set, -this.alike(set));
    this.#forgotten.set(setHash(set), ++this.forgettings);
  }

  /** True where all reads of a set were forgotten after that many forgettings. */
  isForgotten(setHash: number, at: number): boolean {
    return (this.#forgotten.get(setHash) ?? 0) > at;
  }
}

/** A set of entries: the hash of each, once, whatever their order was. */
export function hashesOf(entries: readonly Entry[]): readonly number[] {
  if (entries.length === 1) return [hashOf(entries[0]!)];
  return [...new Set(entries.map(hashOf))].sort((a, b) => a - b);
}

/** Tells sets apart; that of a single entry is by the entry's own hash. */
export function setHash(set: readonly number[]): number {
  return set.length === 1
    ? set[0]!
    : hashOf({ table: "", restriction: set.join() });
}

function addTo(map: Map<number, number>, key: number, count: number): void {
  const sum = (map.get(key) ?? 0) + count;
  if (sum > 0) map.set(key, sum);
  else map.delete(key);
}
