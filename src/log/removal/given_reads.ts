/**
 * The reads that this process has given: forgetting one of them takes no entry away from another.
 *
 * @module
 */
import type { RecordedEntry } from "../../query/reading/observer.ts";
import type { GivenRead } from "./given_read.ts";
import { ReadCounts } from "./read_counts.ts";

/** The reads of this process, over whichever connection to a log. */
export class GivenReads {
  readonly #exports = new Map<number, ReadCounts>();
  readonly #reads = new WeakMap<RecordedEntry, GivenRead>();

  /** Remembers of which read an entry was just logged. */
  remember(read: GivenRead, entry: RecordedEntry): void {
    this.#reads.set(entry, read);
  }

  /** Those of an export that have ended. */
  of(exportId: number): ReadCounts {
    let counts = this.#exports.get(exportId);
    if (counts === undefined) {
      this.#exports.set(exportId, counts = new ReadCounts());
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
    return new Set(found.filter((read) => !read.isForgotten));
  }
}
