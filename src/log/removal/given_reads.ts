/**
 * Which entries the reads rest on that this process has given: forgetting one read takes no entry away from another.
 * Reads that have ended are only counted, so that a loop of a million reads costs little.
 *
 * @module
 */
import type { RecordedEntry } from "../../query/reading/observer.ts";
import type { Claim } from "./claims.ts";
import { hashOf } from "../entries/entry_hash.ts";

/** One read, from its beginning on. */
export interface GivenRead {
  readonly exportId: number;
  /** What it has logged. */
  readonly recorded: readonly RecordedEntry[];
  /** What it rests on while it is in flight. */
  readonly claimed: Claim[];
  /** So many of `recorded` were forgotten; of a read that gave nothing, all. */
  forgotten: number;
  /** How it was counted when it had ended; `null` before. */
  ended: Ended | null;
}

interface Ended {
  readonly counts: Counts;
  readonly set: number;
  /** {@linkcode Counts.forgettings} at that time. */
  readonly at: number;
}

/** A read that begins; what it logs and claims comes later. */
export function readBegins(
  exportId: number,
  recorded: readonly RecordedEntry[],
  claimed: Claim[],
): GivenRead {
  return { exportId, recorded, claimed, forgotten: 0, ended: null };
}

/** The reads of this process, over whichever connection to a log. */
export class GivenReads {
  readonly #exports = new Map<number, Counts>();
  readonly #reads = new WeakMap<RecordedEntry, GivenRead>();

  /** Notes what a read has just logged. */
  note(read: GivenRead, entry: RecordedEntry): void {
    this.#reads.set(entry, read);
  }

  /** Notes that a read has ended. */
  end(read: GivenRead): void {
    const left = read.recorded.slice(read.forgotten);
    if (left.length === 0) return;
    const counts = this.of(read.exportId);
    const hashes = hashesOf(left);
    const set = setOf(hashes);
    read.ended = { counts, set, at: counts.forgettings };
    counts.add(set, hashes, 1);
  }

  /** The reads of an export. */
  of(exportId: number): Counts {
    let counts = this.#exports.get(exportId);
    if (counts === undefined) {
      this.#exports.set(exportId, counts = new Counts());
    }
    return counts;
  }

  /** Forgets all reads of an export that is no more. */
  drop(exportId: number): void {
    this.#exports.delete(exportId);
  }

  /** The reads that recorded these entries, and were not forgotten since. */
  readsOf(entries: readonly RecordedEntry[]): ReadonlySet<GivenRead> {
    const found = entries.flatMap((entry) => this.#reads.get(entry) ?? []);
    return new Set(found.filter((read) => !this.#isForgotten(read)));
  }

  #isForgotten(read: GivenRead): boolean {
    const { exportId, ended } = read;
    if (ended === null) return false;
    const { counts, set, at } = ended;
    return read.forgotten >= read.recorded.length ||
      counts !== this.#exports.get(exportId) || counts.isForgotten(set, at);
  }
}

/** How many reads of one export rest on what. */
export class Counts {
  /** Hash of a set of entries → how many reads rest on just these; a single entry's own hash is that of its set. */
  readonly #sets = new Map<number, number>();
  /** Hash of an entry → how many reads rest on it and on others. */
  readonly #shared = new Map<number, number>();
  /** Hash of a set → {@linkcode forgettings} when its reads were forgotten, all of them. */
  readonly #forgotten = new Map<number, number>();
  /** How often all reads of some set were forgotten. */
  forgettings = 0;

  /** Counts reads that rest on these entries and nothing else, or counts them no more. */
  add(set: number, hashes: readonly number[], reads: number): void {
    addTo(this.#sets, set, reads);
    if (hashes.length === 1) return;
    for (const hash of hashes) addTo(this.#shared, hash, reads);
  }

  /** How many reads rest on an entry, alone or among others. */
  on(hash: number): number {
    return this.alike(hash) + (this.#shared.get(hash) ?? 0);
  }

  /** How many reads rest on these entries and on nothing else. */
  alike(set: number): number {
    return this.#sets.get(set) ?? 0;
  }

  /** Counts none of those any more. */
  forget(set: number, hashes: readonly number[]): void {
    this.add(set, hashes, -this.alike(set));
    this.#forgotten.set(set, ++this.forgettings);
  }

  /** True where the reads of a set were forgotten after that many forgettings. */
  isForgotten(set: number, at: number): boolean {
    return (this.#forgotten.get(set) ?? 0) > at;
  }
}

/** Each entry once, whatever their order was. */
export function hashesOf(entries: readonly RecordedEntry[]): number[] {
  if (entries.length === 1) return [hashOf(entries[0]!)];
  return [...new Set(entries.map(hashOf))].sort((a, b) => a - b);
}

/** Tells sets of entries apart. */
export function setOf(hashes: readonly number[]): number {
  return hashes.length === 1
    ? hashes[0]!
    : hashOf({ table: "", restriction: hashes.join() });
}

function addTo(map: Map<number, number>, key: number, count: number): void {
  const sum = (map.get(key) ?? 0) + count;
  if (sum > 0) map.set(key, sum);
  else map.delete(key);
}
