/**
 * One read and the entries that it rests on: claimed while it is in flight, counted when it has ended.
 *
 * @module
 */
import type { RecordedEntry } from "../../query/reading/observer.ts";
import type { Entry } from "../entries/entry.ts";
import { hashOf } from "../entries/entry_hash.ts";
import type { Claim, Claims } from "./claims.ts";
import type { GivenReads } from "./given_reads.ts";
import { hashesOf, type ReadCounts, setHash } from "./read_counts.ts";

/** One read, from its beginning on. */
export class GivenRead {
  /** What it has logged. */
  readonly recorded: RecordedEntry[] = [];
  readonly #exportId: number;
  readonly #memory: Memory;
  /** What it rests on while it is in flight. */
  readonly #claimed: Claim[] = [];
  /** So many of `recorded` were forgotten. */
  #forgotten = 0;
  #hasFailed = false;
  /** How it was counted when it had ended; `null` before. */
  #counted: Counted | null = null;

  constructor(exportId: number, memory: Memory) {
    this.#exportId = exportId;
    this.#memory = memory;
  }

  /** Before an entry is written or looked for, so that nobody takes it away any more. */
  claim(entries: readonly Entry[]): readonly Claim[] {
    const { claims } = this.#memory;
    const claimed = entries.map((one) => claims.claim(this.#exportId, one));
    for (const claim of claimed) this.#claimed.push(claim);
    return claimed;
  }

  /** Takes back what it claimed: it does not rest on that after all. */
  withdraw(claimed: readonly Claim[]): void {
    this.#memory.claims.withdraw(claimed.filter((claim) => {
      const at = this.#claimed.lastIndexOf(claim);
      // Nor does it where it was forgotten meanwhile.
      if (at >= 0) this.#claimed.splice(at, 1);
      return at >= 0;
    }));
  }

  /** An entry is in the log for it. */
  logged(entry: RecordedEntry): void {
    this.recorded.push(entry);
    this.#memory.given.remember(this, entry);
  }

  /**
   * It has failed, and gives nothing.
   *
   * @returns What no other read rests on: that is to be taken back.
   */
  fail(): Claim[] {
    this.#hasFailed = true;
    for (const claim of this.#claimed) claim.failing++;
    return this.#claimed.filter((claim) => --claim.alive === 0);
  }

  /** It has ended; called once. */
  end(): void {
    if (!this.#hasFailed) this.#count();
    this.#memory.claims.release(this.#claimed, this.#hasFailed);
  }

  #count(): void {
    const left = this.#left();
    if (left.length === 0) return;
    const counts = this.#memory.given.of(this.#exportId);
    const set = hashesOf(left);
    const { forgettings } = counts;
    this.#counted = { counts, hash: setHash(set), forgettings };
    counts.add(set, 1);
  }

  /** It is forgotten: it rests on nothing any more. While it is in flight, it may log more. */
  forget(): void {
    if (this.#counted !== null) {
      this.#counted.counts.add(hashesOf(this.#left()), -1);
    } else this.#memory.claims.release(this.#claimed.splice(0));
    this.#forgotten = this.recorded.length;
  }

  /** True where it has ended and was forgotten since, by itself or with all that rest on the same. */
  get isForgotten(): boolean {
    if (this.#counted === null) return false;
    const { counts, hash, forgettings } = this.#counted;
    return this.#forgotten >= this.recorded.length ||
      counts !== this.#memory.given.of(this.#exportId) ||
      counts.isForgotten(hash, forgettings);
  }

  /** True where it has ended and rests on just these entries. */
  isCountedAs(counts: ReadCounts, set: readonly number[]): boolean {
    return this.#counted?.counts === counts &&
      this.#counted.hash === setHash(set);
  }

  /** True where it is counted among the reads that rest on an entry. */
  isCountedOn(counts: ReadCounts, entry: Entry): boolean {
    return this.#counted?.counts === counts &&
      hashesOf(this.#left()).includes(hashOf(entry));
  }

  /** How often it claims an entry: not at all when it has ended. */
  claimsOf(claim: Claim): number {
    return this.#claimed.filter((one) => one === claim).length;
  }

  #left(): readonly RecordedEntry[] {
    return this.recorded.slice(this.#forgotten);
  }
}

/** What is known of all reads. */
interface Memory {
  readonly claims: Claims;
  readonly given: GivenReads;
}

interface Counted {
  readonly counts: ReadCounts;
  /** Of the entries that it rested on then. */
  readonly hash: number;
  /** {@linkcode ReadCounts.forgettings} at that time. */
  readonly forgettings: number;
}
