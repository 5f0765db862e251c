/**
 * Which entries go when reads are forgotten: those that no other read rests on. While that is decided, nobody begins to
 * rest on them.
 *
 * @module
 */
import type { RecordedEntry } from "../../query/reading/observer.ts";
import type { Claim } from "./claims.ts";
import { entryId } from "../entries/entry.ts";
import { hashOf } from "../entries/entry_hash.ts";
import { type Counts, type GivenRead, hashesOf, setOf } from "./given_reads.ts";
import type { LogMemory } from "../log_memory.ts";
import type { PlacedEntry } from "../notes/read_notes.ts";

/** What is to be forgotten. */
export interface ReadsWanted {
  /** What certain reads recorded: those reads. */
  readonly recorded: readonly RecordedEntry[];
  /** What a query would record now: all reads that rest on just that. */
  readonly alike: readonly RecordedEntry[];
}

/** Reads that are about to be forgotten. */
export class Forgetting implements Disposable {
  readonly #memory: LogMemory;
  readonly #reads: readonly GivenRead[];
  readonly #sets: readonly AlikeReads[];
  /** Claims of this object's own: until it is disposed of, nobody takes these entries away. */
  readonly #held: Claim[] = [];
  /** Entries that only reads in flight rest on, which may fail. */
  readonly #inFlight = new Map<string, Claim>();
  readonly #done = Promise.withResolvers<void>();
  /** Entry, by {@linkcode entryId} → how many other reads rest on it. */
  readonly #others = new Map<string, number>();

  /** Entries that nobody else rests on are held until this is disposed of. */
  constructor(memory: LogMemory, wanted: ReadsWanted) {
    this.#memory = memory;
    this.#sets = setsOf(memory, wanted.alike);
    // Those that are meant by their query, too, count once.
    this.#reads = [...memory.given.readsOf(wanted.recorded)].filter(
      ({ ended }) =>
        !this.#sets.some(({ counts, set }) =>
          counts === ended?.counts && set === ended.set
        ),
    );
    for (const entry of [...wanted.recorded, ...wanted.alike]) {
      this.#hold(entry);
    }
  }

  /** True for an entry of these reads. */
  means(entry: RecordedEntry): boolean {
    return this.#others.has(entryId(entry.exportId, entry));
  }

  /** How many other reads of this process rest on an entry. */
  others(entry: RecordedEntry): number {
    return this.#others.get(entryId(entry.exportId, entry)) ?? 0;
  }

  /**
   * The reads are forgotten: they rest on nothing any more.
   *
   * @param stays Entries that were left because others rest on them.
   * @returns Those of them that nobody rests on any more: the others have failed since.
   */
  done<Stays extends PlacedEntry>(stays: readonly Stays[]): Stays[] {
    for (const { counts, set, hashes } of this.#sets) {
      counts.forget(set, hashes);
    }
    for (const read of this.#reads) this.#forget(read);
    return stays.filter((entry) => this.#isOrphan(entry));
  }

  /** True where nobody rests on it; a read in flight takes it back if it fails. */
  #isOrphan({ tableId, ...entry }: PlacedEntry): boolean {
    const claim = this.#inFlight.get(entryId(entry.exportId, entry));
    if (claim === undefined || this.#endedOthers(entry) > 0) return false;
    claim.alive = claim.open - claim.failing;
    if (claim.alive === 1) {
      claim.removal = this.#done.promise;
      return true;
    }
    if (!claim.written.includes(tableId)) claim.written.push(tableId);
    return false;
  }

  /** Whoever waited for it reads, and finds what is left. */
  [Symbol.dispose](): void {
    this.#done.resolve();
    this.#memory.claims.withdraw(this.#held);
  }

  #hold({ exportId, ...entry }: RecordedEntry): void {
    const id = entryId(exportId, entry);
    if (this.#others.has(id)) return;
    const claim = this.#memory.claims.claim(exportId, entry);
    const inFlight = claim.open - 1 - claim.failing - this.#ownClaims(claim);
    const ended = this.#endedOthers({ exportId, ...entry });
    const others = ended + inFlight;
    this.#others.set(id, others);
    if (others > 0 && ended !== 0) {
      this.#memory.claims.withdraw([claim]);
      return;
    }
    if (others > 0) this.#inFlight.set(id, claim);
    else claim.removal = this.#done.promise;
    this.#held.push(claim);
  }

  /** How many reads rest on an entry that have ended and are not to be forgotten. */
  #endedOthers(entry: RecordedEntry): number {
    const hash = hashOf(entry);
    const counts = this.#memory.given.of(entry.exportId);
    const alike = this.#sets.filter((one) =>
      one.counts === counts && one.hashes.includes(hash)
    );
    const own = this.#reads.filter((read) =>
      read.ended?.counts === counts && hashesOf(left(read)).includes(hash)
    );
    const meant = alike.reduce((sum, { set }) => sum + counts.alike(set), 0);
    return counts.on(hash) - meant - own.length;
  }

  /** How often the reads to be forgotten claim it: streams that have not ended, though their reader may have left. */
  #ownClaims(claim: Claim): number {
    return this.#reads.flatMap(({ claimed }) => claimed)
      .filter((one) => one === claim).length;
  }

  #forget(read: GivenRead): void {
    if (read.ended === null) {
      read.forgotten = read.recorded.length;
      this.#memory.claims.release(read.claimed.splice(0));
      return;
    }
    const { counts, set } = read.ended;
    counts.add(set, hashesOf(left(read)), -1);
    read.forgotten = read.recorded.length;
  }
}

/** Reads of one export that rest on the same entries. */
interface AlikeReads {
  readonly counts: Counts;
  readonly set: number;
  readonly hashes: readonly number[];
}

function setsOf(
  { given }: LogMemory,
  entries: readonly RecordedEntry[],
): AlikeReads[] {
  const exports = Map.groupBy(entries, ({ exportId }) => exportId);
  return [...exports].map(([exportId, some]) => {
    const hashes = hashesOf(some);
    return { counts: given.of(exportId), set: setOf(hashes), hashes };
  });
}

function left({ recorded, forgotten }: GivenRead): readonly RecordedEntry[] {
  return recorded.slice(forgotten);
}
