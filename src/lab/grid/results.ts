/**
 * The results that cells have shown last, by name: a data frame can show all of their rows.
 *
 * @module
 */
import { SpyglassError } from "../../errors.ts";
import type { ShownResult } from "../../query/reading/shown_results.ts";

/** Keeps a few results. */
export class Results {
  readonly #kernel: string;
  readonly #kept = new Map<string, ShownResult>();
  #count = 0;

  /** @param kernel What tells this process from others: names of another one's results mean nothing here. */
  constructor(kernel: string) {
    this.#kernel = kernel;
  }

  /** Keeps a result, and forgets the oldest one. */
  keep(result: ShownResult): string {
    const name = `${this.#kernel}/${++this.#count}`;
    this.#kept.set(name, result);
    if (this.#kept.size > MOST) {
      this.#kept.delete(this.#kept.keys().next().value!);
    }
    return name;
  }

  /**
   * A result that is kept.
   *
   * @throws {SpyglassError} It is not there any more.
   */
  find(name: string): ShownResult {
    const found = this.#kept.get(name);
    if (found !== undefined) return found;
    throw new SpyglassError(
      `Cannot show the result: this kernel has it no more, wanted one of the last ${MOST} that its cells showed; run the cell again`,
    );
  }
}

/** Frames may be large. */
const MOST = 20;
