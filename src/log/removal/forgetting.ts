/**
 * Which entries go when reads are forgotten: those that no other read rests on. While that is decided, nobody begins to
 * rest on them.
 *
 * @module
 */
import type { RecordedEntry } from "../../query/reading/observer.ts";
import { entryId } from "../entries/entry.ts";
import { hashOf } from "../entries/entry_hash.ts";
import type { LogMemory } from "../log_memory.ts";
import type { PlacedEntry } from "../notes/read_notes.ts";
import type { Claim } from "./claims.ts";
import type { GivenRead } from "./given_read.ts";
import { hashesOf, type ReadCounts } from "./read_counts.ts";

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
  readonly #alike: readonly AlikeReads[];
  /** Claims of this object's own: until it is disposed of, nobody takes these entries away. */
  readonly #held: Claim[] = [];
  /** Of entries that no ended read rests on, but reads in flight, which may fail. */
  readonly #inFlight = new Map<string, Claim>();
  readonly #done = Promise.withResolvers<void>();
  /** Entry, by {@linkcode entryId} → how many other reads rest on it. */
  readonly #others = new Map<string, number>();
  /** Entries of which whatever stands in the log is meant, by {@linkcode entryId}. */
  readonly #all: ReadonlySet<string>;

  /** Entries that nobody else rests on are held until this is disposed of. */
  constructor(memory: LogMemory, { recorded, alike }: ReadsWanted) {
    this.#memory = memory;
    this.#alike = alikeReads(memory, alike);
    this.#all = new Set(alike.map((one) => entryId(one.exportId, one)));
    // Those that are meant by their query, too, count once.
    this.#reads = [...memory.given.readsOf(recorded)].filter((read) =>
      !this.#alike.some(({ counts, set }) => read.isCountedAs(counts, set))
    );
    for (const entry of [...recorded, ...alike]) this.#look(entry);
  }

  /** True for an entry of these reads; what another process wrote of the same text, too, is none of a certain read's. */
  means(entry: PlacedEntry): boolean {
    const id = entryId(entry.exportId, entry);
    return this.#others.has(id) &&
      (this.#all.has(id) || !this.#isOthers(entry));
  }

  /** True for an entry that certain reads do not mean, because another process wrote it for itself. */
  spares(entry: PlacedEntry): boolean {
    return this.#others.has(entryId(entry.exportId, entry)) &&
      !this.means(entry);
  }

  /** How many other reads of this process rest on an entry. */
  othersOn(entry: RecordedEntry): number {
    return this.#others.get(entryId(entry.exportId, entry)) ?? 0;
  }

  /**
   * The reads are forgotten: they rest on nothing any more.
   *
   * @param stays Entries that were left because others rest on them.
   * @returns Those of them that nobody rests on any more: the others have failed since.
   */
  done<Stays extends PlacedEntry>(stays: readonly Stays[]): Stays[] {
    for (const { counts, set } of this.#alike) counts.forget(set);
    for (const read of this.#reads) read.forget();
    return stays.filter((entry) => this.#isOrphan(entry));
  }

  /** Whoever waited for it reads, and finds what is left. */
  [Symbol.dispose](): void {
    this.#done.resolve();
    this.#memory.claims.withdraw(this.#held);
  }

  /** Counts who else rests on an entry, and holds it where that is nobody who has ended. */
  #look({ exportId, ...entry }: RecordedEntry): void {
    const id = entryId(exportId, entry);
    if (this.#others.has(id)) return;
    const claim = this.#memory.claims.claim(exportId, entry);
    const ended = this.#endedOn({ exportId, ...entry });
    const inFlight = this.#inFlightOn(claim);
    this.#others.set(id, ended + inFlight);
    if (ended > 0) {
      this.#memory.claims.withdraw([claim]);
      return;
    }
    if (inFlight > 0) this.#inFlight.set(id, claim);
    else claim.removal = this.#done.promise;
    this.#held.push(claim);
  }

  /** This process has, or had, an entry of its own of this text, and this is another one. */
  #isOthers({ exportId, tableId, ...entry }: PlacedEntry): boolean {
    const seen = this.#memory.loaded.get(exportId);
    const known = seen?.ids.get(hashOf(entry));
    return known !== undefined && seen!.own.has(known) &&
      !seen!.own.has(tableId);
  }

  /** How many other reads in flight rest on an entry; this object's claim is none. */
  #inFlightOn(claim: Claim): number {
    // A stream that is to be forgotten may not have ended, though its reader has left.
    const own = this.#reads.reduce(
      (sum, read) => sum + read.claimsOf(claim),
      0,
    );
    return claim.open - claim.failing - 1 - own;
  }

  /** How many other reads that have ended rest on an entry. */
  #endedOn(entry: RecordedEntry): number {
    const hash = hashOf(entry);
    const counts = this.#memory.given.of(entry.exportId);
    const own = this.#reads.filter((read) => read.isCountedOn(counts, entry));
    const alike = this.#alike
      .filter((one) => one.counts === counts && one.set.includes(hash))
      .reduce((sum, { set }) => sum + counts.alike(set), 0);
    return counts.on(entry) - own.length - alike;
  }

  /** True where nobody rests on it; a read in flight takes it back if it fails. */
  #isOrphan({ tableId, ...entry }: PlacedEntry): boolean {
    const claim = this.#inFlight.get(entryId(entry.exportId, entry));
    if (claim === undefined || this.#endedOn(entry) > 0) return false;
    claim.alive = claim.open - claim.failing;
    if (claim.alive === 1) {
      claim.removal = this.#done.promise;
      return true;
    }
    if (!claim.written.includes(tableId)) claim.written.push(tableId);
    return false;
  }
}

/** Reads that have ended and rest on the same set of entries of one export. */
interface AlikeReads {
  readonly counts: ReadCounts;
  readonly set: readonly number[];
}

function alikeReads(
  { given }: LogMemory,
  entries: readonly RecordedEntry[],
): AlikeReads[] {
  const exports = Map.groupBy(entries, ({ exportId }) => exportId);
  return [...exports].map(([exportId, some]) => (
    { counts: given.of(exportId), set: hashesOf(some) }
  ));
}
